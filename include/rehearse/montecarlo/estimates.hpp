#pragma once

#include <array>
#include <cstdint>

#include "rehearse/core/numbers.hpp"

namespace rehearse {

/// A probability estimated from independent replicates, or the difference of
/// two on the same replicates. NaN throughout if there was no replicate.
struct Proportion {
  double estimate = 0.0;
  double mcse = 0.0;  ///< one standard error: sqrt(p (1 - p) / replicates)
  /// `wilson`, or of a difference `tango`: it has a width also where all
  /// replicates agree and the standard error is 0.
  std::array<double, 2> ci95{0, 0};
};

/// `count` of `total` replicates.
[[nodiscard]] Proportion proportion_of(std::uint64_t count,
                                       std::uint64_t total);

/// P(this) - P(other): so many of `total` replicates did this alone, and so
/// many the other alone. The error is that of the mean of d = -1, 0 or 1.
[[nodiscard]] Proportion paired_difference_of(std::uint64_t only_this,
                                              std::uint64_t only_other,
                                              std::uint64_t total);

/// By which a probability is known: half of `ci95` over 1.96. It is near `mcse`
/// in the middle, and more than 0 at 0 and 1.
[[nodiscard]] double precision_of(const Proportion& p);

/// Replicates among which a share `p` is known to `precision` > 0, in the
/// sense of `precision_of`.
[[nodiscard]] double replicates_for(double p, double precision);

/// Whether so few replicates differ from the others (about ten or fewer) that
/// the interval tells more than the standard error does: it is not symmetric.
[[nodiscard]] bool is_at_boundary(const Proportion& p);

/// Distribution of a statistic over replicates. +inf where it is (an
/// unreached median); NaN throughout if no replicate had it.
struct Distribution {
  double mean = 0.0;
  double sd = 0.0;
  double q05 = 0.0;
  double median = 0.0;
  double q95 = 0.0;
  double mcse = 0.0;  ///< of the mean: sd / sqrt(count)
  std::uint64_t count = 0;
};

/// Of what no replicate had.
inline constexpr Distribution no_distribution{not_a_number,
                                              not_a_number,
                                              not_a_number,
                                              not_a_number,
                                              not_a_number,
                                              not_a_number,
                                              0};

/// A mean over replicates; NaN if there was none.
struct MeanEstimate {
  double mean = 0.0;
  double sd = 0.0;
  double mcse = 0.0;  ///< sd / sqrt(count)
  std::uint64_t count = 0;
};

}  // namespace rehearse
