#pragma once

#include <array>
#include <cstdint>

namespace rehearse {

/// A probability estimated from independent replicates.
struct Proportion {
  double estimate = 0.0;
  double mcse = 0.0;                 ///< sqrt(p (1 - p) / replicates)
  std::array<double, 2> ci95{0, 0};  ///< Clopper & Pearson 1934
};

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

/// A mean over replicates; NaN if there was none.
struct MeanEstimate {
  double mean = 0.0;
  double sd = 0.0;
  double mcse = 0.0;  ///< sd / sqrt(count)
  std::uint64_t count = 0;
};

}  // namespace rehearse
