#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <variant>
#include <vector>

#include "rehearse/analysis/max_combo.hpp"
#include "rehearse/analysis/test_result.hpp"
#include "rehearse/design/actual_bounds.hpp"
#include "rehearse/design/own_information.hpp"
#include "rehearse/montecarlo/look_result.hpp"

namespace rehearse {

/// Whether a look's result is at or beyond what futility is stated or solved
/// as; its `futility_z` is filled in. False where there is no estimate.
[[nodiscard]] bool is_futile(const AnalysisPlan& plan, std::size_t look,
                             const LookResult& result);

/// Whether the plan's bounds are known from the looks' events alone: of the
/// log-rank test, and of any other Z with a single look.
[[nodiscard]] bool bounded_by_events(const AnalysisPlan& plan);

/// A data set as tests take it.
struct LookData {
  std::span<const ObservationKey> sorted;
  /// Events by which alpha is spent: of the endpoint that triggers the looks.
  std::size_t events = 0;
  /// The same participants in any order, for tests of interval-censored data.
  std::span<const IntervalObservation> intervals = {};
};

/// The looks of one analysis plan, decided one after another on the data of a
/// replicate. How its bounds are found depends on the test:
///
/// - log-rank: from the events of the looks (`ActualBounds`), as are those of
///   any test with a single look;
/// - any other Z: alpha is spent at the events' fraction, and the correlation
///   of the looks is that of the test's own information: its score's variance,
///   or the inverse of its estimate's;
/// - MaxCombo: alpha is spent in the same way, over the joint distribution of
///   its scores at all looks. Its bounds are solved for only where a decision
///   depends on them.
///
/// A stated hazard ratio of futility is compared with the Cox estimate itself.
/// Nothing stops without information: no bound is compared with a z that can't
/// vary, and no hazard ratio with an estimate that there isn't.
class SequentialTest {
 public:
  /// `plan` is kept by reference and feasible; `allocation` is the share of
  /// one arm.
  SequentialTest(const AnalysisPlan& plan, double allocation);

  /// Memory for data sets of this size: nothing is allocated while they fit,
  /// but for bounds never asked for before.
  void reserve(std::size_t participants, std::size_t strata);

  /// Decides the next look of the replicate. `data`: what `result`, with the
  /// log-rank's z, was found in. Fills z, bounds, what they say and the stop.
  /// Look 0 begins a replicate.
  void decide(std::size_t look, const LookData& data, std::size_t strata,
              LookResult& result);

 private:
  struct Combination {
    GroupSequentialPlan plan;
    std::vector<MaxComboLook> looks;  // of those that spent, so far
    std::vector<double> alpha;        // what each of them spent
    std::vector<double> bounds;       // of the first of them, as asked for [z]
    double spent;

    void restart();
    /// Whether the last of the looks, where the largest z is `z`, rejects.
    [[nodiscard]] bool rejects(double z, const MatrixView& correlation);
  };
  struct Decision {
    double efficacy_z;
    double futility_z;
    double harm_z;
    bool reject;
  };

  void restart();
  [[nodiscard]] Decision bounds_at(std::size_t look, const LookData& data,
                                   std::size_t strata, LookResult& result);
  [[nodiscard]] Decision by_combination(Combination& combination,
                                        std::size_t look, double z,
                                        const WeightedScores& scores) const;
  const AnalysisPlan* plan_;
  bool is_log_rank_;
  // Bounds by events are shared with copies: they never depend on what was
  // asked before.
  std::variant<std::shared_ptr<ActualBounds>, OwnInformationBounds, Combination>
      bounds_;
  std::vector<int> events_;  // of the looks so far
  bool stopped_ = false;     // at a look so far
  TestWorkspace workspace_;
};

}  // namespace rehearse
