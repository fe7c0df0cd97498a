// What a reader must know before trusting the figures of `power`.
#include <fmt/format.h>

#include "rehearse/design/event_times.hpp"
#include "rehearse/montecarlo/graph_decision.hpp"
#include "rehearse/report/power_report.hpp"
#include "rehearse/text/number_text.hpp"

namespace rehearse {
namespace {

// In percent, with as many digits as it is known to.
std::string percent_text(const Proportion& p) {
  return fixed_text(100.0 * p.estimate,
                    decimals_by_error(100.0 * precision_of(p), 2)) +
         '%';
}

// Below this share of the replicates nobody is told.
constexpr double rare = 0.001;

void warn_of_reached(const LookEstimate& look, const std::string& whose,
                     std::vector<Diagnostic>& warnings) {
  if (look.reached.estimate == 1.0) return;
  Proportion missed = look.reached;
  missed.estimate = 1.0 - missed.estimate;
  warnings.push_back(
      {"",
       fmt::format("{}look '{}': its trigger did not occur in {} of the "
                   "replicates (the test was made at the last observation, "
                   "the statistics leave them out): ask for fewer events or "
                   "more follow-up",
                   whose, look.name, percent_text(missed)),
       "", 0});
}

void warn_of_few_events(const LookEstimate& look, const std::string& whose,
                        std::vector<Diagnostic>& warnings) {
  if (!(look.few_events.estimate > rare)) return;
  std::string why = "a normal z or a hazard ratio says little then";
  if (look.no_estimate.estimate > 0.0)
    why += fmt::format(
        "; in {} there is no hazard ratio to estimate, and nothing stops",
        percent_text(look.no_estimate));
  warnings.push_back(
      {"",
       fmt::format(
           "{}look '{}': in {} of the replicates an arm has fewer than {} "
           "events ({}): plan the look later",
           whose, look.name, percent_text(look.few_events), few_events, why),
       "", 0});
}

}  // namespace

std::vector<Diagnostic> power_warnings(const PowerReport& report) {
  std::vector<Diagnostic> warnings;
  const auto warn = [&](const PowerEstimate& estimate,
                        const std::string& whose) {
    for (const LookEstimate& look : estimate.looks) {
      warn_of_reached(look, whose, warnings);
      warn_of_few_events(look, whose, warnings);
    }
  };
  const Scenario& scenario = report.config.scenario;
  if (!report.trial) {
    warn(report.estimate, "");
    return warnings;
  }
  const auto simulated = simulated_hypotheses(scenario);
  for (std::size_t h = 0; h < simulated.size(); ++h)
    warn(report.trial->each[h],
         "hypothesis '" + scenario.hypotheses[simulated[h]].name + "', ");
  return warnings;
}

}  // namespace rehearse
