#include "rehearse/endpoint/assessment_plan.hpp"

#include <cmath>

#include "rehearse/core/expect.hpp"
#include "rehearse/core/time_grid.hpp"

namespace rehearse {

namespace {

std::uint64_t words_of(double probability) {
  expect(probability >= 0.0 && probability <= 1.0,
         "a probability must be in [0, 1]");
  return static_cast<std::uint64_t>(std::llround(0x1p32 * probability));
}

FindingTable findings_of(const ArmAssessment& arm, double correlation) {
  const auto calls = [&](TumourState state) {
    return call_probabilities(arm.investigator, arm.committee, correlation,
                              state);
  };
  return {arm.missed_probability,
          {calls(TumourState::stable), calls(TumourState::progressed)}};
}

}  // namespace

AssessmentPlan::AssessmentPlan(const AssessmentSpec& spec)
    : stop_words(words_of(spec.stop_after_investigator)),
      new_therapy_words(
          words_of(spec.discontinuation.hazard > 0.0
                       ? spec.discontinuation.new_therapy_probability
                       : 0.0)),
      committee_lag(spec.committee_lag > 0.0
                        ? duration_on_grid(spec.committee_lag)
                        : 0.0),
      discontinuation(spec.discontinuation) {
  expect(spec.committee_lag >= 0.0 && discontinuation.hazard >= 0.0 &&
             discontinuation.new_therapy_delay_mean >= 0.0,
         "lags and hazards must not be negative");
  for (const ArmAssessment& arm : spec.arms)
    arms.push_back({arm.schedule, findings_of(arm, spec.correlation)});
}

}  // namespace rehearse
