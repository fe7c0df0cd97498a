#pragma once

#include <cstdint>
#include <string>

#include "rehearse/config/load.hpp"
#include "rehearse/montecarlo/estimate_power.hpp"

namespace rehearse {

/// One replicate whole, and the look at whose data cut it is seen.
struct TrialReport {
  LoadedConfig config;
  std::uint64_t replicate = 0;
  std::size_t look = 0;
  SimulatedTrial trial;
};

/// The participants who entered before the look's cut, in order of entry, as
/// CSV. `time_days`, `event`, `arm` and `analysis_stratum` are what the look's
/// test was made of: analysing them again gives its z. Times are exact.
[[nodiscard]] std::string participants_csv(const TrialReport& report);

/// The same participants and all looks as a JSON document.
[[nodiscard]] std::string participants_json(const TrialReport& report);

/// What the looks gave in this replicate, for a terminal.
[[nodiscard]] std::string trial_table(const TrialReport& report);

}  // namespace rehearse
