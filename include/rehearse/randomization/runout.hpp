#pragma once

#include <cstdint>
#include <span>

namespace rehearse {

/// Whether lists end before the trial does: a probability, or where that would
/// take seconds to compute, a bound above it.
struct Runout {
  double probability = 0.0;      ///< that any list has too few rows [1]
  bool is_bound = false;         ///< the probability is at most this
  std::uint64_t replicates = 0;  ///< above 0: estimated from so many trials
};

/// The probability that any stratum has more participants than its list has
/// rows once all `participants` have entered, each in stratum s with
/// probability `shares[s]` (multinomial counts).
///
/// Exact: the counts are independent Poisson numbers given their sum (Levin
/// 1981, Ann. Statist. 9:1123), so that with M_s ~ Poisson(N p_s)
///
///     P(all M_s <= rows_s | sum N) = [x^N] prod_s sum_{n <= rows_s}
///         P(M_s = n) x^n / P(Poisson(N) = N).
///
/// Where the sum b of the strata's own probabilities is below 1e-9 it is that
/// sum, which is above the probability by b^2 / 2 at most (multinomial counts
/// are negatively associated: Joag-Dev & Proschan 1983, Ann. Statist. 11:286).
/// \param shares: each >= 0, with sum 1. `rows`: one for each stratum.
[[nodiscard]] Runout runout_of(std::uint32_t participants,
                               std::span<const double> shares,
                               std::span<const std::uint64_t> rows);

/// The least number of rows that a stratum with this share of the
/// `participants` exceeds with at most `probability` (> 0): a quantile of
/// Binomial(participants, share).
[[nodiscard]] std::uint32_t rows_needed(std::uint32_t participants,
                                        double share, double probability);

}  // namespace rehearse
