#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "rehearse/randomization/allocation_metrics.hpp"
#include "rehearse/randomization/procedure.hpp"

namespace rehearse {

/// Participants among whom imbalance is looked at.
struct AllocationMargin {
  std::string name;
  /// Of each stratum, the share of its participants that belong: each of them
  /// does independently with this probability [1]. Whole trial: 1, 1, …; a site
  /// under lists that all sites share: its share in every stratum.
  std::vector<double> share_of_stratum;
};

/// A trial whose participants are allocated by a list for each stratum.
struct AllocationTrial {
  std::uint32_t participants = 0;
  /// Of each stratum: the probability that a participant is in it,
  /// independently of the others [1]; they sum to 1.
  std::vector<double> stratum_share;
  /// Of each stratum: its list's length. Random allocation and the maximal
  /// procedure begin anew after it; the number of lists is counted at it.
  /// Others may leave it empty, or a length 0: then there is no number.
  std::vector<std::uint32_t> stratum_length;
  /// Of each site: the probability that a participant, of any stratum, is its
  /// [1]; they sum to 1. Empty: there are no sites, or they are strata: then a
  /// site sees its own lists whole.
  std::vector<double> site_share;
  std::vector<AllocationMargin> margins;  ///< the whole trial first
};

/// Metrics of a procedure in a trial, exact wherever a method is at hand; where
/// none is, or its tables would need more than some 50 MB, a distribution is
/// empty and a figure NaN: `simulate_allocation` has them.
///
/// Exact: the final imbalance of a margin in any number of strata for two arms,
/// in one stratum for more; the maximum over time in one stratum's or an
/// unstratified trial's participants; guesses by convergence; the most likely
/// arm for one who sees everybody; certain allocations; the number of lists.
/// With its Monte Carlo error: the most likely arm for one who sees his own
/// site's, which is the mean of an exact filter's probability over simulated
/// lists (so too for one who sees everybody under blocks of several sizes with
/// unequal arms, if the filter has too many states). The site's guesser knows
/// the procedure, the trial's size, and the stratum's and his site's share; of
/// the others he sees neither arms nor number.
///
/// \param ratio: share of each arm, reduced.
/// \throws PreconditionError if the trial's vectors are not of one length.
[[nodiscard]] AllocationMetrics exact_metrics(
    const Procedure& procedure, std::span<const std::uint32_t> ratio,
    const AllocationTrial& trial);

}  // namespace rehearse
