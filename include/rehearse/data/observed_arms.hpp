#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "rehearse/data/trial_listing.hpp"
#include "rehearse/trial/observation_key.hpp"

namespace rehearse {

/// One arm's participants as an analysis has them: keys ascending by ticks
/// since randomization, of one stratum.
using ArmKeys = std::vector<ObservationKey>;

/// Of each arm, who entered before the cut of the listing's look; as `view`, an
/// index of `endpoint_views`, has their events (0, the primary analysis, where
/// nobody is assessed).
[[nodiscard]] std::vector<ArmKeys> observed_arms(const ListedTrial& trial,
                                                 std::size_t view = 0);

/// Of each arm, whom the hypothesis of the listing's look compares, with the
/// events of its endpoint; of other arms nobody.
[[nodiscard]] std::vector<ArmKeys> compared_arms(const ListedTrial& trial);

/// How many of `keys` (ascending) are at risk at `tick`: whose time is as long.
[[nodiscard]] std::size_t at_risk_at(std::span<const ObservationKey> keys,
                                     std::uint64_t tick);

}  // namespace rehearse
