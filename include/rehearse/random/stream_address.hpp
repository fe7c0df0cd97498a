#pragma once

#include <cstdint>

#include "rehearse/random/philox.hpp"

namespace rehearse {

/// What a random number is for. The numbers are part of the format of results:
/// never change one, add at the end.
enum class Purpose : std::uint16_t {
  allocation = 1,
  stratum = 2,
  site = 3,
  enrolment = 4,
  progression = 5,
  death = 6,
  dropout = 7,
  visit = 8,
  reader = 9,
  rerandomization = 10,
  discontinuation = 11,
  switching = 12,
  site_rates = 13,
  frailty = 14,
  conduct = 15,
  forecast = 16,
};

inline constexpr std::uint64_t max_replicates = 1ULL << 48;

/// A stream of random numbers is an address, not a history: the same
/// (seed, purpose, replicate, item) gives the same numbers whatever else was
/// drawn, by whichever thread.
struct StreamAddress {
  std::uint64_t seed = 0;
  Purpose purpose = Purpose::allocation;
  std::uint64_t replicate = 0;  ///< < max_replicates

  [[nodiscard]] constexpr PhiloxKey key() const {
    return {static_cast<std::uint32_t>(seed),
            static_cast<std::uint32_t>(seed >> 32)};
  }
  /// Words: item (low, high), replicate (low), purpose and replicate (high).
  [[nodiscard]] constexpr PhiloxCounter counter(std::uint64_t item) const {
    return {static_cast<std::uint32_t>(item),
            static_cast<std::uint32_t>(item >> 32),
            static_cast<std::uint32_t>(replicate),
            static_cast<std::uint32_t>(purpose) << 16 |
                static_cast<std::uint32_t>(replicate >> 32)};
  }
};

}  // namespace rehearse
