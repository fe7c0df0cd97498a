#pragma once

#include <string>

#include "rehearse/data/view_names.hpp"

namespace rehearse {

/// "NCT07008976: 246 participants, TQB2102 and T-DM1 1:1, PFS".
[[nodiscard]] std::string heading(const Scenario& scenario);

}  // namespace rehearse
