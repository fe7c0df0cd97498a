#include "rehearse/montecarlo/replicate.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "rehearse/core/time_grid.hpp"

namespace rehearse {

namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

// Where there is no estimate, or a flat likelihood, the ratio is "unreached".
double hazard_ratio(double log_hazard_ratio) {
  return std::isnan(log_hazard_ratio) ? infinite : std::exp(log_hazard_ratio);
}

double median_time(const MedianTicks& median) {
  if (!median.reached) return infinite;
  return 0.5 * (time_of_tick(median.first) + time_of_tick(median.second));
}

}  // namespace

ReplicateEngine::ReplicateEngine(const TrialPlan& plan,
                                 const AnalysisPlan& analysis)
    : plan_(plan),
      analysis_(analysis),
      trial_(plan),
      observations_(plan.participants),
      bounds_(analysis),
      results_(analysis.looks.size()) {
  workspace_.reserve(plan.participants, plan.cells.analysis_strata);
  events_.reserve(analysis.looks.size());
}

std::span<const LookResult> ReplicateEngine::run(std::uint64_t replicate) {
  trial_.enrol(replicate);
  trial_.randomize(replicate);
  trial_.draw_times(replicate);
  observations_.observe(participants(), plan_.cells.analysis_stratum);

  events_.clear();
  double previous = 0.0;
  for (std::size_t look = 0; look < results_.size(); ++look) {
    const Cut cut =
        observations_.cut_of(analysis_.looks[look], participants(), previous);
    results_[look] = analyze(cut);
    events_.push_back(static_cast<int>(results_[look].events));
    decide(look, bounds_.bound(events_));
    previous = cut.time;
  }
  return results_;
}

LookResult ReplicateEngine::analyze(const Cut& cut) {
  const auto data = observations_.data_at(cut.time, participants());
  const SurvivalSummary summary =
      summarize(data, plan_.cells.analysis_strata, analysis_.ties, workspace_);
  LookResult result;
  result.reached = cut.reached;
  result.events_by_arm = summary.events;
  result.events = summary.events[0] + summary.events[1];
  result.participants = static_cast<std::uint32_t>(data.size());
  result.analysis_time = cut.time;
  result.z = summary.z;
  result.hazard_ratio = hazard_ratio(summary.log_hazard_ratio);
  result.median = {median_time(summary.median[0]),
                   median_time(summary.median[1])};
  return result;
}

void ReplicateEngine::decide(std::size_t look, double bound) {
  LookResult& result = results_[look];
  result.efficacy_z = bound;
  result.reject = result.z >= bound;
  const auto before = std::span{results_}.first(look);
  result.first_rejection =
      result.reject && std::ranges::none_of(before, &LookResult::reject);
}

}  // namespace rehearse
