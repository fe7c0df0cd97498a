#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "rehearse/design/ongoing_trials.hpp"
#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// A look's efficacy bound and the one-sided alpha spent up to it.
struct EfficacyBound {
  double z;            ///< +inf: the look may not stop
  double alpha_spent;  ///< cumulative [1]
};

/// Efficacy bounds by alpha spending, one look after the other:
///
/// - A look spends up to the spending function at its information fraction:
///   its events over the planned events (`AnalysisPlan::planned_events`, or
///   the last look's), at most 1; with Information::planned, its planned
///   fraction. Where the one is unknown the other is used; where both are,
///   nothing is spent.
/// - The last look spends all that is left, whatever its events; with
///   Spending::none it alone may reject, at z_{1 - alpha}.
/// - A look without events, with `efficacy` false, or with nothing to spend
///   has no bound (+inf); what it might have spent carries on to the next.
/// - A look at the events of the one before has the same Z: it rejects between
///   its bound and the one before.
class EfficacyRecursion {
 public:
  /// The next look's bound at `information` [events, or any one unit if the
  /// plan states no events]. What is less than the look before's counts as
  /// that.
  [[nodiscard]] EfficacyBound next(const AnalysisPlan& plan,
                                   double information);

 private:
  OngoingTrials trials_;
  std::size_t look_ = 0;
  double information_ = 0.0;
  double spent_ = 0.0;
};

/// Efficacy bounds of the plan at its planned information: a value for each
/// look; nothing where a look states neither events nor information fraction,
/// and at all later looks, for they depend on it. (The bound of a plan's only
/// look is always known.)
[[nodiscard]] std::vector<std::optional<EfficacyBound>> planned_bounds(
    const AnalysisPlan& plan);

/// The bounds of `planned_bounds` on the z scale.
[[nodiscard]] std::vector<std::optional<double>> planned_efficacy_bounds(
    const AnalysisPlan& plan);

/// Efficacy bounds at the events a trial really had.
class ActualEfficacyBounds {
 public:
  explicit ActualEfficacyBounds(const AnalysisPlan& plan);

  /// Bound of look `events.size() - 1`, the looks so far having had `events`
  /// events. Never allocates when the same events were asked for before (or
  /// there is one look, or the events are as planned). Not thread-safe: one
  /// object for each thread; a bound never depends on what was asked before.
  [[nodiscard]] double bound(std::span<const int> events);

 private:
  struct PathLook {
    int events;
    EfficacyRecursion recursion;  // after this look
    double z;
  };
  struct KnownLook {
    std::uint32_t id;
    double z;
  };

  [[nodiscard]] const KnownLook* known(std::span<const int> events) const;
  void extend_path(std::span<const int> events);
  void remember_path();

  AnalysisPlan plan_;
  std::vector<int> planned_events_;  // of the looks, while all are known
  std::vector<double> planned_z_;
  std::vector<PathLook> path_;  // the looks last computed
  // A trie of events: (id of the look before, events) to a look.
  std::unordered_map<std::uint64_t, KnownLook> trie_;
};

}  // namespace rehearse
