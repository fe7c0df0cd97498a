#pragma once

#include <cstddef>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "rehearse/design/actual_bounds.hpp"
#include "rehearse/design/hypothesis_graph.hpp"
#include "rehearse/design/parametric_graph.hpp"
#include "rehearse/design/sequential_intersections.hpp"
#include "rehearse/montecarlo/look_result.hpp"
#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// Which hypotheses are simulated: all but the external ones. By index.
[[nodiscard]] std::vector<std::size_t> simulated_hypotheses(
    const Scenario& scenario);

/// Their analyses, in that order.
[[nodiscard]] std::vector<AnalysisPlan> hypothesis_plans(
    const Scenario& scenario);

/// Where each hypothesis starts in the graph.
[[nodiscard]] HypothesisGraph initial_graph(const Scenario& scenario);

/// What a trial of several hypotheses decides (Maurer & Bretz 2013, Stat.
/// Biopharm. Res. 5:311): looks are taken in the order of their times, those of
/// one time together. A hypothesis is tested at its looks, by bounds at the
/// level that it has then and the events that its looks had; where one is
/// rejected its level is passed on, and the looks of that time are tested
/// again. With `look_back`, its looks so far are tested whenever its level
/// grows. A hypothesis that stops for futility isn't tested again and keeps its
/// level; harm stops the trial. Where the plan is parametric, by the closed
/// test of `SequentialIntersections` instead, with the correlations at the
/// events there are; a look's level is that which its hypothesis has in the
/// intersection with all that aren't rejected, of several looks before it is
/// raised, and then without a bound.
class GraphDecision {
 public:
  /// `scenario` is kept by reference.
  explicit GraphDecision(const Scenario& scenario);
  GraphDecision(const GraphDecision& other);
  GraphDecision& operator=(const GraphDecision&) = delete;

  /// Looks of all hypotheses.
  [[nodiscard]] std::size_t looks() const { return looks_; }

  /// Fills in what is decided at each look, in `looks`: those of each
  /// simulated hypothesis in turn.
  void decide(std::span<LookResult> looks);

  /// Which simulated hypotheses are rejected, as bits, if nothing stops for
  /// harm, nor for futility that isn't binding, and those of `certain` are
  /// rejected at the first look that may, once they have a level.
  [[nodiscard]] std::uint32_t rejected_beside(std::span<LookResult> looks,
                                              std::uint32_t certain);

 private:
  struct Hypothesis {
    const rehearse::Hypothesis* plan;
    std::size_t number;      // in the graph
    std::size_t first_look;  // of all
    std::vector<double> levels;
    std::vector<std::unique_ptr<ActualBounds>> bounds;  // by level
    double allocation;
    // Of the replicate:
    std::vector<int> events;  // of its looks so far
    bool open = true;
    std::size_t here = 0;  // how many of its looks are of this time
    bool rejected = false;
    double rejection_level = 0.0;  // of a rejection at this time, else 0
    bool certain = false;
  };
  struct Time {
    double time;
    std::size_t hypothesis;
    std::size_t look;
  };
  static constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

  void begin(std::span<LookResult> looks);
  // The looks of one time after those of another, each with `after`.
  template <class After>
  void take_all(std::span<LookResult> looks, const After& after);
  void take(std::span<const Time> at, std::span<LookResult> looks);
  void reject(Hypothesis& hypothesis, std::size_t look, double level, double z,
              double time, std::span<LookResult> looks);
  void reject_closed(std::span<const Time> at, std::span<LookResult> looks);
  void take_correlations(std::span<const Time> at,
                         std::span<const LookResult> looks);
  // Of a hypothesis among all that aren't rejected.
  [[nodiscard]] double parametric_level(const Hypothesis& hypothesis);
  [[nodiscard]] double parametric_bound(double level) const;
  void stop_at(std::span<const Time> at, std::span<LookResult> looks);
  void stop_binding(std::span<const Time> at, std::span<LookResult> looks);
  // The look's level and bounds; returns that of harm.
  double fill_bounds(Hypothesis& hypothesis, std::size_t look,
                     LookResult& result);
  [[nodiscard]] const LookBounds& bounds_of(Hypothesis& hypothesis,
                                            double level, std::size_t look);
  [[nodiscard]] double z_of(const Hypothesis& hypothesis,
                            std::span<const LookResult> looks,
                            std::size_t look) const;
  // The look that rejects, of those that count now; or none.
  [[nodiscard]] std::size_t rejecting_look(Hypothesis& hypothesis, double level,
                                           std::span<const LookResult> looks);

  const Scenario& scenario_;
  HypothesisGraph start_;
  HypothesisGraph graph_;
  std::vector<Hypothesis> hypotheses_;  // simulated
  std::vector<std::size_t> simulated_;  // of each in the graph, or none
  std::size_t looks_ = 0;
  std::vector<Time> order_;
  bool stopped_ = false;  // for harm

  std::optional<SequentialIntersections> intersections_;  // where parametric
  std::vector<IntersectionLook> seen_;
  bool several_looks_ = false;
  std::optional<ParametricGraph> parametric_;  // of one look each
  Eigen::MatrixXd correlation_;
};

}  // namespace rehearse
