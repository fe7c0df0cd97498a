#pragma once

#include <Eigen/Core>
#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "rehearse/design/actual_bounds.hpp"
#include "rehearse/design/parametric_graph.hpp"
#include "rehearse/design/raised_levels.hpp"
#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// A look of one hypothesis as it was had.
struct IntersectionLook {
  std::size_t hypothesis;
  std::array<double, arm_count> events;  ///< by role, all so far
  double z;                              ///< -inf: it can't reject
};

/// All intersections of a graph's hypotheses, tested look after look (closed
/// test: Marcus, Peritz & Gabriel 1976). In an intersection each hypothesis has
/// the level of the graph without those that are not in it, and the bounds of
/// its own plan at that level and its events; those of one group raise theirs
/// at each look by `raising_factor`, with the correlation over hypotheses and
/// looks (Anderson, Guo, Zhao & Sun 2022, Biom. J. 64:1219):
///
///   Corr(Z_ik, Z_jl) = C_ij(k) / sqrt(n_ik n_jl) at looks k <= l,
///
/// n events, C_ij(k) the sum over looks up to k of `score_correlation` of the
/// events since the look before times the root of both numbers of these. Of
/// nested populations that is their shared events, of several arms what their
/// allocation gives. Between groups Bonferroni holds. An intersection once
/// rejected stays so. A group that passes nothing on and is passed nothing on
/// keeps the levels of all its hypotheses together (Dunnett's single step).
class SequentialIntersections {
 public:
  /// `scenario` is kept by reference.
  SequentialIntersections(const Scenario& scenario,
                          const HypothesisGraph& start);

  /// A trial anew.
  void begin();
  /// The looks of one analysis, in the order of each hypothesis. Those of one
  /// group have the same number of looks before.
  void take(std::span<const IntersectionLook> looks);

  /// Hypotheses whose intersections are all rejected, of those that may be:
  /// those with a look at the last analysis, whose own z of looks before
  /// count no more, and those that look back, whose z do.
  [[nodiscard]] HypothesisSet rejected() const;

  /// One-sided levels in the intersection of `set` of the hypothesis's look
  /// that was had last: of its own bound, and raised. 0: it has none.
  struct Level {
    double own = 0.0;
    double raised = 0.0;
  };
  [[nodiscard]] Level level(HypothesisSet set, std::size_t hypothesis);

  /// What the graph gives the hypothesis in that intersection.
  [[nodiscard]] double share(HypothesisSet set, std::size_t hypothesis) const {
    return graph_.share(set, hypothesis);
  }

 private:
  struct Own {
    std::vector<double> levels;
    std::vector<std::unique_ptr<ActualBounds>> bounds;  // by level
    // Of the trial:
    std::vector<int> events;  // of its looks so far
    std::array<double, arm_count> by_arm{};
    double z = 0.0;
    bool here = false;
  };
  // Of the trial: `covariance` of the scores at each look, by place of the
  // members; `factors` of each set, as far as they were asked for.
  struct Group {
    std::vector<std::size_t> members;
    std::vector<Eigen::MatrixXd> covariance;
    std::vector<std::vector<double>> factors;
  };

  void take_round(std::span<const IntersectionLook> looks);
  void note(const IntersectionLook& look);
  void add_covariance(Group& group, std::span<const IntersectionLook> looks);
  [[nodiscard]] const LookBounds& bounds_of(HypothesisSet set, std::size_t h,
                                            std::size_t look);
  [[nodiscard]] std::vector<std::size_t> tested(const Group& group,
                                                HypothesisSet set) const;
  [[nodiscard]] Eigen::MatrixXd correlation_of(
      const Group& group, std::span<const std::size_t> tested,
      std::size_t looks) const;
  [[nodiscard]] std::vector<JointLook> own_looks(
      HypothesisSet set, std::span<const std::size_t> tested,
      std::size_t looks);
  [[nodiscard]] std::vector<JointLook> raised_before(
      HypothesisSet set, Group& group, std::span<const std::size_t> tested,
      std::size_t looks);
  [[nodiscard]] bool crosses(HypothesisSet set, std::size_t h);
  [[nodiscard]] bool raised_crosses(HypothesisSet set, std::size_t h);

  const Scenario& scenario_;
  ParametricGraph graph_;
  std::vector<Own> own_;             // of each hypothesis
  std::vector<Group> groups_;        // by their first hypothesis
  std::vector<HypothesisSet> now_;   // of each set: who is beyond its bound
  std::vector<HypothesisSet> past_;  // ... at an analysis before
};

/// Levels of the looks of a hypothesis in the intersection of `set`, at the
/// planned events, whose arms have them as under no difference.
struct PlannedLevels {
  HypothesisSet set;
  std::size_t hypothesis;
  std::vector<SequentialIntersections::Level> looks;
};

/// Of all intersections, the largest set first, by hypothesis; empty where
/// hypotheses that are tested together have looks whose events aren't planned.
[[nodiscard]] std::vector<PlannedLevels> planned_levels(
    const Scenario& scenario, const HypothesisGraph& start);

}  // namespace rehearse
