#pragma once

#include <limits>

namespace rehearse {

inline constexpr double infinity = std::numeric_limits<double>::infinity();

/// What isn't there: an estimate without data, a median that isn't reached.
/// Results show it as null or a dash.
inline constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

}  // namespace rehearse
