#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace rehearse {

// Kernels of `Observations` over the participants' columns, compiled for each
// instruction set. All times are on the grid, so they are exact: the same
// bytes everywhere.

/// Room that `observe_columns` needs beyond the last event's tick.
inline constexpr std::size_t calendar_padding = 16;

/// Columns of one length. `followed` is the earlier of event and dropout
/// [days], below `never`; `labels` gets its lowest bit set where that is no
/// event; `calendar` gets the ticks of the events, in the rows' order.
/// Returns how many these are.
std::size_t observe_columns(std::span<const double> entry,
                            std::span<const double> event,
                            std::span<const double> dropout,
                            std::span<double> followed,
                            std::span<std::uint64_t> labels,
                            std::span<std::uint64_t> calendar);

/// The `n`-th smallest of `values`, n in [1, size]: by halving the range of
/// values and counting, which takes a few passes and sorts nothing.
[[nodiscard]] std::uint64_t nth_smallest(std::span<const std::uint64_t> values,
                                         std::size_t n);

/// The keys of a data set cut at `cut`: each row's time is the earlier of
/// `followed` and the exposure's whole steps; censored where the exposure ends
/// it.
void cut_columns(double cut, std::span<const double> entry,
                 std::span<const double> followed,
                 std::span<const std::uint64_t> labels,
                 std::span<std::uint64_t> keys);

}  // namespace rehearse
