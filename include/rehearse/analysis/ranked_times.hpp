#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace rehearse {

/// Times of a data set as ranks, that a key may hold them.
struct RankedTimes {
  std::vector<double> distinct;     ///< ascending
  std::vector<std::uint64_t> rank;  ///< of each time, in `distinct`
};

/// Times that differ from the next smaller one by at most 2^-26, absolutely or
/// in proportion to the mean of the distinct absolute times, are tied with it,
/// for such a difference is rounding's: the rule and tolerance of R's survival
/// (Therneau 2024, `timefix`). `times` finite.
[[nodiscard]] RankedTimes rank_times(std::span<const double> times);

}  // namespace rehearse
