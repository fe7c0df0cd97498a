#include "rehearse/montecarlo/reading_cost.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "power_run.hpp"
#include "rehearse/core/expect.hpp"
#include "rehearse/montecarlo/tally.hpp"

namespace rehearse {

namespace {

// `looks` of one replicate's analysis.
LastLook last_look(std::span<const LookResult> looks) {
  const LookResult& last = looks.back();
  return {static_cast<std::uint8_t>(rejects(looks) ? 1 : 0),
          static_cast<std::uint8_t>(last.reached ? 1 : 0), last.analysis_time,
          last.hazard_ratio};
}

// Whose readers always see what is there, at once.
Scenario with_perfect_readers(const Scenario& scenario) {
  expect(scenario.review.has_value(), "there must be readers");
  Scenario perfect = scenario;
  perfect.replicates = std::min(scenario.replicates, reading_cost_replicates);
  perfect.review->assessment.committee_lag = 0.0;
  for (ArmAssessment& arm : perfect.review->assessment.arms) {
    arm.investigator = {};
    arm.committee = {};
  }
  return perfect;
}

}  // namespace

bool has_reading_cost(const Scenario& scenario) {
  return scenario.hypotheses.empty() && scenario.review &&
         scenario.review->readers == Readers::two;
}

void ReadingSample::add_read(std::uint64_t replicate,
                             std::span<const LookResult> looks) {
  if (replicate < reading_cost_replicates) read.push_back(last_look(looks));
}

bool ReadingSample::simulate_perfect(const Scenario& scenario,
                                     const RunOptions& options,
                                     std::uint64_t first_chunk) {
  const Scenario of = with_perfect_readers(scenario);
  const std::uint64_t begin = first_chunk * chunk_replicates;
  if (begin >= of.replicates) return true;
  RunOptions run;
  run.threads = options.threads;
  run.stop = options.stop;
  run.each_replicate = [&](std::uint64_t, std::span<const LookResult> looks) {
    perfect.push_back(last_look(looks));
  };
  PowerRun{of, {&of.analysis, 1}, run, 0, first_chunk}.run();
  return perfect.size() == of.replicates - begin;
}

ReadingCost reading_cost(const ReadingSample& sample) {
  ReadingCost cost;
  cost.replicates = sample.read.size();
  std::uint64_t perfect_rejections = 0;
  std::uint64_t only_read = 0;
  std::uint64_t only_perfect = 0;
  std::vector<double> delay;
  std::vector<double> log_hazard_ratio;
  for (std::size_t r = 0; r < cost.replicates; ++r) {
    const LastLook& a = sample.read[r];
    const LastLook& b = sample.perfect[r];
    perfect_rejections += b.rejected;
    only_read += a.rejected > b.rejected ? 1U : 0U;
    only_perfect += b.rejected > a.rejected ? 1U : 0U;
    if (a.reached == 0 || b.reached == 0) continue;
    delay.push_back(a.analysis_time - b.analysis_time);
    const double difference = std::log(a.hazard_ratio / b.hazard_ratio);
    if (std::isfinite(difference)) log_hazard_ratio.push_back(difference);
  }
  cost.perfect_power = proportion_of(perfect_rejections, cost.replicates);
  cost.power = paired_difference_of(only_read, only_perfect, cost.replicates);
  cost.delay = mean_estimate(Moments::of(delay));
  cost.log_hazard_ratio = mean_estimate(Moments::of(log_hazard_ratio));
  return cost;
}

}  // namespace rehearse
