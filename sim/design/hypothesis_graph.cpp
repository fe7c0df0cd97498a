#include "rehearse/design/hypothesis_graph.hpp"

#include <algorithm>
#include <iterator>
#include <limits>

#include "rehearse/core/expect.hpp"

namespace rehearse {

HypothesisGraph::HypothesisGraph(std::span<const double> alphas,
                                 std::span<const Transition> transitions)
    : size_{alphas.size()} {
  expect(!graph_fault(alphas, transitions,
                      std::numeric_limits<double>::infinity()),
         "a graph has no fault");
  std::ranges::copy(alphas, alpha_.begin());
  for (const auto& [from, to, weight] : transitions) weight_[from][to] = weight;
}

void HypothesisGraph::reject(std::size_t j) {
  expect(j < size_ && !rejected_[j], "a hypothesis is rejected once");
  rejected_[j] = true;
  for (std::size_t l = 0; l < size_; ++l) {
    if (rejected_[l]) continue;
    alpha_[l] += alpha_[j] * weight_[j][l];
    bypass(j, l);
  }
  alpha_[j] = 0.0;
  weight_[j] = {};
}

// l passes to others what it would have passed to them by j.
void HypothesisGraph::bypass(std::size_t j, std::size_t l) {
  const double by_j = weight_[l][j];
  weight_[l][j] = 0.0;
  if (by_j == 0.0) return;
  const double kept = 1.0 - by_j * weight_[j][l];
  // At 0 neither has anything for the others but rounding.
  const bool none = kept <= 1e-12;
  for (std::size_t k = 0; k < size_; ++k) {
    if (k == l || rejected_[k]) continue;
    weight_[l][k] = none ? 0.0 : (weight_[l][k] + by_j * weight_[j][k]) / kept;
  }
}

namespace {

constexpr double rounding = 1.0 + 1e-9;

using MaybeFault = std::optional<InvalidGraph>;

MaybeFault alphas_fault(std::span<const double> alphas, double total) {
  double sum = 0.0;
  for (std::size_t h = 0; h < alphas.size(); ++h) {
    if (!(alphas[h] >= 0.0)) return InvalidGraph{GraphFault::alpha_range, h};
    sum += alphas[h];
    if (!(sum <= total * rounding))
      return InvalidGraph{GraphFault::alpha_total, h};
  }
  return std::nullopt;
}

// Of one transition, those before it being right.
MaybeFault transition_fault(std::span<const Transition> transitions,
                            std::size_t at, std::size_t hypotheses) {
  const auto& [from, to, weight] = transitions[at];
  const auto fault = [&](GraphFault what) {
    return InvalidGraph{what, std::nullopt, at};
  };
  if (from >= hypotheses || to >= hypotheses)
    return fault(GraphFault::unknown_hypothesis);
  if (from == to) return fault(GraphFault::transition_to_itself);
  if (!(weight > 0.0 && weight <= 1.0)) return fault(GraphFault::weight_range);
  double sum = weight;
  for (const Transition& before : transitions.first(at)) {
    if (before.from != from) continue;
    if (before.to == to) return fault(GraphFault::transition_twice);
    sum += before.weight;
  }
  if (sum > rounding) return fault(GraphFault::weight_total);
  return std::nullopt;
}

MaybeFault reach_fault(std::span<const double> alphas,
                       std::span<const Transition> transitions) {
  std::array<bool, most_hypotheses> reached{};
  std::ranges::transform(alphas, reached.begin(),
                         [](double alpha) { return alpha > 0.0; });
  for (std::size_t step = 1; step < alphas.size(); ++step)
    for (const Transition& each : transitions)
      if (reached[each.from]) reached[each.to] = true;
  const auto end = reached.begin() + std::ssize(alphas);
  const auto found = std::find(reached.begin(), end, false);
  if (found == end) return std::nullopt;
  return InvalidGraph{GraphFault::unreachable,
                      static_cast<std::size_t>(found - reached.begin())};
}

// The levels of `hypothesis` over all subsets of those from `next` on.
// (Subsets that can't come about, for want of level, add none: what has no
// level passes none on.)
void collect_levels(const HypothesisGraph& graph, std::size_t hypothesis,
                    std::size_t next, std::vector<double>& levels) {
  while (next < graph.size() && (next == hypothesis || graph.is_rejected(next)))
    ++next;
  if (next == graph.size()) {
    levels.push_back(graph.alpha(hypothesis));
    return;
  }
  collect_levels(graph, hypothesis, next + 1, levels);
  HypothesisGraph without = graph;
  without.reject(next);
  collect_levels(without, hypothesis, next + 1, levels);
}

}  // namespace

std::optional<InvalidGraph> graph_fault(std::span<const double> alphas,
                                        std::span<const Transition> transitions,
                                        double total) {
  if (alphas.empty() || alphas.size() > most_hypotheses)
    return InvalidGraph{GraphFault::hypotheses_count};
  if (const auto fault = alphas_fault(alphas, total)) return fault;
  for (std::size_t at = 0; at < transitions.size(); ++at)
    if (const auto fault = transition_fault(transitions, at, alphas.size()))
      return fault;
  return reach_fault(alphas, transitions);
}

std::vector<double> attainable_alphas(const HypothesisGraph& graph,
                                      std::size_t hypothesis) {
  expect(hypothesis < graph.size() && !graph.is_rejected(hypothesis),
         "a rejected hypothesis has no level");
  std::vector<double> levels;
  collect_levels(graph, hypothesis, 0, levels);
  std::ranges::sort(levels);
  const auto same = [](double kept, double next) {
    return next - kept <= same_level;
  };
  levels.erase(std::unique(levels.begin(), levels.end(), same), levels.end());
  return levels;
}

std::size_t level_index(std::span<const double> attainable, double level) {
  const auto found = std::ranges::lower_bound(attainable, level - same_level);
  expect(found != attainable.end() && *found <= level + same_level,
         "the level is an attainable one");
  return static_cast<std::size_t>(found - attainable.begin());
}

}  // namespace rehearse
