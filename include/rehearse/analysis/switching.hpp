#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "rehearse/analysis/workspace.hpp"
#include "rehearse/core/normal.hpp"
#include "rehearse/trial/observation_key.hpp"
#include "rehearse/trial/observe.hpp"

namespace rehearse {

/// A trial whose control participants may go over to the experimental therapy
/// (treatment switching, crossover): columns of one length. The experimental
/// arm is on that therapy all the time.
struct SwitchingData {
  std::span<const double> time;         ///< to death or censoring [days], >= 0
  std::span<const std::uint8_t> event;  ///< 1 death, 0 censored
  std::span<const std::uint8_t> arm;    ///< as `Role`, as randomized
  /// Of the therapy since randomization [days], >= 0; +inf or from `time` on:
  /// none. Not read of the experimental arm.
  std::span<const double> switch_time;
  /// When follow-up would have ended without death or dropout: data cut less
  /// entry [days], at least `time`; known of everybody. +inf: no recensoring.
  std::span<const double> censor_time;
  std::span<const std::uint32_t> stratum;  ///< below `strata`; empty: all in 0
  std::size_t strata = 1;
};

/// A key, and whose it is.
struct OrderedKey {
  ObservationKey key = 0;
  std::uint32_t participant = 0;
};

/// Memory of these analyses, used again: nothing is allocated while the data
/// fit what was reserved. One for each thread.
struct SwitchingWorkspace {
  /// Room for `participants` in `strata` strata, for a search in `cells`.
  void reserve(std::size_t participants, std::size_t strata,
               std::size_t cells = 100);

  AnalysisWorkspace analysis;
  std::vector<ObservationKey> keys;
  std::vector<OrderedKey> ordered;
  std::vector<double> grid_z;
  KeySorter sorter;
};

/// The data as they are, switched or not: sorted keys on the simulator's grid
/// of ticks (`TickTimes{}`), for any analysis. In the workspace until its next
/// use, as those of the two functions below.
[[nodiscard]] std::span<const ObservationKey> as_randomized(
    const SwitchingData& data, SwitchingWorkspace& workspace);

/// ... with each switcher censored at the switch: unbiased where switching has
/// nothing to do with prognosis, given the strata.
[[nodiscard]] std::span<const ObservationKey> censored_at_switch(
    const SwitchingData& data, SwitchingWorkspace& workspace);

/// Times that participants would have had without any experimental therapy,
/// U(psi) = T_off + exp(psi) T_on, of both arms (Robins & Tsiatis 1991, Commun.
/// Statist. Theory Meth. 20:2609). Where anybody switched, the control arm is
/// recensored at min(C, C exp(psi)), C its `censor_time` (White, Babiker,
/// Walker & Darbyshire 1999, Statist. Med. 18:2617): a time beyond is censored
/// there. The experimental arm can't switch and isn't recensored.
[[nodiscard]] std::span<const ObservationKey> untreated_times(
    const SwitchingData& data, double psi, SwitchingWorkspace& workspace);

/// The trial without switching: times of the control arm as by
/// `untreated_times`, of the experimental arm as observed.
[[nodiscard]] std::span<const ObservationKey> without_switching(
    const SwitchingData& data, double psi, SwitchingWorkspace& workspace);

/// Where psi is looked for. R's rpsftm has the same interval and cells.
struct PsiSearch {
  double lowest = -1.0;
  double highest = 1.0;
  std::size_t cells = 100;  ///< equal; a change of sign is looked for in each
  /// 0: limits are not looked for, nor roots after the first.
  double limit_z = z_of_ci95;
};

/// Rank-preserving structural failure time model. NaN is what there is not.
struct RankPreservingFit {
  static constexpr double none = std::numeric_limits<double>::quiet_NaN();

  /// Of the treated time: exp(psi) days of life without therapy are a day with
  /// it, so that it is negative where therapy prolongs life. NaN: z of U(psi)
  /// has one sign in the whole interval.
  double psi = none;
  /// psi at which that z is -limit_z and limit_z, the smaller first; each NaN
  /// where the interval has none.
  std::array<double, 2> psi_limits{none, none};
  /// Cells of the search in which z changes its sign: 0 without an estimate,
  /// above 1 where it isn't the only root; 1 where others weren't looked for.
  std::size_t sign_changes = 0;
  double z = 0.0;  ///< log-rank as randomized, positive favours experimental:
                   ///< the test, which the model leaves as it is
  /// Cox, Efron's ties, of `without_switching` at psi; as `cox_estimate`.
  double log_hazard_ratio = none;
  /// |log hazard ratio / z|, infinite where z = 0: Wald limits by it exclude 1
  /// just when the test rejects (White et al. 1999); the Cox model's own error
  /// would take psi for known.
  double log_hazard_ratio_se = none;

  [[nodiscard]] bool estimated() const { return sign_changes > 0; }
};

/// psi at which the (stratified) log-rank z of U(psi) between the arms as
/// randomized is 0. z is a step function of psi that rises but for recensoring;
/// the root is where it passes 0, and a limit where it passes `limit_z`. Of
/// several it is one in the cell of the lowest psi, as rpsftm's; which one, if
/// there are more in that cell, is bisection's choice. To 1e-9. z of exactly 0
/// counts as above it, psi that leaves no information as neither.
[[nodiscard]] RankPreservingFit fit_rank_preserving(
    const SwitchingData& data, const PsiSearch& search,
    SwitchingWorkspace& workspace);

}  // namespace rehearse
