#include "rehearse/montecarlo/trial_observer.hpp"

#include <algorithm>
#include <utility>

#include "rehearse/montecarlo/look_intervals.hpp"

namespace rehearse {

TrialObserver::TrialObserver(const TrialPlan& plan,
                             std::span<const AnalysisPlan> analyses,
                             std::size_t lanes)
    : plan_(plan), analyses_(analyses) {
  if (lanes > 1)
    block_.emplace(plan.participants, plan.cells.analysis_stratum,
                   plan.cells.analysis_strata);
  for (const AnalysisPlan& analysis : analyses)
    cuts_.emplace_back(analysis.looks.size());
  if (plan.assessment) {
    assessment_.emplace(*plan.assessment, plan.participants);
    if (!analyses.front().comparison.overall_survival)
      reviews_.resize(analyses.front().looks.size());
  }
  for (const AnalysisPlan& analysis : analyses)
    views_.push_back({endpoint_of(analysis, analysis.endpoint),
                      endpoint_of(analysis, analysis.trigger),
                      analysis.ties == Ties::interval ||
                          std::holds_alternative<IntervalTest>(analysis.test)});
}

namespace {

// Whether an analysis takes participants otherwise than as they are.
bool leaves_out_or_records(const TrialPlan& plan, StratumLevels levels) {
  return plan.conduct && (plan.conduct->ineligible > 0.0 ||
                          (levels == StratumLevels::randomized &&
                           !plan.conduct->misstratified.empty()));
}

}  // namespace

// Where events are seen when they happen there is but one endpoint.
std::size_t TrialObserver::endpoint_of(const AnalysisPlan& analysis,
                                       const EndpointView& view) {
  const Comparison& comparison = analysis.comparison;
  const bool is_reviewed = assessment_ && !comparison.overall_survival;
  AnalysisStrata strata = plan_.strata_by(analysis.stratify_by);
  for (std::size_t e = 0; e < endpoints_.size(); ++e)
    if (endpoints_[e].comparison == comparison &&
        endpoints_[e].levels == analysis.levels &&
        endpoints_[e].strata == strata &&
        (!is_reviewed || endpoints_[e].view == view))
      return e;
  Endpoint& endpoint = endpoints_.emplace_back(plan_.participants);
  endpoint.view = view;
  endpoint.comparison = comparison;
  endpoint.strata = std::move(strata);
  endpoint.levels = analysis.levels;
  endpoint.of_everybody = comparison == Comparison{} &&
                          plan_.ratio.size() == 2 &&
                          !leaves_out_or_records(plan_, analysis.levels);
  endpoint.cells = plan_.cells_with(comparison.population);
  if (is_reviewed) endpoint.reviewed.emplace(*assessment_, view);
  return endpoints_.size() - 1;
}

// Arms of a comparison are 0 and 1 in it.
void TrialObserver::Endpoint::choose(const Participants& people) {
  number.clear();
  for (std::size_t i = 0; i < people.size(); ++i)
    if (cells[people.cell_by(levels, i)] && people.is_analysed(i) &&
        (people.arm[i] == 0 || people.arm[i] == comparison.arm))
      number.push_back(static_cast<std::uint32_t>(i));
  const std::size_t count = number.size();
  chosen.entry.resize(count);
  chosen.cell.resize(count);
  chosen.arm.resize(count);
  chosen.event_time.resize(count);
  chosen.dropout_time.resize(count);
  for (std::size_t k = 0; k < count; ++k) {
    const std::size_t i = number[k];
    chosen.entry[k] = people.entry[i];
    chosen.cell[k] = people.cell_by(levels, i);
    chosen.arm[k] = people.arm[i] == 0 ? 0 : 1;
    chosen.event_time[k] = event_of(people, i);
    chosen.dropout_time[k] = people.dropout_time[i];
    if (comparison.switchers == Switchers::censored)
      chosen.dropout_time[k] =
          std::min(people.dropout_time[i], people.switched[i]);
  }
  if (comparison.switchers != Switchers::modelled) return;
  switched.clear();
  for (const std::uint32_t i : number) switched.push_back(people.switched[i]);
}

double TrialObserver::Endpoint::event_of(const Participants& people,
                                         std::size_t i) const {
  if (!comparison.overall_survival) return people.event_time[i];
  return comparison.switchers == Switchers::without_switch
             ? people.death_without_switch[i]
             : people.death[i];
}

void TrialObserver::observe(const Participants& people,
                            std::uint64_t replicate) {
  if (block_) return block_->observe(people);
  if (assessment_)
    assessment_->assess(
        plan_.seed, replicate,
        {people.arm, people.progression, people.death, people.dropout_time});
  for (Endpoint& endpoint : endpoints_) {
    if (!endpoint.of_everybody) endpoint.choose(people);
    const Participants& observed =
        endpoint.of_everybody ? people : endpoint.chosen;
    if (endpoint.reviewed)
      endpoint.observations.observe(observed, endpoint.strata.of_cell,
                                    *endpoint.reviewed, endpoint.number);
    else
      endpoint.observations.observe(observed, endpoint.strata.of_cell);
  }
}

Cut TrialObserver::cut_of(std::size_t analysis, std::size_t look,
                          const Participants& people, double previous) const {
  const Look& plan = analyses_[analysis].looks[look];
  if (plan.with) {
    const Cut first = cuts_[analyses_[analysis].with_analysis][*plan.with];
    return {std::max(previous, first.time), first.reached};
  }
  const Endpoint& waited_for = endpoints_[views_[analysis].trigger];
  return waited_for.observations.cut_of(
      plan, waited_for.of_everybody ? people : waited_for.chosen, previous,
      people);
}

CutData TrialObserver::cut(std::size_t analysis, std::size_t look,
                           const Participants& people, double previous) {
  const auto& [endpoint, trigger, of_intervals] = views_[analysis];
  Endpoint& seen = endpoints_[endpoint];
  CutData at;
  at.cut = cut_of(analysis, look, people, previous);
  cuts_[analysis][look] = at.cut;
  at.endpoint = endpoint;
  at.sorted = seen.observations.data_at(
      at.cut.time, seen.of_everybody ? people : seen.chosen);
  if (endpoint != trigger)
    at.trigger_events = endpoints_[trigger].observations.events_by(at.cut.time);
  if (analysis == 0 && !reviews_.empty())
    reviews_[look] = review_at(at.cut.time, seen, people);
  if (!of_intervals) return at;
  observe_intervals(seen.of_everybody ? people : seen.chosen,
                    seen.strata.of_cell, at.cut.time,
                    {seen.reviewed ? &*seen.reviewed : nullptr, seen.number},
                    intervals_);
  at.intervals = intervals_;
  return at;
}

SwitchingData TrialObserver::switching_data(std::size_t analysis, double cut) {
  const Endpoint& endpoint = endpoints_[views_[analysis].endpoint];
  const Participants& people = endpoint.chosen;
  auto& [time, switched, censored, event, arm, stratum] = switching_;
  for (auto* column : {&time, &switched, &censored}) column->clear();
  event.clear();
  arm.clear();
  stratum.clear();
  for (std::size_t i = 0; i < people.size() && people.entry[i] < cut; ++i) {
    const double followed = cut - people.entry[i];
    const double last = std::min(people.dropout_time[i], followed);
    const bool dies = people.event_time[i] <= last;
    time.push_back(dies ? people.event_time[i] : last);
    event.push_back(dies ? 1 : 0);
    arm.push_back(people.arm[i]);
    switched.push_back(endpoint.switched[i]);
    censored.push_back(followed);
    stratum.push_back(endpoint.strata.of_cell[people.cell[i]]);
  }
  return {time, event, arm, switched, censored, stratum, endpoint.strata.count};
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

ReviewResult TrialObserver::review_at(double cut, const Endpoint& endpoint,
                                      const Participants& people) const {
  ReviewResult result{endpoint.observations.reasons(), {}};
  const Participants& seen = endpoint.of_everybody ? people : endpoint.chosen;
  const double lag = plan_.assessment->committee_lag;
  for (std::size_t k = 0; k < seen.size() && seen.entry[k] < cut; ++k) {
    const std::size_t i = endpoint.of_everybody ? k : endpoint.number[k];
    const Agreement agreement =
        agreement_at(assessment_->history(i), cut - seen.entry[k], lag);
    ++result.agreement[seen.arm[k]][static_cast<std::size_t>(agreement)];
  }
  return result;
}

}  // namespace rehearse
