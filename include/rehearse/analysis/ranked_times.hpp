#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace rehearse {

/// Two times are one where they differ by at most this share of the larger:
/// such a difference is rounding's. R's sqrt(.Machine$double.eps).
inline constexpr double tie_tolerance = 0x1p-26;

/// Times of a data set as ranks, that a key may hold them.
struct RankedTimes {
  std::vector<double> distinct;     ///< ascending
  std::vector<std::uint64_t> rank;  ///< of each time, in `distinct`
  std::size_t tied = 0;  ///< distinct times that were taken for the one before
};

/// Times within `tie_tolerance` of the next smaller one are tied with it. R's
/// survival (Therneau 2024, `timefix`) has that tolerance too, but absolutely
/// and in proportion to the mean of all times: there a unit in which times are
/// tiny, or one far time, ties what differs. `times` finite, >= 0.
[[nodiscard]] RankedTimes rank_times(std::span<const double> times);

}  // namespace rehearse
