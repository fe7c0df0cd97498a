// What the columns of random numbers are made of, for the instruction set that
// the including file is being compiled for (Highway's per-target inclusion).
#if defined(REHEARSE_RANDOM_DRAW_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef REHEARSE_RANDOM_DRAW_INL
#undef REHEARSE_RANDOM_DRAW_INL
#else
#define REHEARSE_RANDOM_DRAW_INL
#endif

#include <hwy/highway.h>

#include <array>
#include <cstdint>

#include "rehearse/core/elementary-inl.hpp"
#include "rehearse/random/philox.hpp"

HWY_BEFORE_NAMESPACE();
namespace rehearse::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Doubles = hn::ScalableTag<double>;
using Words = hn::ScalableTag<std::uint64_t>;
using WordVector = hn::Vec<Words>;
using DoubleVector = hn::Vec<Doubles>;

// Four columns of words: lane i is of counter i. Only the low 32 bits of each
// lane mean anything until the rounds are over.
struct State {
  WordVector c0, c1, c2, c3;
};

// The product of the low halves.
HWY_INLINE WordVector multiply_low(WordVector a, WordVector b) {
#if HWY_TARGET == HWY_SCALAR
  return WordVector{(a.raw & 0xFFFFFFFF) * (b.raw & 0xFFFFFFFF)};
#else
  const hn::Repartition<std::uint32_t, Words> half;
  return hn::MulEven(hn::BitCast(half, a), hn::BitCast(half, b));
#endif
}

// Ten rounds of Philox for several states at once, which hide one another's
// latency.
template <std::size_t count>
HWY_INLINE void philox_rounds(State (&states)[count], const PhiloxKey& key) {
  const Words d;
  const auto m0 = hn::Set(d, philox::multiplier0);
  const auto m1 = hn::Set(d, philox::multiplier1);
  for (std::uint32_t round = 0; round < philox::rounds; ++round) {
    const auto k0 = hn::Set(d, std::uint32_t{key[0] + round * philox::weyl0});
    const auto k1 = hn::Set(d, std::uint32_t{key[1] + round * philox::weyl1});
    for (State& s : states) {
      const auto p0 = multiply_low(s.c0, m0);
      const auto p1 = multiply_low(s.c2, m1);
      s = {hn::Xor3(hn::ShiftRight<32>(p1), s.c1, k0), p1,
           hn::Xor3(hn::ShiftRight<32>(p0), s.c3, k1), p0};
    }
  }
}

// The top 53 bits of low + 2^32 high, plus one: 1 to 2^53.
HWY_INLINE WordVector uniform_bits(WordVector low, WordVector high) {
  const Words d;
  const auto word =
      hn::Or(hn::ShiftLeft<32>(high), hn::And(low, hn::Set(d, 0xFFFFFFFFULL)));
  return hn::Add(hn::ShiftRight<11>(word), hn::Set(d, 1));
}

// uniform_bits times 2^-53: (0, 1].
HWY_INLINE DoubleVector uniform(WordVector bits) {
  const Doubles f;
  return hn::Mul(as_double(f, bits), hn::Set(f, 0x1p-53));
}

// A unit exponential: -log of the uniform.
HWY_INLINE DoubleVector exponential(WordVector uniform_bits) {
  const Doubles f;
  return minus_log(f, as_double(f, uniform_bits), 53.0);
}

}  // namespace rehearse::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
