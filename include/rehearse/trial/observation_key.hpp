#pragma once

#include <cstdint>

#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// What one participant contributes to an analysis, packed so that sorting the
/// integers sorts the data set by time, then stratum, then arm:
///
///   bits 63..20  time, a tick      (44 bits; ranks of the times in `analyze`)
///   bits 19..2   analysis stratum  (18 bits)
///   bit  1       arm               (1 experimental)
///   bit  0       censored          (0 event, so events come first)
using ObservationKey = std::uint64_t;

inline constexpr unsigned stratum_bits = 18;
inline constexpr unsigned tick_shift = stratum_bits + 2;
inline constexpr std::uint64_t max_strata = 1ULL << stratum_bits;
inline constexpr std::uint64_t max_tick = (1ULL << (64 - tick_shift)) - 1;

[[nodiscard]] constexpr ObservationKey pack(std::uint64_t tick,
                                            std::uint64_t stratum, Role arm,
                                            bool event) {
  return tick << tick_shift | stratum << 2 |
         static_cast<std::uint64_t>(arm) << 1 | (event ? 0U : 1U);
}
[[nodiscard]] constexpr std::uint64_t tick_of(ObservationKey key) {
  return key >> tick_shift;
}
[[nodiscard]] constexpr std::size_t stratum_of(ObservationKey key) {
  return (key >> 2) & (max_strata - 1);
}
[[nodiscard]] constexpr std::size_t arm_of(ObservationKey key) {
  return (key >> 1) & 1U;
}
[[nodiscard]] constexpr bool is_event(ObservationKey key) {
  return (key & 1U) == 0;
}

}  // namespace rehearse
