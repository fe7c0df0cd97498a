#pragma once

#include <string>
#include <vector>

#include "rehearse/config/load.hpp"

namespace rehearse {

inline constexpr const char* trial_text = R"(
schema_version = 1
[trial]
id = "T"
participants = 60
[[arms]]
id = "new"
role = "experimental"
[[arms]]
id = "old"
role = "control"
[randomization]
block_sizes = [4]
[enrolment]
model = "uniform"
duration = "10 months"
[endpoint]
name = "PFS"
[endpoint.control]
distribution = "exponential"
median = "6 months"
[endpoint.effect]
hazard_ratio = 0.5
[[analysis.looks]]
name = "final"
events = 40
[simulation]
replicates = 3000
)";

inline LoadedConfig read_trial(const std::vector<std::string>& changes) {
  Overrides overrides;
  overrides.vary = changes;
  return parse_config(trial_text, "trial.toml", Dialect::toml, ".", overrides);
}

}  // namespace rehearse
