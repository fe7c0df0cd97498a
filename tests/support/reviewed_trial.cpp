#include "support/reviewed_trial.hpp"

#include "rehearse/config/load.hpp"

namespace {

constexpr const char* text = R"(
[trial]
id = "P5"
participants = 246
[[arms]]
id = "E"
role = "experimental"
[[arms]]
id = "C"
role = "control"
[randomization]
block_sizes = [4]
[enrolment]
model = "uniform"
duration = "16 months"
ramp_up = "6 months"
[endpoint]
name = "PFS by IRC"
reader = "irc"
[endpoint.control]
distribution = "exponential"
median = "6.8 months"
[endpoint.effect]
hazard_ratio = 0.6
[endpoint.death]
fraction = 0.05
after_progression_median = "18 months"
[dropout]
annual_probability = 0.10
[assessment]
schedule = [{ every = "6 weeks", until = "48 weeks" }, { every = "12 weeks" }]
window = "7 days"
missed_probability = 0.03
[review]
rules = "fda"
correlation = 0.5
stop_after_investigator = 0.9
[review.investigator]
sensitivity = 0.85
false_positive = 0.03
[review.irc]
sensitivity = 0.85
false_positive = 0.02
[review.discontinuation]
hazard_per_month = 0.006
new_therapy_probability = 0.5
new_therapy_delay_mean = "1.5 months"
[analysis]
alpha = 0.025
[[analysis.looks]]
name = "final"
events = 164
[simulation]
seed = 20260601
)";

}  // namespace

rehearse::Scenario reviewed_trial(std::vector<std::string> set) {
  rehearse::Overrides overrides;
  overrides.set = std::move(set);
  return rehearse::parse_config(text, "reviewed_trial", rehearse::Dialect::toml,
                                "", overrides)
      .scenario;
}

std::vector<std::string> perfect_reads() {
  return {"assessment.missed_probability=0",
          "review.investigator.sensitivity=1",
          "review.investigator.false_positive=0",
          "review.irc.sensitivity=1",
          "review.irc.false_positive=0",
          "review.discontinuation.hazard_per_month=0"};
}
