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
/// for odd i, low word first). The same bytes on every instruction set. With
/// `block_lanes` lanes `out` has as many numbers a row, for this replicate
/// and those that follow: out[i lanes + l] is number i of replicate + l. The
/// replicate is a multiple of the lanes.
void fill_uniform(const StreamAddress& address, std::uint64_t first_item,
                  std::span<double> out, std::size_t lanes = 1);

/// Fills `out` with unit exponentials: -log of what `fill_uniform` gives,
/// within 2.5e-16 or 2.5e-15 of it, whichever is more. The same bytes on every
/// instruction set.
void fill_exponential(const StreamAddress& address, std::uint64_t first_item,
                      std::span<double> out, std::size_t lanes = 1);

}  // namespace rehearse
