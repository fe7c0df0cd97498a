#include "rehearse/montecarlo/replicate.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "rehearse/analysis/interval_hazards.hpp"
#include "rehearse/core/time_grid.hpp"
#include "rehearse/montecarlo/look_intervals.hpp"

namespace rehearse {

namespace {

double median_time(const MedianTicks& median) {
  if (!median.reached) return std::numeric_limits<double>::infinity();
  return 0.5 * (time_of_tick(median.first) + time_of_tick(median.second));
}

}  // namespace

ReplicateEngine::ReplicateEngine(const TrialPlan& plan,
                                 std::span<const AnalysisPlan> analyses)
    : plan_(plan), analyses_(analyses), trial_(plan) {
  if (plan.assessment) {
    assessment_.emplace(*plan.assessment, plan.participants);
    reviews_.resize(analyses.front().looks.size());
  }
  const std::size_t strata = plan.cells.analysis_strata;
  workspace_.reserve(plan.participants, strata);
  const double allocation =
      plan.ratio[1] / static_cast<double>(plan.ratio[0] + plan.ratio[1]);
  std::size_t looks = 0;
  for (const AnalysisPlan& analysis : analyses) {
    views_.push_back(
        {endpoint_of(analysis.endpoint), endpoint_of(analysis.trigger)});
    tests_.emplace_back(analysis, allocation);
    tests_.back().reserve(plan.participants, strata);
    first_result_.push_back(looks);
    most_looks_ = std::max(most_looks_, analysis.looks.size());
    looks += analysis.looks.size();
  }
  results_.resize(looks);
  summaries_.reserve(looks);
}

// Where events are seen when they happen there is but one endpoint.
std::size_t ReplicateEngine::endpoint_of(const EndpointView& view) {
  for (std::size_t e = 0; e < endpoints_.size(); ++e)
    if (!assessment_ || endpoints_[e].view == view) return e;
  std::optional<ReviewedEndpoint> reviewed;
  if (assessment_) reviewed.emplace(*assessment_, view);
  endpoints_.emplace_back(view, reviewed, plan_.participants);
  return endpoints_.size() - 1;
}

std::span<const LookResult> ReplicateEngine::run(std::uint64_t replicate) {
  trial_.enrol(replicate);
  trial_.randomize(replicate);
  trial_.draw_times(replicate);
  observe(replicate);

  summaries_.clear();
  for (std::size_t look = 0; look < most_looks_; ++look)
    for (std::size_t analysis = 0; analysis < analyses_.size(); ++analysis)
      if (look < analyses_[analysis].looks.size()) analyze(analysis, look);
  return results_;
}

// As it would be seen if the trial never ended.
void ReplicateEngine::observe(std::uint64_t replicate) {
  const std::vector<std::uint32_t>& strata = plan_.cells.analysis_stratum;
  const Participants& people = participants();
  if (!assessment_)
    return endpoints_.front().observations.observe(people, strata);
  trial_.draw_courses(replicate);
  assessment_->assess(
      plan_.seed, replicate,
      {people.arm, people.progression, people.death, people.dropout_time});
  for (Endpoint& endpoint : endpoints_)
    endpoint.observations.observe(people, strata, *endpoint.reviewed);
}

void ReplicateEngine::complete_listing(std::uint64_t replicate) {
  if (plan_.sites > 0) trial_.draw_sites(replicate);
  if (plan_.death != DeathModel{}) trial_.draw_courses(replicate);
}

// Cuts, tests and decides.
void ReplicateEngine::analyze(std::size_t analysis, std::size_t look) {
  const AnalysisPlan& plan = analyses_[analysis];
  const std::size_t at = first_result_[analysis] + look;
  const double previous = look == 0 ? 0.0 : results_[at - 1].analysis_time;
  const auto& [endpoint, trigger] = views_[analysis];
  const Cut cut = endpoints_[trigger].observations.cut_of(
      plan.looks[look], participants(), previous);
  Observations& observations = endpoints_[endpoint].observations;
  const auto data = observations.data_at(cut.time, participants());
  if (analysis == 0 && assessment_)
    reviews_[look] = review_at(cut.time, observations.reasons());
  results_[at] = summary_at(cut, endpoint, data, plan.null_hazard_ratio);
  LookData tested{data, results_[at].events};
  if (endpoint != trigger)
    tested.events = endpoints_[trigger].observations.events_by(cut.time);
  if (std::holds_alternative<IntervalTest>(plan.test))
    tested.intervals = intervals_at(cut.time, endpoint);
  tests_[analysis].decide(look, tested, plan_.cells.analysis_strata,
                          results_[at]);
}

std::span<const IntervalObservation> ReplicateEngine::intervals_at(
    double cut, std::size_t endpoint) {
  std::optional<ReviewedEndpoint>& reviewed = endpoints_[endpoint].reviewed;
  observe_intervals(participants(), plan_.cells.analysis_stratum, cut,
                    reviewed ? &*reviewed : nullptr, intervals_);
  return intervals_;
}

ReviewResult ReplicateEngine::review_at(double cut,
                                        const ReasonCounts& reasons) const {
  ReviewResult result{reasons, {}};
  const Participants& people = participants();
  const double lag = plan_.assessment->committee_lag;
  for (std::size_t i = 0; i < people.size() && people.entry[i] < cut; ++i) {
    const Agreement agreement =
        agreement_at(assessment_->history(i), cut - people.entry[i], lag);
    ++result.agreement[people.arm[i]][static_cast<std::size_t>(agreement)];
  }
  return result;
}

LookResult ReplicateEngine::summary_at(const Cut& cut, std::size_t endpoint,
                                       std::span<const ObservationKey> data,
                                       double null_hazard_ratio) {
  for (const Summary& known : summaries_)
    if (known.time == cut.time && known.endpoint == endpoint &&
        known.null_hazard_ratio == null_hazard_ratio) {
      LookResult result = known.result;
      result.reached = cut.reached;
      return result;
    }
  const SurvivalSummary summary =
      summarize(data, plan_.cells.analysis_strata, analyses_[0].ties,
                null_hazard_ratio, workspace_);
  LookResult result;
  result.reached = cut.reached;
  result.events_by_arm = summary.events;
  result.events = summary.events[0] + summary.events[1];
  result.participants = static_cast<std::uint32_t>(data.size());
  result.analysis_time = cut.time;
  result.informed = summary.informed;
  result.z = summary.z;
  result.hazard_ratio = std::exp(summary.log_hazard_ratio);
  result.log_hazard_ratio_se = summary.log_hazard_ratio_se;
  result.median = {median_time(summary.median[0]),
                   median_time(summary.median[1])};
  if (analyses_[0].ties == Ties::interval) {
    const IntervalHazards hazards =
        fit_interval_hazards(intervals_at(cut.time, endpoint),
                             plan_.cells.analysis_strata, interval_workspace_);
    result.hazard_ratio = std::exp(hazards.log_hazard_ratio);
    result.log_hazard_ratio_se = hazards.se;
  }
  summaries_.push_back({cut.time, endpoint, null_hazard_ratio, result});
  return result;
}

}  // namespace rehearse
