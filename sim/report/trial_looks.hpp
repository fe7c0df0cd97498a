#pragma once

#include <nlohmann/json.hpp>

#include "rehearse/data/trial_listing.hpp"

namespace rehearse {

/// An object for each look of one replicate.
[[nodiscard]] nlohmann::ordered_json trial_looks(const ListedTrial& trial);

}  // namespace rehearse
