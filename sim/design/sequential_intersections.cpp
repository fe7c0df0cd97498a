#include "rehearse/design/sequential_intersections.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "rehearse/core/expect.hpp"
#include "rehearse/core/normal.hpp"
#include "rehearse/core/numbers.hpp"
#include "rehearse/design/analysis_design.hpp"
#include "rehearse/design/dunnett.hpp"

namespace rehearse {
namespace {

// Most decisions need less than `level_effort`.
constexpr IntegrationEffort coarse{1e-3, 1e-7, 1U << 8};

Eigen::Index place(const std::vector<std::size_t>& members, std::size_t h) {
  return std::ranges::find(members, h) - members.begin();
}

int total(const std::array<double, arm_count>& events) {
  return static_cast<int>(std::lround(events[0] + events[1]));
}

}  // namespace

SequentialIntersections::SequentialIntersections(const Scenario& scenario,
                                                 const HypothesisGraph& start)
    : scenario_(scenario),
      graph_(start, scenario.multiplicity.transitions,
             parametric_groups(scenario)),
      own_(graph_.size()),
      groups_(graph_.size()),
      now_(std::size_t{1} << graph_.size()),
      past_(now_.size()) {
  for (std::size_t h = 0; h < own_.size(); ++h) {
    own_[h].levels = attainable_alphas(start, h);
    own_[h].bounds.resize(own_[h].levels.size());
    Group& group = groups_[graph_.group_of(h)];
    group.members.push_back(h);
    group.factors.resize(now_.size());
  }
}

void SequentialIntersections::begin() {
  for (Own& own : own_) {
    own.events.clear();
    own.by_arm = {};
    own.here = false;
  }
  for (Group& group : groups_) {
    group.covariance.clear();
    for (std::vector<double>& factors : group.factors) factors.clear();
  }
  std::ranges::fill(now_, 0);
  std::ranges::fill(past_, 0);
}

void SequentialIntersections::note(const IntersectionLook& look) {
  Own& own = own_[look.hypothesis];
  own.by_arm = look.events;
  own.events.push_back(total(look.events));
  own.z = look.z;
  own.here = true;
}

// Of scores whose growth since the look before has the correlation of its own
// events. A member without a look here has grown by nothing.
void SequentialIntersections::add_covariance(
    Group& group, std::span<const IntersectionLook> looks) {
  const auto size = static_cast<Eigen::Index>(group.members.size());
  std::vector<TestedEvents> grown;
  for (const std::size_t h : group.members) {
    const Comparison& comparison = scenario_.hypotheses[h].analysis.comparison;
    TestedEvents& since = grown.emplace_back(TestedEvents{
        &comparison, experimental_share(scenario_, comparison.arm), {}});
    for (const IntersectionLook& look : looks)
      if (look.hypothesis == h)
        for (std::size_t arm = 0; arm < arm_count; ++arm)
          since.events[arm] =
              std::max(0.0, look.events[arm] - own_[h].by_arm[arm]);
  }
  Eigen::MatrixXd sum = group.covariance.empty()
                            ? Eigen::MatrixXd::Zero(size, size)
                            : group.covariance.back();
  const auto events = [&](std::size_t i) {
    return grown[i].events[0] + grown[i].events[1];
  };
  for (std::size_t i = 0; i < grown.size(); ++i)
    for (std::size_t j = 0; j < grown.size(); ++j) {
      const double correlation =
          i == j ? 1.0 : score_correlation(grown[i], grown[j]);
      sum(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) +=
          correlation * std::sqrt(events(i) * events(j));
    }
  group.covariance.push_back(std::move(sum));
}

void SequentialIntersections::take(std::span<const IntersectionLook> looks) {
  for (std::size_t set = 0; set < now_.size(); ++set) {
    past_[set] |= now_[set];
    now_[set] = 0;
  }
  for (Own& own : own_) own.here = false;
  // One after the other those that a hypothesis has at one time.
  std::vector<IntersectionLook> rest{looks.begin(), looks.end()};
  while (!rest.empty()) {
    std::vector<IntersectionLook> first;
    HypothesisSet with = 0;
    std::erase_if(rest, [&](const IntersectionLook& look) {
      if (holds(with, look.hypothesis)) return false;
      with |= HypothesisSet{1} << look.hypothesis;
      first.push_back(look);
      return true;
    });
    take_round(first);
  }
}

void SequentialIntersections::take_round(
    std::span<const IntersectionLook> looks) {
  for (Group& group : groups_)
    if (group.members.size() > 1 &&
        std::ranges::any_of(looks, [&](const IntersectionLook& look) {
          return std::ranges::find(group.members, look.hypothesis) !=
                 group.members.end();
        }))
      add_covariance(group, looks);
  for (const IntersectionLook& look : looks) note(look);
  for (HypothesisSet set = 1; set < now_.size(); ++set)
    for (const IntersectionLook& look : looks)
      if (holds(set, look.hypothesis) && crosses(set, look.hypothesis))
        now_[set] |= HypothesisSet{1} << look.hypothesis;
}

HypothesisSet SequentialIntersections::rejected() const {
  HypothesisSet rejected = 0;
  for (std::size_t h = 0; h < own_.size(); ++h) {
    const bool back = scenario_.hypotheses[h].look_back;
    if (!back && !own_[h].here) continue;
    const HypothesisSet self = HypothesisSet{1} << h;
    const HypothesisSet counted = back ? ~HypothesisSet{0} : ~self;
    bool all = true;
    for (HypothesisSet set = 1; set < now_.size() && all; ++set)
      all = !holds(set, h) || now_[set] != 0 || (past_[set] & counted) != 0;
    if (all) rejected |= self;
  }
  return rejected;
}

const LookBounds& SequentialIntersections::bounds_of(HypothesisSet set,
                                                     std::size_t h,
                                                     std::size_t look) {
  static const LookBounds none;
  const double level = graph_.share(set, h);
  Own& own = own_[h];
  if (level <= 0.0 || look >= own.events.size()) return none;
  auto& bounds = own.bounds[level_index(own.levels, level)];
  if (!bounds) {
    AnalysisPlan plan = scenario_.hypotheses[h].analysis;
    plan.alpha = level;
    bounds = std::make_unique<ActualBounds>(
        solved_plan(plan, experimental_share(scenario_, plan.comparison.arm)));
  }
  return bounds->at(std::span{own.events}.first(look + 1));
}

// Of the group in the set, those that have a level there.
std::vector<std::size_t> SequentialIntersections::tested(
    const Group& group, HypothesisSet set) const {
  std::vector<std::size_t> tested;
  for (const std::size_t h : group.members)
    if (holds(set, h) && graph_.share(set, h) > 0.0) tested.push_back(h);
  return tested;
}

Eigen::MatrixXd SequentialIntersections::correlation_of(
    const Group& group, std::span<const std::size_t> tested,
    std::size_t looks) const {
  const auto count = static_cast<Eigen::Index>(tested.size());
  const auto size = count * static_cast<Eigen::Index>(looks);
  const auto covariance = [&](Eigen::Index look, Eigen::Index i,
                              Eigen::Index j) {
    return group.covariance[static_cast<std::size_t>(look)](
        place(group.members, tested[static_cast<std::size_t>(i)]),
        place(group.members, tested[static_cast<std::size_t>(j)]));
  };
  return Eigen::MatrixXd::NullaryExpr(
      size, size, [&](Eigen::Index a, Eigen::Index b) {
        const Eigen::Index i = a % count;
        const Eigen::Index j = b % count;
        const double both = covariance(std::min(a, b) / count, i, j);
        const double root = std::sqrt(covariance(a / count, i, i) *
                                      covariance(b / count, j, j));
        return a == b ? 1.0 : root > 0.0 ? both / root : 0.0;
      });
}

std::vector<JointLook> SequentialIntersections::own_looks(
    HypothesisSet set, std::span<const std::size_t> tested, std::size_t looks) {
  std::vector<JointLook> own(looks);
  for (std::size_t k = 0; k < looks; ++k)
    for (const std::size_t h : tested) {
      const LookBounds& bounds = bounds_of(set, h, k);
      own[k].levels.push_back(normal_upper_tail(bounds.efficacy_z));
      own[k].spent += bounds.alpha_spent;
    }
  return own;
}

// The looks so far, all raised but the last.
std::vector<JointLook> SequentialIntersections::raised_before(
    HypothesisSet set, Group& group, std::span<const std::size_t> tested,
    std::size_t looks) {
  std::vector<JointLook> all = own_looks(set, tested, looks);
  std::vector<double>& factors = group.factors[set];
  for (std::size_t k = 0; k + 1 < looks; ++k) {
    if (k == factors.size())
      factors.push_back(raising_factor(
          correlation_of(group, tested, k + 1),
          std::span<const JointLook>{all}.first(k + 1), level_effort));
    for (double& level : all[k].levels) level *= factors[k];
  }
  return all;
}

// What its own bound rejects needs no correlation, nor what is above all that
// its group has spent.
bool SequentialIntersections::crosses(HypothesisSet set, std::size_t h) {
  const std::size_t group = graph_.group_of(h);
  if (graph_.is_single_step(group)) set = graph_.all();
  const double z = own_[h].z;
  const LookBounds& bounds = bounds_of(set, h, own_[h].events.size() - 1);
  if (!std::isfinite(bounds.efficacy_z)) return false;
  return z >= bounds.efficacy_z || raised_crosses(set, h);
}

// Its p is within the raised level where raising to it rejects no more often
// than is left to this look.
bool SequentialIntersections::raised_crosses(HypothesisSet set, std::size_t h) {
  Group& group = groups_[graph_.group_of(h)];
  const std::vector<std::size_t> with = tested(group, set);
  if (with.size() < 2) return false;
  const std::size_t looks = own_[h].events.size();
  const double p = normal_upper_tail(own_[h].z);
  double spent = 0.0;
  for (const std::size_t i : with)
    spent += bounds_of(set, i, looks - 1).alpha_spent;
  if (p > spent) return false;
  std::vector<JointLook> all = raised_before(set, group, with, looks);
  const double left =
      all.back().spent - (looks > 1 ? all[looks - 2].spent : 0.0);
  const double own = normal_upper_tail(bounds_of(set, h, looks - 1).efficacy_z);
  for (double& level : all.back().levels)
    level = std::min(1.0, level * (p / own));
  const Eigen::MatrixXd correlation = correlation_of(group, with, looks);
  const auto [value, error] = first_rejection_at_last(correlation, all, coarse);
  if (std::abs(value - left) > 2.0 * error + 1e-3 * left) return value < left;
  return first_rejection_at_last(correlation, all, level_effort).value <= left;
}

SequentialIntersections::Level SequentialIntersections::level(
    HypothesisSet set, std::size_t hypothesis) {
  expect(holds(set, hypothesis), "a hypothesis has a level in sets with it");
  Group& group = groups_[graph_.group_of(hypothesis)];
  if (graph_.is_single_step(graph_.group_of(hypothesis))) set = graph_.all();
  const std::size_t looks = own_[hypothesis].events.size();
  if (looks == 0) return {};
  const double own =
      normal_upper_tail(bounds_of(set, hypothesis, looks - 1).efficacy_z);
  const std::vector<std::size_t> with = tested(group, set);
  if (own <= 0.0 || with.size() < 2) return {own, own};
  const std::vector<JointLook> all = raised_before(set, group, with, looks);
  return {own, own * raising_factor(correlation_of(group, with, looks), all,
                                    level_effort)};
}

namespace {

// Events of each look; nothing where one has none planned.
std::optional<std::vector<double>> planned_events_of(const AnalysisPlan& plan) {
  const bool has_total = plan.planned_events || plan.looks.back().events;
  if (!has_total || !has_planned_information(plan)) return std::nullopt;
  std::vector<double> events;
  for (const PlannedLook& look : sequential_plan(plan, 0.5).looks)
    events.push_back(look.information);
  return events;
}

}  // namespace

std::vector<PlannedLevels> planned_levels(const Scenario& scenario,
                                          const HypothesisGraph& start) {
  const auto& hypotheses = scenario.hypotheses;
  const auto groups = parametric_groups(scenario);
  std::vector<std::optional<std::vector<double>>> events(start.size());
  std::size_t most = 0;
  for (std::size_t h = 0; h < start.size(); ++h) {
    if (hypotheses[h].analysis.looks.empty()) continue;
    events[h] = planned_events_of(hypotheses[h].analysis);
    most = std::max(most, hypotheses[h].analysis.looks.size());
    if (!events[h] && std::ranges::count(groups, groups[h]) > 1) return {};
  }
  std::vector<PlannedLevels> all;
  for (HypothesisSet set = (HypothesisSet{1} << start.size()) - 1; set > 0;
       --set)
    for (std::size_t h = 0; h < start.size(); ++h)
      if (holds(set, h) && events[h]) all.push_back({set, h, {}});
  SequentialIntersections intersections{scenario, start};
  for (std::size_t k = 0; k < most; ++k) {
    std::vector<IntersectionLook> looks;
    for (std::size_t h = 0; h < start.size(); ++h)
      if (events[h] && k < events[h]->size()) {
        const double share =
            experimental_share(scenario, hypotheses[h].analysis.comparison.arm);
        const double n = (*events[h])[k];
        looks.push_back({h, {n * (1.0 - share), n * share}, -infinity});
      }
    intersections.take(looks);
    for (PlannedLevels& levels : all)
      if (k < events[levels.hypothesis]->size())
        levels.looks.push_back(
            intersections.level(levels.set, levels.hypothesis));
  }
  return all;
}

}  // namespace rehearse
