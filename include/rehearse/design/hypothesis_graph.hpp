#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "rehearse/trial/hypothesis.hpp"

namespace rehearse {

/// Hypotheses that share alpha and pass on the levels of those rejected (Bretz,
/// Maurer, Brannath & Posch 2009, Stat Med 28:586). Bonferroni, Holm, fixed
/// sequence, fallback and gatekeeping are such graphs. Each rejected at its
/// level by a valid test, the familywise error is at most alpha.
///
/// A value of 1.3 kB; nothing allocates.
class HypothesisGraph {
 public:
  /// `alphas`: each hypothesis's level at the start, one-sided; 0 rejects
  /// never. The graph must have no `graph_fault`.
  HypothesisGraph(std::span<const double> alphas,
                  std::span<const Transition> transitions);

  [[nodiscard]] std::size_t size() const { return size_; }
  /// The hypothesis's level now; 0 once it is rejected.
  [[nodiscard]] double alpha(std::size_t hypothesis) const {
    return alpha_[hypothesis];
  }
  /// What `from` would pass to `to`, as the graph is now [1].
  [[nodiscard]] double weight(std::size_t from, std::size_t to) const {
    return weight_[from][to];
  }
  [[nodiscard]] bool is_rejected(std::size_t hypothesis) const {
    return rejected_[hypothesis];
  }

  /// Passes the level of j on and takes j out (algorithm 1 of Bretz et al.):
  ///
  ///   alpha_l += alpha_j g_jl
  ///   g_lk := (g_lk + g_lj g_jk) / (1 - g_lj g_jl)
  ///
  /// of all others l != k; 0 where l and j pass all to each other. The order
  /// of rejections doesn't matter. j isn't rejected yet.
  void reject(std::size_t j);

 private:
  void bypass(std::size_t j, std::size_t l);

  std::array<double, most_hypotheses> alpha_{};
  std::array<std::array<double, most_hypotheses>, most_hypotheses> weight_{};
  std::array<bool, most_hypotheses> rejected_{};
  std::size_t size_;
};

/// Rejects hypotheses of positive level for which `rejects(hypothesis, level)`
/// holds: the first there is, then from the first again at the levels that
/// this leaves, until there is none.
template <std::predicate<std::size_t, double> Rejects>
void reject_in_turn(HypothesisGraph& graph, Rejects&& rejects) {
  for (std::size_t h = 0; h < graph.size();) {
    const double level = graph.alpha(h);
    if (level > 0.0 && rejects(h, level)) {
      graph.reject(h);
      h = 0;
    } else {
      ++h;
    }
  }
}

/// Why there is no such graph.
enum class GraphFault : std::uint8_t {
  hypotheses_count,
  alpha_range,
  alpha_total,
  unknown_hypothesis,
  transition_to_itself,
  transition_twice,
  weight_range,
  weight_total,
  unreachable,
};

/// A graph that can't be: the hypothesis that shows it, or the transition, and
/// why.
struct InvalidGraph {
  GraphFault fault;
  std::optional<std::size_t> hypothesis{};
  std::optional<std::size_t> transition{};
};

/// The first fault of a graph whose levels are to be at most `total` in all;
/// nothing if it has none. Sums may be above by 1e-9 of the total, as of
/// weights .333333333333.
[[nodiscard]] std::optional<InvalidGraph> graph_fault(
    std::span<const double> alphas, std::span<const Transition> transitions,
    double total);

/// Levels closer than this are one.
inline constexpr double same_level = 1e-12;

/// Every level that the hypothesis, not rejected, can come to have, its
/// present one included (so maybe 0), ascending: over all subsets of the
/// others, 2^11 at most_hypotheses, where it takes a millisecond.
[[nodiscard]] std::vector<double> attainable_alphas(
    const HypothesisGraph& graph, std::size_t hypothesis);

/// Which of the attainable levels this one is.
[[nodiscard]] std::size_t level_index(std::span<const double> attainable,
                                      double level);

}  // namespace rehearse
