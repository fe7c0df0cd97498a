#pragma once

#include <cstdint>
#include <span>

#include "rehearse/endpoint/block_visits.hpp"
#include "rehearse/trial/block_keys.hpp"

namespace rehearse {

// The keys of a block whose events a reviewer finds. Kernels compiled for each
// instruction set; exact, the same bytes everywhere.

/// When each participant's event is known, of those who aren't left out.
struct KnownColumns {
  std::span<const double> entry;       ///< [days]
  std::span<const Step> known;         ///< since entry, or `never_step`
  std::span<const std::uint8_t> role;  ///< as in `BlockColumns`
};

/// When events count, and how many there are in each lane.
void observe_known(const KnownColumns& columns,
                   std::span<CalendarStep> calendar,
                   Lanes<std::uint32_t>& events);

/// How many of them count by the lanes' cuts [days].
void count_known(const KnownColumns& columns, const Lanes<double>& cuts,
                 Lanes<std::uint32_t>& events);

/// Outcomes at the lanes' cuts as `cut_block` gives data sets.
struct OutcomeColumns {
  std::span<const Step> time;
  std::span<const std::uint8_t> reason;
  std::span<const std::uint8_t> role;  ///< as in `BlockColumns`
};
void pack_outcomes(const OutcomeColumns& outcomes,
                   const Lanes<std::uint32_t>& entered,
                   std::span<BlockKey> data);

}  // namespace rehearse
