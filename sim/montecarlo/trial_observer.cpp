#include "rehearse/montecarlo/trial_observer.hpp"

#include <algorithm>
#include <utility>

#include "rehearse/core/expect.hpp"
#include "rehearse/montecarlo/look_intervals.hpp"

namespace rehearse {

TrialObserver::TrialObserver(const TrialPlan& plan,
                             std::span<const AnalysisPlan> analyses,
                             std::size_t lanes)
    : plan_(plan), analyses_(analyses), lanes_(lanes) {
  for (const AnalysisPlan& analysis : analyses) {
    cuts_.emplace_back(lanes == 1 ? analysis.looks.size() : 0);
    block_cuts_.emplace_back(lanes > 1 ? analysis.looks.size() : 0);
  }
  if (plan.assessment) {
    if (lanes > 1)
      block_assessment_.emplace(*plan.assessment, plan.participants);
    else
      assessment_.emplace(*plan.assessment, plan.participants);
    if (!analyses.front().comparison.overall_survival)
      reviews_.resize(analyses.front().looks.size() * lanes);
    agreement_.resize(lanes > 1 ? plan.participants * lanes : 0);
  }
  for (const AnalysisPlan& analysis : analyses) {
    Views& views = views_.emplace_back(
        Views{endpoint_of(analysis, analysis.endpoint),
              endpoint_of(analysis, analysis.trigger),
              analysis.ties == Ties::interval ||
                  std::holds_alternative<IntervalTest>(analysis.test),
              {}});
    for (const Look& look : analysis.looks)
      views.looks.push_back(trigger_of(analysis, look));
  }
}

namespace {

// Whether an analysis takes participants otherwise than as they are.
bool leaves_out_or_records(const TrialPlan& plan, StratumLevels levels) {
  return plan.conduct && (plan.conduct->ineligible > 0.0 ||
                          (levels == StratumLevels::randomized &&
                           !plan.conduct->misstratified.empty()));
}

// What everybody is in a comparison, by arm, then by cell.
std::vector<std::uint8_t> roles_in_cells(const TrialPlan& plan,
                                         const Comparison& comparison) {
  std::vector<std::uint8_t> roles;
  for (std::size_t arm = 0; arm < plan.ratio.size(); ++arm)
    for (const bool in : plan.cells_with(comparison.population)) {
      const std::uint8_t role = arm == 0                ? 0
                                : arm == comparison.arm ? 1
                                                        : left_out;
      roles.push_back(in ? role : left_out);
    }
  return roles;
}

}  // namespace

void SwitchingColumns::clear() {
  for (auto* column : {&time, &switched, &censored}) column->clear();
  event.clear();
  arm.clear();
  stratum.clear();
}

// Where events are seen when they happen there is but one endpoint.
std::size_t TrialObserver::endpoint_of(const AnalysisPlan& analysis,
                                       const EndpointView& view) {
  const Comparison& comparison = analysis.comparison;
  const bool is_reviewed = plan_.assessment && !comparison.overall_survival;
  AnalysisStrata strata = plan_.strata_by(analysis.stratify_by);
  for (std::size_t e = 0; e < endpoints_.size(); ++e)
    if (endpoints_[e].comparison == comparison &&
        endpoints_[e].levels == analysis.levels &&
        endpoints_[e].strata == strata &&
        (!is_reviewed || endpoints_[e].view == view))
      return e;
  Endpoint& endpoint =
      endpoints_.emplace_back(lanes_ == 1 ? plan_.participants : 0);
  endpoint.view = view;
  endpoint.comparison = comparison;
  endpoint.strata = std::move(strata);
  endpoint.levels = analysis.levels;
  endpoint.of_everybody = comparison == Comparison{} &&
                          plan_.ratio.size() == 2 &&
                          !leaves_out_or_records(plan_, analysis.levels);
  endpoint.role_in_cell = roles_in_cells(plan_, comparison);
  if (lanes_ > 1)
    endpoint.block.emplace(plan_.participants, endpoint.strata.of_cell,
                           endpoint.strata.count);
  if (is_reviewed && lanes_ > 1)
    endpoint.reviewed_block.emplace(*block_assessment_, view);
  else if (is_reviewed)
    endpoint.reviewed.emplace(*assessment_, view);
  return endpoints_.size() - 1;
}

TrialObserver::Trigger TrialObserver::trigger_of(const AnalysisPlan& analysis,
                                                 const Look& look) {
  if (!look.events_in) return {look, endpoint_of(analysis, analysis.trigger)};
  AnalysisPlan of_these = analysis;
  of_these.comparison.population = look.events_in->population;
  Look waiting = look;
  waiting.events = look.events_in->events;
  return {waiting, endpoint_of(of_these, analysis.trigger)};
}

std::uint8_t TrialObserver::Endpoint::role_of(std::uint8_t arm,
                                              std::uint32_t cell) const {
  return role_in_cell[arm * strata.of_cell.size() + cell];
}

void TrialObserver::Endpoint::choose(const Participants& people) {
  number.clear();
  const auto role_at = [&](std::size_t i) {
    return role_of(people.arm[i], people.cell_by(levels, i));
  };
  for (std::size_t i = 0; i < people.size(); ++i)
    if (role_at(i) != left_out && people.is_analysed(i))
      number.push_back(static_cast<std::uint32_t>(i));
  const std::size_t count = number.size();
  const std::span<const double> events = events_of(people);
  chosen.entry.resize(count);
  chosen.cell.resize(count);
  chosen.arm.resize(count);
  chosen.event_time.resize(count);
  chosen.dropout_time.resize(count);
  for (std::size_t k = 0; k < count; ++k) {
    const std::size_t i = number[k];
    chosen.entry[k] = people.entry[i];
    chosen.cell[k] = people.cell_by(levels, i);
    chosen.arm[k] = role_at(i);
    chosen.event_time[k] = events[i];
    chosen.dropout_time[k] = people.dropout_time[i];
    if (comparison.switchers == Switchers::censored)
      chosen.dropout_time[k] =
          std::min(people.dropout_time[i], people.switched[i]);
  }
}

std::span<const double> TrialObserver::Endpoint::events_of(
    const Participants& people) const {
  if (!comparison.overall_survival) return people.event_time;
  return comparison.switchers == Switchers::without_switch
             ? people.death_without_switch
             : people.death;
}

// As `choose`, but that everybody keeps the row.
BlockColumns TrialObserver::Endpoint::columns_of(const Participants& people) {
  BlockColumns columns{people.entry, events_of(people), people.dropout_time,
                       people.arm, people.cell};
  if (of_everybody) return columns;
  role.resize(people.arm.size());
  for (std::size_t k = 0; k < role.size(); ++k)
    role[k] = role_of(people.arm[k], people.cell[k]);
  columns.role = role;
  if (comparison.switchers != Switchers::censored) return columns;
  dropout.resize(people.dropout_time.size());
  std::ranges::transform(people.dropout_time, people.switched, dropout.begin(),
                         [](double a, double b) { return std::min(a, b); });
  columns.dropout = dropout;
  return columns;
}

void TrialObserver::observe_until(const Participants& people,
                                  std::uint64_t replicate, double until) {
  if (lanes_ > 1) return observe_block(people, replicate, until);
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

void TrialObserver::observe_block(const Participants& block,
                                  std::uint64_t replicate, double until) {
  incomplete_ = 0;
  if (block_assessment_)
    block_assessment_->assess(
        plan_.seed, replicate,
        {block.arm, block.progression, block.death, block.dropout_time},
        block.entry, until);
  for (Endpoint& endpoint : endpoints_)
    if (endpoint.reviewed_block)
      endpoint.block->observe(endpoint.columns_of(block),
                              *endpoint.reviewed_block);
    else
      endpoint.block->observe(endpoint.columns_of(block));
}

Cut TrialObserver::cut_of(std::size_t analysis, std::size_t look,
                          const Participants& people, double previous) const {
  const auto& [plan, endpoint] = views_[analysis].looks[look];
  if (plan.with) {
    const Cut first = cuts_[analyses_[analysis].with_analysis][*plan.with];
    return {std::max(previous, first.time), first.reached};
  }
  const Endpoint& waited_for = endpoints_[endpoint];
  return waited_for.observations.cut_of(
      plan, waited_for.of_everybody ? people : waited_for.chosen, previous,
      people);
}

CutData TrialObserver::cut(std::size_t analysis, std::size_t look,
                           const Participants& people, double previous) {
  const auto& [endpoint, trigger, of_intervals, triggers] = views_[analysis];
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

SwitchingData TrialObserver::switching_data(std::size_t analysis, double cut,
                                            const Participants& trial,
                                            std::size_t lane) {
  const Endpoint& endpoint = endpoints_[views_[analysis].endpoint];
  SwitchingColumns& to = switching_;
  to.clear();
  const auto add = [&](const BlockColumns& of, std::size_t k, double switched) {
    const double followed = cut - of.entry[k];
    const double last = std::min(of.dropout[k], followed);
    const bool dies = of.event[k] <= last;
    to.time.push_back(dies ? of.event[k] : last);
    to.event.push_back(dies ? 1 : 0);
    to.arm.push_back(of.role[k]);
    to.switched.push_back(switched);
    to.censored.push_back(followed);
    to.stratum.push_back(endpoint.strata.of_cell[of.cell[k]]);
  };
  if (lanes_ > 1) {
    endpoint.block->each_compared(lane, [&](std::size_t k, std::uint8_t) {
      add(endpoint.block->columns(), k, trial.switched[k]);
    });
  } else {
    const Participants& people = endpoint.chosen;
    const BlockColumns of{people.entry, people.event_time, people.dropout_time,
                          people.arm, people.cell};
    for (std::size_t i = 0; i < people.size() && people.entry[i] < cut; ++i)
      add(of, i, trial.switched[endpoint.number[i]]);
  }
  return {to.time,
          to.event,
          to.arm,
          to.switched,
          to.censored,
          to.stratum,
          endpoint.strata.count};
}

// As `cut_of`, in each lane.
void TrialObserver::cuts_of(std::size_t analysis, std::size_t look,
                            const Lanes<double>& previous, Lanes<Cut>& cuts) {
  const auto& [plan, endpoint] = views_[analysis].looks[look];
  if (plan.with) {
    cuts = block_cuts_[analyses_[analysis].with_analysis][*plan.with];
    for (std::size_t l = 0; l < block_lanes; ++l)
      cuts[l].time = std::max(previous[l], cuts[l].time);
  } else {
    endpoints_[endpoint].block->cuts_of(plan, previous, cuts);
  }
  block_cuts_[analysis][look] = cuts;
}

const TrialObserver::BlockCut& TrialObserver::cut_block(
    std::size_t analysis, std::size_t look, const Lanes<double>& previous) {
  const auto& [endpoint, trigger, of_intervals, triggers] = views_[analysis];
  Endpoint& seen = endpoints_[endpoint];
  cuts_of(analysis, look, previous, block_cut_.cuts);
  const bool of_scans = seen.reviewed_block ||
                        endpoints_[trigger].reviewed_block ||
                        endpoints_[triggers[look].endpoint].reviewed_block;
  Lanes<double> times;
  for (std::size_t l = 0; l < block_lanes; ++l) {
    times[l] = block_cut_.cuts[l].time;
    if (!of_scans) continue;
    latest_cut_ = std::max(latest_cut_, times[l]);
    if (!(times[l] < block_assessment_->complete_before()[l]))
      incomplete_ |= 1U << l;
  }
  // With some room, for blocks that end later than all before are done again.
  expected_end_ = latest_cut_ + 60.0;
  block_cut_.endpoint = endpoint;
  block_cut_.data = &seen.block->data_at(times);
  block_cut_.has_trigger_events = endpoint != trigger;
  if (endpoint != trigger)
    endpoints_[trigger].block->events_by(times, block_cut_.trigger_events);
  if (analysis == 0 && !reviews_.empty()) review_block(look, seen);
  return block_cut_;
}

CutData TrialObserver::lane_of_block(std::size_t lane, bool with_data) {
  CutData at;
  at.cut = block_cut_.cuts[lane];
  at.endpoint = block_cut_.endpoint;
  if (with_data) at.sorted = endpoints_[at.endpoint].block->lane_data(lane);
  if (block_cut_.has_trigger_events)
    at.trigger_events = block_cut_.trigger_events[lane];
  return at;
}

// At the cuts last asked for.
void TrialObserver::review_block(std::size_t look, const Endpoint& endpoint) {
  Lanes<double> times;
  for (std::size_t l = 0; l < block_lanes; ++l)
    times[l] = block_cut_.cuts[l].time;
  const BlockKnowledge known =
      block_assessment_->known_at(times, Reviewer::committee);
  find_agreement(known.histories, known.exposure,
                 block_assessment_->lag_of(Reviewer::committee), agreement_);
  for (std::size_t l = 0; l < block_lanes; ++l) {
    ReviewResult& result = reviews(l)[look];
    result = {endpoint.block->reasons(l), {}};
    endpoint.block->each_compared(l, [&](std::size_t k, std::uint8_t role) {
      ++result.agreement[role][agreement_[k]];
    });
  }
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
