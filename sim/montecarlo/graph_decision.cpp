#include "rehearse/montecarlo/graph_decision.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "rehearse/core/normal.hpp"
#include "rehearse/core/numbers.hpp"
#include "rehearse/design/analysis_design.hpp"
#include "rehearse/design/dunnett.hpp"
#include "rehearse/montecarlo/sequential_test.hpp"

namespace rehearse {

std::vector<std::size_t> simulated_hypotheses(const Scenario& scenario) {
  std::vector<std::size_t> numbers;
  for (std::size_t h = 0; h < scenario.hypotheses.size(); ++h)
    if (scenario.hypotheses[h].endpoint != HypothesisEndpoint::external)
      numbers.push_back(h);
  return numbers;
}

std::vector<AnalysisPlan> hypothesis_plans(const Scenario& scenario) {
  std::vector<AnalysisPlan> plans;
  for (const std::size_t h : simulated_hypotheses(scenario))
    plans.push_back(scenario.hypotheses[h].analysis);
  return plans;
}

HypothesisGraph initial_graph(const Scenario& scenario) {
  std::vector<double> alphas;
  for (const Hypothesis& hypothesis : scenario.hypotheses)
    alphas.push_back(hypothesis.alpha);
  return {alphas, scenario.multiplicity.transitions};
}

GraphDecision::GraphDecision(const Scenario& scenario)
    : scenario_(scenario),
      start_(initial_graph(scenario)),
      graph_(start_),
      simulated_(scenario.hypotheses.size(), none) {
  for (const std::size_t h : simulated_hypotheses(scenario)) {
    simulated_[h] = hypotheses_.size();
    Hypothesis& hypothesis = hypotheses_.emplace_back();
    hypothesis.plan = &scenario.hypotheses[h];
    hypothesis.number = h;
    hypothesis.first_look = looks_;
    hypothesis.levels = attainable_alphas(start_, h);
    hypothesis.bounds.resize(hypothesis.levels.size());
    hypothesis.allocation =
        experimental_share(scenario, hypothesis.plan->analysis.comparison.arm);
    hypothesis.events.reserve(hypothesis.plan->analysis.looks.size());
    looks_ += hypothesis.plan->analysis.looks.size();
  }
  order_.reserve(looks_);
  if (!scenario.multiplicity.parametric) return;
  intersections_.emplace(scenario, start_);
  several_looks_ = looks_ > hypotheses_.size();
  if (several_looks_) return;
  parametric_.emplace(start_, scenario.multiplicity.transitions,
                      parametric_groups(scenario));
  const auto size = static_cast<Eigen::Index>(start_.size());
  correlation_ = Eigen::MatrixXd::Identity(size, size);
}

GraphDecision::GraphDecision(const GraphDecision& other)
    : GraphDecision(other.scenario_) {}

// Looks by time; of one time those of the earlier hypothesis first.
void GraphDecision::begin(std::span<LookResult> looks) {
  graph_ = start_;
  if (intersections_) intersections_->begin();
  stopped_ = false;
  order_.clear();
  for (std::size_t h = 0; h < hypotheses_.size(); ++h) {
    Hypothesis& hypothesis = hypotheses_[h];
    hypothesis.events.clear();
    hypothesis.open = true;
    hypothesis.rejected = false;
    hypothesis.certain = false;
    for (std::size_t k = 0; k < hypothesis.plan->analysis.looks.size(); ++k) {
      LookResult& look = looks[hypothesis.first_look + k];
      look.reject = look.harm = look.futility = false;
      look.stop = Stop::none;
      look.rejected_at = 0.0;
      look.over = false;
      order_.push_back({look.analysis_time, h, k});
    }
  }
  std::ranges::sort(order_, {}, [](const Time& at) {
    return std::tuple{at.time, at.hypothesis, at.look};
  });
}

template <class After>
void GraphDecision::take_all(std::span<LookResult> looks, const After& after) {
  const std::span<const Time> all{order_};
  for (std::size_t first = 0; first < all.size();) {
    std::size_t end = first;
    while (end < all.size() && all[end].time == all[first].time) ++end;
    const auto at = all.subspan(first, end - first);
    take(at, looks);
    after(at);
    for (const Time& time : at) hypotheses_[time.hypothesis].here = 0;
    for (Hypothesis& hypothesis : hypotheses_) hypothesis.rejection_level = 0.0;
    first = end;
  }
}

void GraphDecision::decide(std::span<LookResult> looks) {
  begin(looks);
  take_all(looks, [&](std::span<const Time> at) { stop_at(at, looks); });
}

std::uint32_t GraphDecision::rejected_beside(std::span<LookResult> looks,
                                             std::uint32_t certain) {
  begin(looks);
  for (std::size_t h = 0; h < hypotheses_.size(); ++h)
    hypotheses_[h].certain = holds(certain, h);
  take_all(looks, [&](std::span<const Time> at) { stop_binding(at, looks); });
  std::uint32_t rejected = 0;
  for (std::size_t h = 0; h < hypotheses_.size(); ++h)
    rejected |= hypotheses_[h].rejected ? 1U << h : 0U;
  return rejected;
}

// A rejection is told at the look that shows it.
void GraphDecision::take(std::span<const Time> at,
                         std::span<LookResult> looks) {
  for (const Time& time : at) {
    Hypothesis& hypothesis = hypotheses_[time.hypothesis];
    const LookResult& look = looks[hypothesis.first_look + time.look];
    hypothesis.events.push_back(static_cast<int>(look.events));
    ++hypothesis.here;
  }
  if (stopped_) return;
  if (intersections_) return reject_closed(at, looks);
  reject_in_turn(graph_, [&](std::size_t number, double level) {
    if (simulated_[number] == none) return false;
    Hypothesis& hypothesis = hypotheses_[simulated_[number]];
    if (!hypothesis.open) return false;
    const std::size_t by = rejecting_look(hypothesis, level, looks);
    if (by == none) return false;
    reject(hypothesis, by, level, bounds_of(hypothesis, level, by).efficacy_z,
           at.front().time, looks);
    return true;
  });
}

void GraphDecision::reject(Hypothesis& hypothesis, std::size_t look,
                           double level, double z, double time,
                           std::span<LookResult> looks) {
  hypothesis.open = false;
  hypothesis.rejected = true;
  hypothesis.rejection_level = level;
  LookResult& result = looks[hypothesis.first_look + look];
  result.level = level;
  result.efficacy_z = z;
  result.reject = true;
  result.rejected_at = time;
  result.stop = Stop::efficacy;
}

// Of the looks of one time, those of a group.
void GraphDecision::take_correlations(std::span<const Time> at,
                                      std::span<const LookResult> looks) {
  const auto tested = [&](const Hypothesis& hypothesis) {
    const auto& events = looks[hypothesis.first_look].events_by_arm;
    return TestedEvents{
        &hypothesis.plan->analysis.comparison,
        hypothesis.allocation,
        {static_cast<double>(events[0]), static_cast<double>(events[1])}};
  };
  for (const Time& one : at)
    for (const Time& other : at) {
      const Hypothesis& a = hypotheses_[one.hypothesis];
      const Hypothesis& b = hypotheses_[other.hypothesis];
      if (a.number >= b.number ||
          parametric_->group_of(a.number) != parametric_->group_of(b.number))
        continue;
      const auto i = static_cast<Eigen::Index>(a.number);
      const auto j = static_cast<Eigen::Index>(b.number);
      correlation_(i, j) = correlation_(j, i) =
          score_correlation(tested(a), tested(b));
    }
}

// With `look_back` a look rejects once those of later looks leave it enough.
void GraphDecision::reject_closed(std::span<const Time> at,
                                  std::span<LookResult> looks) {
  if (parametric_) take_correlations(at, looks);
  seen_.clear();
  for (const Time& time : at) {
    const Hypothesis& hypothesis = hypotheses_[time.hypothesis];
    const LookResult& look = looks[hypothesis.first_look + time.look];
    const bool counts = look.informed && hypothesis.open;
    seen_.push_back({hypothesis.number,
                     {static_cast<double>(look.events_by_arm[0]),
                      static_cast<double>(look.events_by_arm[1])},
                     counts ? z_of(hypothesis, looks, time.look) : -infinity});
  }
  intersections_->take(seen_);
  const HypothesisSet rejected = intersections_->rejected();
  const auto is_new = [&](const Hypothesis& hypothesis) {
    return hypothesis.open && holds(rejected, hypothesis.number);
  };
  for (Hypothesis& hypothesis : hypotheses_)
    if (is_new(hypothesis)) hypothesis.rejected = true;
  for (Hypothesis& hypothesis : hypotheses_)
    if (is_new(hypothesis)) {
      const double level = parametric_level(hypothesis);
      reject(hypothesis, hypothesis.events.size() - 1, level,
             parametric_bound(level), at.front().time, looks);
    }
}

// Of several looks what it has before it is raised: raised levels are found
// only where a decision depends on them.
double GraphDecision::parametric_level(const Hypothesis& hypothesis) {
  HypothesisSet set = HypothesisSet{1} << hypothesis.number;
  for (std::size_t h = 0; h < start_.size(); ++h)
    if (simulated_[h] == none || !hypotheses_[simulated_[h]].rejected)
      set |= HypothesisSet{1} << h;
  return several_looks_
             ? intersections_->share(set, hypothesis.number)
             : parametric_->level(set, hypothesis.number, correlation_);
}

double GraphDecision::parametric_bound(double level) const {
  if (several_looks_) return not_a_number;
  return level > 0.0 ? normal_upper_quantile(level) : infinity;
}

// A level of 0 rejects nothing: such a look's other bounds are those of the
// greatest level.
double GraphDecision::fill_bounds(Hypothesis& hypothesis, std::size_t look,
                                  LookResult& result) {
  result.level = hypothesis.rejection_level > 0.0 ? hypothesis.rejection_level
                 : hypothesis.rejected            ? 0.0
                 : intersections_                 ? parametric_level(hypothesis)
                                  : graph_.alpha(hypothesis.number);
  result.efficacy_z = infinity;
  result.futility_z = -infinity;
  if (intersections_) result.efficacy_z = parametric_bound(result.level);
  if (parametric_) return -infinity;  // one look, which is for efficacy alone
  const double level = result.level > 0.0 && !intersections_
                           ? result.level
                           : hypothesis.levels.back();
  if (level <= 0.0) return -infinity;
  const LookBounds& bounds = bounds_of(hypothesis, level, look);
  if (result.level > 0.0 && !intersections_)
    result.efficacy_z = bounds.efficacy_z;
  result.futility_z = bounds.futility_z;
  return bounds.harm_z;
}

// What isn't rejected may stop for harm, or for futility.
void GraphDecision::stop_at(std::span<const Time> at,
                            std::span<LookResult> looks) {
  bool harm = false;
  for (const Time& time : at) {
    Hypothesis& hypothesis = hypotheses_[time.hypothesis];
    LookResult& look = looks[hypothesis.first_look + time.look];
    const double harm_z = fill_bounds(hypothesis, time.look, look);
    look.over = stopped_;
    const auto& harm_ratio = hypothesis.plan->harm_hazard_ratio;
    look.reject = look.informed && (several_looks_ ? look.stop == Stop::efficacy
                                                   : look.z >= look.efficacy_z);
    look.harm =
        look.informed && look.stop != Stop::efficacy &&
        (look.z <= harm_z || (harm_ratio && look.hazard_ratio > *harm_ratio));
    look.futility =
        !look.reject && is_futile(hypothesis.plan->analysis, time.look, look);
    if (stopped_ || !hypothesis.open) continue;
    if (look.harm)
      look.stop = Stop::harm;
    else if (look.futility)
      look.stop = Stop::futility;
    harm = harm || look.harm;
    hypothesis.open = look.stop == Stop::none;
  }
  stopped_ = stopped_ || harm;
}

// What is stopped for futility that efficacy bounds count on isn't rejected
// later.
void GraphDecision::stop_binding(std::span<const Time> at,
                                 std::span<LookResult> looks) {
  for (const Time& time : at) {
    Hypothesis& hypothesis = hypotheses_[time.hypothesis];
    if (!hypothesis.open || hypothesis.certain ||
        hypothesis.plan->analysis.futility.rule != FutilityRule::binding)
      continue;
    LookResult& look = looks[hypothesis.first_look + time.look];
    fill_bounds(hypothesis, time.look, look);
    hypothesis.open = !is_futile(hypothesis.plan->analysis, time.look, look);
  }
}

const LookBounds& GraphDecision::bounds_of(Hypothesis& hypothesis, double level,
                                           std::size_t look) {
  auto& bounds = hypothesis.bounds[level_index(hypothesis.levels, level)];
  if (!bounds) {
    AnalysisPlan plan = hypothesis.plan->analysis;
    plan.alpha = level;
    bounds = std::make_unique<ActualBounds>(
        solved_plan(plan, hypothesis.allocation));
  }
  return bounds->at(std::span{hypothesis.events}.first(look + 1));
}

double GraphDecision::z_of(const Hypothesis& hypothesis,
                           std::span<const LookResult> looks,
                           std::size_t look) const {
  return hypothesis.certain ? infinity : looks[hypothesis.first_look + look].z;
}

// Its looks of this time; with `look_back` those before them too. The first
// that rejects, as `test_by_graph` has it.
std::size_t GraphDecision::rejecting_look(Hypothesis& hypothesis, double level,
                                          std::span<const LookResult> looks) {
  const std::size_t seen = hypothesis.events.size();
  const std::size_t first =
      hypothesis.plan->look_back ? 0 : seen - hypothesis.here;
  for (std::size_t look = first; look < seen; ++look) {
    if (!looks[hypothesis.first_look + look].informed) continue;
    const double bound = bounds_of(hypothesis, level, look).efficacy_z;
    if (std::isfinite(bound) && z_of(hypothesis, looks, look) >= bound)
      return look;
  }
  return none;
}

}  // namespace rehearse
