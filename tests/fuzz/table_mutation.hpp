#pragma once

#include <string>

#include "chance.hpp"

namespace rehearse::fuzz {

/// A CSV with a field, row or column of it changed, moved, repeated, dropped or
/// taken from elsewhere; now and then one of its bytes instead.
[[nodiscard]] std::string changed_table(const std::string& csv,
                                        const std::string& other,
                                        Chance& chance);

}  // namespace rehearse::fuzz
