#pragma once

#include <nlohmann/json.hpp>

#include "rehearse/data/trial_listing.hpp"

namespace rehearse {

/// Which look's cut a listing shows: "look", of several hypotheses after the
/// "hypothesis".
[[nodiscard]] nlohmann::ordered_json shown_look(const ListedTrial& any);

/// An object for each look of one replicate; of several hypotheses with its
/// name and alpha.
[[nodiscard]] nlohmann::ordered_json trial_looks(const ListedTrial& trial);

}  // namespace rehearse
