#include "rehearse/montecarlo/trial_observer.hpp"

#include "rehearse/montecarlo/look_intervals.hpp"

namespace rehearse {

TrialObserver::TrialObserver(const TrialPlan& plan,
                             std::span<const AnalysisPlan> analyses,
                             std::size_t lanes)
    : plan_(plan), analyses_(analyses) {
  if (lanes > 1)
    block_.emplace(plan.participants, plan.cells.analysis_stratum,
                   plan.cells.analysis_strata);
  if (plan.assessment) {
    assessment_.emplace(*plan.assessment, plan.participants);
    reviews_.resize(analyses.front().looks.size());
  }
  for (const AnalysisPlan& analysis : analyses)
    views_.push_back({endpoint_of(analysis.endpoint),
                      endpoint_of(analysis.trigger),
                      analysis.ties == Ties::interval ||
                          std::holds_alternative<IntervalTest>(analysis.test)});
}

// Where events are seen when they happen there is but one endpoint.
std::size_t TrialObserver::endpoint_of(const EndpointView& view) {
  for (std::size_t e = 0; e < endpoints_.size(); ++e)
    if (!assessment_ || endpoints_[e].view == view) return e;
  std::optional<ReviewedEndpoint> reviewed;
  if (assessment_) reviewed.emplace(*assessment_, view);
  endpoints_.emplace_back(view, reviewed, plan_.participants);
  return endpoints_.size() - 1;
}

void TrialObserver::observe(const Participants& people,
                            std::uint64_t replicate) {
  if (block_) return block_->observe(people);
  const std::vector<std::uint32_t>& strata = plan_.cells.analysis_stratum;
  if (!assessment_)
    return endpoints_.front().observations.observe(people, strata);
  assessment_->assess(
      plan_.seed, replicate,
      {people.arm, people.progression, people.death, people.dropout_time});
  for (Endpoint& endpoint : endpoints_)
    endpoint.observations.observe(people, strata, *endpoint.reviewed);
}

CutData TrialObserver::cut(std::size_t analysis, std::size_t look,
                           const Participants& people, double previous) {
  const auto& [endpoint, trigger, of_intervals] = views_[analysis];
  const Observations& waited_for = endpoints_[trigger].observations;
  auto& [view, reviewed, observations] = endpoints_[endpoint];
  CutData at;
  at.cut = waited_for.cut_of(analyses_[analysis].looks[look], people, previous);
  at.endpoint = endpoint;
  at.sorted = observations.data_at(at.cut.time, people);
  if (endpoint != trigger)
    at.trigger_events = waited_for.events_by(at.cut.time);
  if (analysis == 0 && assessment_)
    reviews_[look] = review_at(at.cut.time, people, observations.reasons());
  if (!of_intervals) return at;
  observe_intervals(people, plan_.cells.analysis_stratum, at.cut.time,
                    reviewed ? &*reviewed : nullptr, intervals_);
  at.intervals = intervals_;
  return at;
}

const TrialObserver::BlockCut& TrialObserver::cut_block(
    std::size_t analysis, std::size_t look, const Participants& block,
    const Lanes<double>& previous) {
  block_->cuts_of(analyses_[analysis].looks[look], block, previous,
                  block_cut_.cuts);
  Lanes<double> times;
  for (std::size_t l = 0; l < block_lanes; ++l)
    times[l] = block_cut_.cuts[l].time;
  block_cut_.data = &block_->data_at(times, block);
  return block_cut_;
}

CutData TrialObserver::lane_of_block(std::size_t lane,
                                     const Participants& block) {
  CutData at;
  at.cut = block_cut_.cuts[lane];
  at.sorted = block_->lane_data(lane, block);
  return at;
}

ReviewResult TrialObserver::review_at(double cut, const Participants& people,
                                      const ReasonCounts& reasons) const {
  ReviewResult result{reasons, {}};
  const double lag = plan_.assessment->committee_lag;
  for (std::size_t i = 0; i < people.size() && people.entry[i] < cut; ++i) {
    const Agreement agreement =
        agreement_at(assessment_->history(i), cut - people.entry[i], lag);
    ++result.agreement[people.arm[i]][static_cast<std::size_t>(agreement)];
  }
  return result;
}

}  // namespace rehearse
