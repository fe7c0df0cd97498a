#pragma once

#include <array>
#include <cstdint>

namespace rehearse {

using PhiloxCounter = std::array<std::uint32_t, 4>;
using PhiloxKey = std::array<std::uint32_t, 2>;

namespace philox {
inline constexpr std::uint32_t multiplier0 = 0xD2511F53;
inline constexpr std::uint32_t multiplier1 = 0xCD9E8D57;
inline constexpr std::uint32_t weyl0 = 0x9E3779B9;  // golden ratio
inline constexpr std::uint32_t weyl1 = 0xBB67AE85;  // sqrt(3) - 1
inline constexpr int rounds = 10;
}  // namespace philox

/// Philox4x32-10: four random words for a counter and a key.
/// Salmon, Moraes, Dror & Shaw (2011), "Parallel random numbers: as easy as
/// 1, 2, 3", SC11, section 3.3.
[[nodiscard]] constexpr PhiloxCounter philox4x32(PhiloxCounter counter,
                                                 PhiloxKey key) {
  for (int round = 0; round < philox::rounds; ++round) {
    const std::uint64_t product0 =
        std::uint64_t{philox::multiplier0} * counter[0];
    const std::uint64_t product1 =
        std::uint64_t{philox::multiplier1} * counter[2];
    counter = {static_cast<std::uint32_t>(product1 >> 32) ^ counter[1] ^ key[0],
               static_cast<std::uint32_t>(product1),
               static_cast<std::uint32_t>(product0 >> 32) ^ counter[3] ^ key[1],
               static_cast<std::uint32_t>(product0)};
    key = {key[0] + philox::weyl0, key[1] + philox::weyl1};
  }
  return counter;
}

}  // namespace rehearse
