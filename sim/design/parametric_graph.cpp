#include "rehearse/design/parametric_graph.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "rehearse/core/expect.hpp"

namespace rehearse {

namespace {

constexpr std::size_t most_factors = 1U << 16;

// Whether looks that aren't `with` one another come at one time.
bool at_one_time(const Look& a, const Look& b) {
  const auto by_calendar = [](const Look& look) {
    return look.calendar && !look.events && !look.events_in &&
           !look.information && !look.follow_up && !look.with;
  };
  return by_calendar(a) && by_calendar(b) && a.calendar == b.calendar;
}

bool are_tested_together(const std::vector<Hypothesis>& all, std::size_t a,
                         std::size_t b) {
  const AnalysisPlan& first = all[a].analysis;
  const AnalysisPlan& second = all[b].analysis;
  if (all[a].endpoint == HypothesisEndpoint::external ||
      all[a].endpoint != all[b].endpoint || first.levels != second.levels ||
      first.looks.size() != second.looks.size())
    return false;
  // Of a look with one of the first hypothesis's, that.
  const auto waits_for = [](const Look& look, std::size_t own, std::size_t k) {
    return look.with ? std::pair{std::size_t{0}, *look.with}
                     : std::pair{own, k};
  };
  for (std::size_t k = 0; k < first.looks.size(); ++k)
    if (waits_for(first.looks[k], a, k) != waits_for(second.looks[k], b, k) &&
        !at_one_time(first.looks[k], second.looks[k]))
      return false;
  return true;
}

bool has_all(const std::vector<FactorLevel>& population,
             const std::vector<FactorLevel>& wanted) {
  return std::ranges::all_of(wanted, [&](const FactorLevel& level) {
    return std::ranges::find(population, level) != population.end();
  });
}

}  // namespace

std::vector<std::size_t> parametric_groups(const Scenario& scenario) {
  const auto& all = scenario.hypotheses;
  std::vector<std::size_t> group;
  for (std::size_t h = 0; h < all.size(); ++h) {
    std::size_t with = h;
    for (std::size_t before = 0; before < h && with == h; ++before)
      if (are_tested_together(all, before, h)) with = group[before];
    group.push_back(with);
  }
  return group;
}

Overlap overlap_of(const Comparison& a, const Comparison& b) {
  if (has_all(a.population, b.population) ||
      has_all(b.population, a.population))
    return Overlap::nested;
  for (const FactorLevel& one : a.population)
    for (const FactorLevel& other : b.population)
      if (one.factor == other.factor && one.level != other.level)
        return Overlap::apart;
  return Overlap::partial;
}

double score_correlation(const TestedEvents& a, const TestedEvents& b) {
  const Overlap overlap = overlap_of(*a.comparison, *b.comparison);
  expect(overlap != Overlap::partial, "the events of both tests are known");
  if (overlap == Overlap::apart) return 0.0;
  const bool same_arm = a.comparison->arm == b.comparison->arm;
  const double by_arms =
      same_arm ? 1.0 : std::sqrt(a.allocation * b.allocation);
  if (a.comparison->population == b.comparison->population) return by_arms;
  const auto information = [&](const TestedEvents& test) {
    return test.events[0] + (same_arm ? test.events[1] : 0.0);
  };
  const double outer = std::max(information(a), information(b));
  const double inner = std::min(information(a), information(b));
  return outer > 0.0 ? by_arms * std::sqrt(inner / outer) : 0.0;
}

namespace {

// Of one planned look, in all; nothing where they aren't planned.
std::optional<double> planned_events(const AnalysisPlan& plan) {
  if (plan.planned_events) return *plan.planned_events;
  if (plan.looks[0].events) return *plan.looks[0].events;
  return std::nullopt;
}

TestedEvents planned_test(const Scenario& scenario, const AnalysisPlan& plan,
                          double events) {
  const double share = experimental_share(scenario, plan.comparison.arm);
  return {&plan.comparison, share, {events * (1.0 - share), events * share}};
}

// Nothing where it depends on events that aren't planned.
std::optional<double> planned_correlation(const Scenario& scenario,
                                          const AnalysisPlan& a,
                                          const AnalysisPlan& b) {
  const auto of_a = planned_events(a);
  const auto of_b = planned_events(b);
  const auto tests = [&](double for_a, double for_b) {
    return score_correlation(planned_test(scenario, a, for_a),
                             planned_test(scenario, b, for_b));
  };
  if (of_a && of_b) return tests(*of_a, *of_b);
  if (a.comparison.population != b.comparison.population) return std::nullopt;
  return tests(1.0, 1.0);
}

}  // namespace

std::optional<Eigen::MatrixXd> planned_correlation(const Scenario& scenario) {
  const auto groups = parametric_groups(scenario);
  const auto size = static_cast<Eigen::Index>(groups.size());
  Eigen::MatrixXd correlation = Eigen::MatrixXd::Identity(size, size);
  for (std::size_t b = 0; b < groups.size(); ++b)
    for (std::size_t a = 0; a < b; ++a) {
      if (groups[a] != groups[b]) continue;
      const auto found =
          planned_correlation(scenario, scenario.hypotheses[a].analysis,
                              scenario.hypotheses[b].analysis);
      if (!found) return std::nullopt;
      const auto i = static_cast<Eigen::Index>(a);
      const auto j = static_cast<Eigen::Index>(b);
      correlation(i, j) = correlation(j, i) = *found;
    }
  return correlation;
}

ParametricGraph::ParametricGraph(const HypothesisGraph& start,
                                 std::span<const Transition> transitions,
                                 std::vector<std::size_t> group)
    : group_(std::move(group)), single_step_(group_.size(), true) {
  expect(start.size() == group_.size() && size() <= max_closed_hypotheses,
         "each of at most six hypotheses is in a group");
  for (const Transition& edge : transitions)
    single_step_[group_[edge.from]] = single_step_[group_[edge.to]] = false;
  for (HypothesisSet set = 0; set < HypothesisSet{1} << size(); ++set) {
    HypothesisGraph graph = start;
    for (std::size_t h = 0; h < size(); ++h)
      if (!holds(set, h)) graph.reject(h);
    auto& share = shares_.emplace_back();
    for (std::size_t h = 0; h < size(); ++h) share.push_back(graph.alpha(h));
  }
}

// Solved with the weights that those of the group have in the set.
double ParametricGraph::factor(HypothesisSet set, std::size_t group,
                               const MatrixView& correlation) {
  const std::vector<double>& share = shares_[set];
  std::vector<Eigen::Index> members;
  double sum = 0.0;
  for (std::size_t h = 0; h < size(); ++h)
    if (holds(set, h) && group_[h] == group && share[h] > 0.0) {
      members.push_back(static_cast<Eigen::Index>(h));
      sum += share[h];
    }
  if (members.size() < 2) return 1.0;
  std::vector<double> key{static_cast<double>(set), static_cast<double>(group)};
  for (const Eigen::Index i : members)
    for (const Eigen::Index j : members)
      if (i < j) key.push_back(correlation(i, j));
  if (const auto found = factors_.find(key); found != factors_.end())
    return found->second;
  std::vector<double> weights;
  for (const Eigen::Index i : members)
    weights.push_back(share[static_cast<std::size_t>(i)] / sum);
  const double found = weighted_level_factor(correlation(members, members),
                                             weights, sum, level_effort);
  if (factors_.size() >= most_factors) factors_.clear();
  factors_.emplace(std::move(key), found);
  return found;
}

double ParametricGraph::level(HypothesisSet set, std::size_t hypothesis,
                              const MatrixView& correlation) {
  expect(holds(set, hypothesis), "a hypothesis has a level in sets with it");
  const std::size_t group = group_[hypothesis];
  if (single_step_[group]) set = all();
  return factor(set, group, correlation) * shares_[set][hypothesis];
}

}  // namespace rehearse
