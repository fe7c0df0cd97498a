#include "rehearse/montecarlo/reading_cost.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "rehearse/core/expect.hpp"
#include "rehearse/montecarlo/outcomes.hpp"
#include "rehearse/montecarlo/tally.hpp"

namespace rehearse {

namespace {

struct LastLooks {
  Proportion power;
  std::vector<std::uint8_t> rejected;
  std::vector<LookResult> looks;
};

LastLooks last_looks(const Scenario& scenario, const RunOptions& options) {
  LastLooks last;
  RunOptions run;
  run.threads = options.threads;
  run.stop = options.stop;
  run.each_replicate = [&](std::uint64_t, std::span<const LookResult> looks) {
    last.rejected.push_back(rejects(looks) ? 1 : 0);
    last.looks.push_back(looks.back());
  };
  last.power = estimate_power(scenario, run).power;
  return last;
}

void make_perfect(AssessmentSpec& spec) {
  spec.committee_lag = 0.0;
  for (ArmAssessment& arm : spec.arms) {
    arm.investigator = {};
    arm.committee = {};
  }
}

}  // namespace

std::optional<ReadingCost> reading_cost(const Scenario& scenario,
                                        const RunOptions& options) {
  expect(scenario.review.has_value(), "there must be readers");
  Scenario imperfect = scenario;
  imperfect.replicates =
      std::min(imperfect.replicates, reading_cost_replicates);
  Scenario perfect = imperfect;
  make_perfect(perfect.review->assessment);
  const LastLooks with = last_looks(imperfect, options);
  const LastLooks without = last_looks(perfect, options);
  if (std::min(with.looks.size(), without.looks.size()) < imperfect.replicates)
    return std::nullopt;
  ReadingCost cost;
  cost.replicates = imperfect.replicates;
  cost.perfect_power = without.power;
  std::vector<double> delay;
  std::vector<double> log_hazard_ratio;
  for (std::size_t r = 0; r < cost.replicates; ++r) {
    const LookResult& a = with.looks[r];
    const LookResult& b = without.looks[r];
    if (!a.reached || !b.reached) continue;
    delay.push_back(a.analysis_time - b.analysis_time);
    const double difference = std::log(a.hazard_ratio / b.hazard_ratio);
    if (std::isfinite(difference)) log_hazard_ratio.push_back(difference);
  }
  cost.power = power_difference(with.rejected, without.rejected);
  cost.delay = mean_estimate(Moments::of(delay));
  cost.log_hazard_ratio = mean_estimate(Moments::of(log_hazard_ratio));
  return cost;
}

}  // namespace rehearse
