#pragma once

#include <cstdint>
#include <span>

#include "rehearse/endpoint/block_visits.hpp"
#include "rehearse/trial/block_keys.hpp"

namespace rehearse {

// The keys of a block whose events a reviewer finds. Kernels compiled for each
// instruction set; exact, the same bytes everywhere.

/// When events count that are known so many steps after `entry` [days], and how
/// many there are in each lane.
void observe_known(std::span<const double> entry, std::span<const Step> known,
                   std::span<CalendarStep> calendar,
                   Lanes<std::uint32_t>& events);

/// How many of them count by the lanes' cuts [days].
void count_known(std::span<const double> entry, std::span<const Step> known,
                 const Lanes<double>& cuts, Lanes<std::uint32_t>& events);

/// Outcomes at the lanes' cuts as `cut_block` gives data sets.
struct OutcomeColumns {
  std::span<const Step> time;
  std::span<const std::uint8_t> reason;
  std::span<const std::uint8_t> arm;
};
void pack_outcomes(const OutcomeColumns& outcomes,
                   const Lanes<std::uint32_t>& entered,
                   std::span<BlockKey> data);

}  // namespace rehearse
