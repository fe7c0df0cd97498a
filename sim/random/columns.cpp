// Columns of random numbers, compiled once for each instruction set and chosen
// at run time (Highway's foreach_target).
// Where a machine has neither AVX-512, AVX2 nor SSE4, the target is
// HWY_SCALAR: plain C++, one item at a time.
#include "rehearse/random/columns.hpp"

#include <algorithm>
#include <array>
#include <cstring>

// foreach_target.h must come before the other two.
// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "random/columns.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
#include "rehearse/random/draw-inl.hpp"
// clang-format on

#include "rehearse/core/lanes.hpp"

HWY_BEFORE_NAMESPACE();
namespace rehearse::HWY_NAMESPACE {

constexpr std::size_t most_items_at_once = hn::MaxLanes(Words{});
HWY_INLINE std::size_t items_at_once() { return hn::Lanes(Words{}); }

// The words of as many items as a vector has lanes, from `item` on.
HWY_INLINE State words_of_items(const StreamAddress& address,
                                std::uint64_t item) {
  const Words d;
  const PhiloxCounter counter = address.counter(0);
  const auto items = hn::Add(hn::Iota(d, 0), hn::Set(d, item));
  State states[1] = {{items, hn::ShiftRight<32>(items), hn::Set(d, counter[2]),
                      hn::Set(d, counter[3])}};
  philox_rounds(states, address.key());
  return states[0];
}

HWY_INLINE void store_interleaved(DoubleVector even, DoubleVector odd,
                                  double* HWY_RESTRICT out) {
#if HWY_TARGET == HWY_SCALAR
  out[0] = even.raw;
  out[1] = odd.raw;
#else
  hn::StoreInterleaved2(even, odd, Doubles{}, out);
#endif
}

// Four words an item, in order.
HWY_INLINE void store_words(const State& s, std::uint32_t* HWY_RESTRICT out) {
  const Words d;
  const auto low = hn::Set(d, 0xFFFFFFFFULL);
  const auto first = hn::Or(hn::And(s.c0, low), hn::ShiftLeft<32>(s.c1));
  const auto second = hn::Or(hn::And(s.c2, low), hn::ShiftLeft<32>(s.c3));
  HWY_ALIGN std::array<std::uint64_t, 2 * most_items_at_once> pairs;
#if HWY_TARGET == HWY_SCALAR
  pairs = {first.raw, second.raw};
#else
  hn::StoreInterleaved2(first, second, d, pairs.data());
#endif
  std::memcpy(out, pairs.data(), 16 * items_at_once());  // little-endian
}

// `count` numbers, `each` of them an item, by `draw` of a vector of items.
template <std::size_t each, class Number, class Draw>
HWY_INLINE void fill(std::uint64_t item, Number* HWY_RESTRICT out,
                     std::size_t count, const Draw& draw) {
  const std::size_t step = each * items_at_once();
  std::size_t i = 0;
  for (; i + step <= count; i += step, item += items_at_once())
    draw(item, out + i);
  if (i == count) return;
  HWY_ALIGN std::array<Number, each * most_items_at_once> rest;
  draw(item, rest.data());
  std::copy_n(rest.data(), count - i, out + i);
}

// The same of a block: a vector's lanes are replicates, an item two rows.
// Several items at once hide a round's latency: as many as registers hold.
template <class Transform>
HWY_INLINE void fill_block(const StreamAddress& address, std::uint64_t item,
                           double* HWY_RESTRICT out, std::size_t count,
                           const Transform& transform) {
  constexpr std::size_t at_once = HWY_TARGET <= HWY_AVX3 ? 4 : 2;
  const Words d;
  const Doubles f;
  const PhiloxCounter counter = address.counter(0);
  const PhiloxKey key = address.key();
  const std::size_t rows = count / block_lanes;
  for (std::size_t lane = 0; lane < block_lanes; lane += hn::Lanes(d)) {
    const auto replicates =
        hn::Iota(d, static_cast<std::uint64_t>(counter[2] + lane));
    const auto last = hn::Set(d, counter[3]);
    for (std::size_t row = 0; row < rows; row += 2 * at_once) {
      State states[at_once];
      for (std::size_t k = 0; k < at_once; ++k) {
        const std::uint64_t at = item + row / 2 + k;
        states[k] = {hn::Set(d, at & 0xFFFFFFFF), hn::Set(d, at >> 32),
                     replicates, last};
      }
      philox_rounds(states, key);
      double* to = out + row * block_lanes + lane;
      for (std::size_t k = 0; k < at_once; ++k) {
        const State& s = states[k];
        const auto even = transform(uniform_bits(s.c0, s.c1));
        const auto odd = transform(uniform_bits(s.c2, s.c3));
        if (row + 2 * k < rows) hn::StoreU(even, f, to + 2 * k * block_lanes);
        if (row + 2 * k + 1 < rows)
          hn::StoreU(odd, f, to + (2 * k + 1) * block_lanes);
      }
    }
  }
}

template <class Transform>
HWY_INLINE void fill_doubles(const StreamAddress& address, std::uint64_t item,
                             double* HWY_RESTRICT out, std::size_t count,
                             std::size_t lanes, const Transform& transform) {
  if (lanes > 1) return fill_block(address, item, out, count, transform);
  fill<2>(item, out, count, [&](std::uint64_t at, double* to) HWY_ATTR {
    const State s = words_of_items(address, at);
    store_interleaved(transform(uniform_bits(s.c0, s.c1)),
                      transform(uniform_bits(s.c2, s.c3)), to);
  });
}

void fill_uniform_kernel(const StreamAddress& address, std::uint64_t item,
                         double* out, std::size_t count, std::size_t lanes) {
  fill_doubles(address, item, out, count, lanes,
               [](WordVector bits) HWY_ATTR { return uniform(bits); });
}

void fill_exponential_kernel(const StreamAddress& address, std::uint64_t item,
                             double* out, std::size_t count,
                             std::size_t lanes) {
  fill_doubles(address, item, out, count, lanes,
               [](WordVector bits) HWY_ATTR { return exponential(bits); });
}

void fill_words_kernel(const StreamAddress& address, std::uint64_t item,
                       std::uint32_t* out, std::size_t count) {
  fill<4>(item, out, count, [&](std::uint64_t at, std::uint32_t* to) HWY_ATTR {
    store_words(words_of_items(address, at), to);
  });
}

}  // namespace rehearse::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "rehearse/core/expect.hpp"

namespace rehearse {
HWY_EXPORT(fill_uniform_kernel);
HWY_EXPORT(fill_exponential_kernel);
HWY_EXPORT(fill_words_kernel);

namespace {

void expect_block(const StreamAddress& address, std::size_t count,
                  std::size_t lanes) {
  expect(lanes == 1 || (lanes == block_lanes && count % lanes == 0 &&
                        address.replicate % lanes == 0),
         "a block is of rows, and begins at a multiple of its replicates");
}

}  // namespace

void fill_words(const StreamAddress& address, std::uint64_t first_item,
                std::span<std::uint32_t> out) {
  HWY_DYNAMIC_DISPATCH(fill_words_kernel)
  (address, first_item, out.data(), out.size());
}

void fill_uniform(const StreamAddress& address, std::uint64_t first_item,
                  std::span<double> out, std::size_t lanes) {
  expect_block(address, out.size(), lanes);
  HWY_DYNAMIC_DISPATCH(fill_uniform_kernel)
  (address, first_item, out.data(), out.size(), lanes);
}

void fill_exponential(const StreamAddress& address, std::uint64_t first_item,
                      std::span<double> out, std::size_t lanes) {
  expect_block(address, out.size(), lanes);
  HWY_DYNAMIC_DISPATCH(fill_exponential_kernel)
  (address, first_item, out.data(), out.size(), lanes);
}
}  // namespace rehearse
#endif  // HWY_ONCE
