#pragma once

#include <cstdint>
#include <span>

#include "rehearse/random/stream_address.hpp"

namespace rehearse {

/// Fills `out` with random words, four an item: out[i] is word i mod 4 of item
/// `first_item + i / 4`. The same bytes on every instruction set.
void fill_words(const StreamAddress& address, std::uint64_t first_item,
                std::span<std::uint32_t> out);

/// Fills `out` with uniforms in (0, 1], 53 bits each: out[i] is one half of
/// the stream's item `first_item + i / 2` (words 0 and 1 for even i, 2 and 3
/// for odd i, low word first). The same bytes on every instruction set.
void fill_uniform(const StreamAddress& address, std::uint64_t first_item,
                  std::span<double> out);

/// Fills `out` with unit exponentials: -log of what `fill_uniform` gives.
/// The same bytes on AVX2 and AVX-512; within 4 ulp elsewhere.
void fill_exponential(const StreamAddress& address, std::uint64_t first_item,
                      std::span<double> out);

}  // namespace rehearse
