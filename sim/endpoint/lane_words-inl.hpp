// Random words of a block, one replicate in each 32-bit lane: a vector of them
// is two vectors of Philox states. For the instruction set that the including
// file is being compiled for (Highway's per-target inclusion).
#if defined(REHEARSE_LANE_WORDS_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef REHEARSE_LANE_WORDS_INL
#undef REHEARSE_LANE_WORDS_INL
#else
#define REHEARSE_LANE_WORDS_INL
#endif

#include <hwy/highway.h>

#include "rehearse/core/lanes.hpp"
#include "rehearse/random/draw-inl.hpp"
#include "rehearse/random/stream_address.hpp"

HWY_BEFORE_NAMESPACE();
namespace rehearse::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Ints = hn::CappedTag<std::int32_t, block_lanes>;
using IntVector = hn::Vec<Ints>;
using IntMask = hn::Mask<Ints>;

constexpr std::int32_t lowest = -2147483647 - 1;

#if HWY_TARGET == HWY_SCALAR
constexpr std::size_t halves = 1;
HWY_INLINE IntVector joined(WordVector even, WordVector) {
  return IntVector{static_cast<std::int32_t>(even.raw)};
}
HWY_INLINE IntVector joined_high(WordVector even, WordVector) {
  return IntVector{static_cast<std::int32_t>(even.raw >> 32)};
}
HWY_INLINE WordVector half_of(IntVector v, std::size_t) {
  return WordVector{static_cast<std::uint32_t>(v.raw)};
}
#else
constexpr std::size_t halves = 2;
// The even replicates' low words and the odd ones': neighbours, so that the
// two become a vector by a shift.
HWY_INLINE IntVector joined(WordVector even, WordVector odd) {
  const Words d;
  return hn::BitCast(Ints{}, hn::Or(hn::And(even, hn::Set(d, 0xFFFFFFFFULL)),
                                    hn::ShiftLeft<32>(odd)));
}
HWY_INLINE IntVector joined_high(WordVector even, WordVector odd) {
  const Words d;
  return hn::BitCast(Ints{},
                     hn::Or(hn::ShiftRight<32>(even),
                            hn::AndNot(hn::Set(d, 0xFFFFFFFFULL), odd)));
}
HWY_INLINE WordVector half_of(IntVector v, std::size_t half) {
  const Words d;
  const auto both = hn::BitCast(d, v);
  return half == 0 ? hn::And(both, hn::Set(d, 0xFFFFFFFFULL))
                   : hn::ShiftRight<32>(both);
}
#endif

struct Replicates {
  WordVector low[halves];
  WordVector last;
  PhiloxKey key;
};

HWY_INLINE Replicates replicates_of(const StreamAddress& address,
                                    std::size_t lane) {
  const Words d;
  const PhiloxCounter counter = address.counter(0);
  Replicates r;
  r.last = hn::Set(d, counter[3]);
  r.key = address.key();
  const auto each = hn::Mul(hn::Iota(d, 0), hn::Set(d, halves));
  for (std::size_t h = 0; h < halves; ++h)
    r.low[h] = hn::Add(each, hn::Set(d, std::uint64_t{counter[2]} + lane + h));
  return r;
}

// Items `item` and on, `halves` states of each.
template <std::size_t items>
HWY_INLINE void words_of(const Replicates& r, std::uint64_t item,
                         State (&states)[items * halves]) {
  const Words d;
  for (std::size_t k = 0; k < items; ++k)
    for (std::size_t h = 0; h < halves; ++h)
      states[k * halves + h] = {hn::Set(d, (item + k) & 0xFFFFFFFF),
                                hn::Set(d, (item + k) >> 32), r.low[h], r.last};
  philox_rounds(states, r.key);
}

// As signed numbers that are ordered as the words are.
HWY_INLINE IntVector ordered(IntVector words) {
  return hn::Xor(words, hn::Set(Ints{}, lowest));
}

}  // namespace rehearse::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
