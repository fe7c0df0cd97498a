#pragma once

#include <Eigen/Core>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "rehearse/design/dunnett.hpp"
#include "rehearse/design/hypothesis_graph.hpp"
#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// Which hypotheses are tested together, by number: those of one group have the
/// same endpoint and their looks at the same times, so that the correlation of
/// their tests is known. Each other is a group of its own.
[[nodiscard]] std::vector<std::size_t> parametric_groups(
    const Scenario& scenario);

/// How the populations of two hypotheses lie: one in the other (or the same),
/// apart, or neither.
enum class Overlap : std::uint8_t { nested, apart, partial };
[[nodiscard]] Overlap overlap_of(const Comparison& a, const Comparison& b);

/// A look's log-rank test, for its correlation with others.
struct TestedEvents {
  const Comparison* comparison;
  double allocation;                     ///< `experimental_share` of its arm
  std::array<double, arm_count> events;  ///< by role
};

/// Correlation of two log-rank tests of one cut under no difference: the root
/// of the inner population's share of the outer one's events (Anderson, Guo,
/// Zhao & Sun 2022, Biom. J. 64:1219, eq. 4, which is n_shared / sqrt(n_a
/// n_b)), 1 where they are the same; for different arms of the control's
/// events, times sqrt(pi_a pi_b), pi = r / (r + 1) being `allocation` (Dunnett
/// 1955). That is planned, not observed: more control events make both z large
/// and a correlation that is made of them too, so that levels would grow where
/// they are reached. The populations don't overlap in part. 0 without events.
[[nodiscard]] double score_correlation(const TestedEvents& a,
                                       const TestedEvents& b);

/// The correlations of all at the planned events, whose arms have them as under
/// no difference. Nothing where populations differ whose events aren't planned.
[[nodiscard]] std::optional<Eigen::MatrixXd> planned_correlation(
    const Scenario& scenario);

/// The levels of all intersections of hypotheses that share alpha by a graph
/// (closed test: Marcus, Peritz & Gabriel 1976). The graph
/// without the others gives an intersection's weights (Bretz et al. 2009). At
/// one look each group has in it what its hypotheses have together, A, and
/// raises their levels by the factor c >= 1 with
///
///   P(some p_i <= c w_i) = A
///
/// (Bretz et al. 2011, Biom. J. 53:894, section 3.2: Bonferroni between
/// groups.) A group that passes nothing on and is passed nothing on has
/// Dunnett's single step instead: its hypotheses keep, in all intersections,
/// the levels that they have together.
class ParametricGraph {
 public:
  /// `group`: as `parametric_groups`, of at most `max_closed_hypotheses`.
  ParametricGraph(const HypothesisGraph& start,
                  std::span<const Transition> transitions,
                  std::vector<std::size_t> group);

  [[nodiscard]] std::size_t size() const { return group_.size(); }
  [[nodiscard]] std::size_t group_of(std::size_t hypothesis) const {
    return group_[hypothesis];
  }

  /// All hypotheses.
  [[nodiscard]] HypothesisSet all() const {
    return (HypothesisSet{1} << size()) - 1;
  }
  /// Whether its hypotheses keep the levels that they have all together.
  [[nodiscard]] bool is_single_step(std::size_t group) const {
    return single_step_[group];
  }
  /// What the graph gives a hypothesis in the intersection of `set`.
  [[nodiscard]] double share(HypothesisSet set, std::size_t hypothesis) const {
    return shares_[set][hypothesis];
  }

  /// Level of a hypothesis in the intersection of `set`, which it is in.
  /// `correlation`: of all; only those of its group in the set are read.
  [[nodiscard]] double level(HypothesisSet set, std::size_t hypothesis,
                             const MatrixView& correlation);

 private:
  [[nodiscard]] double factor(HypothesisSet set, std::size_t group,
                              const MatrixView& correlation);

  std::vector<std::size_t> group_;
  std::vector<bool> single_step_;            // of each group
  std::vector<std::vector<double>> shares_;  // of each set: levels of the graph
  // Of a set and a group with these correlations: what is solved for is a
  // function of them alone, whatever came before.
  std::map<std::vector<double>, double> factors_;
};

}  // namespace rehearse
