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

#include "rehearse/random/log_table.hpp"
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

HWY_INLINE DoubleVector as_double(WordVector whole) {  // below 2^63
#if HWY_TARGET == HWY_SCALAR
  return DoubleVector{static_cast<double>(whole.raw)};
#else
  return hn::ConvertTo(Doubles{},
                       hn::BitCast(hn::RebindToSigned<Words>{}, whole));
#endif
}

// uniform_bits times 2^-53: (0, 1].
HWY_INLINE DoubleVector uniform(WordVector bits) {
  return hn::Mul(as_double(bits), hn::Set(Doubles{}, 0x1p-53));
}

// -log(2^-53 bits). Table and polynomial of log_table.hpp; without fused
// multiply-add, so that every machine gives the same bytes.
HWY_INLINE DoubleVector minus_log(WordVector uniform_bits) {
  const Doubles f;
  const Words d;
  const auto bits = hn::BitCast(d, as_double(uniform_bits));
  const auto above = hn::Sub(bits, hn::Set(d, log_table::offset));
  const auto piece = hn::And(hn::ShiftRight<48>(above), hn::Set(d, 15));
#if HWY_TARGET <= HWY_AVX3 && HWY_ARCH_X86
  const auto of = [&](const double* table) HWY_ATTR {
    return DoubleVector{_mm512_permutex2var_pd(_mm512_load_pd(table), piece.raw,
                                               _mm512_load_pd(table + 8))};
  };
#else
  const hn::RebindToSigned<Words> i;
  const auto of = [&](const double* table) HWY_ATTR {
    return hn::GatherIndex(f, table, hn::BitCast(i, piece));
  };
#endif
  // uniform_bits = 2^power m, and 2^-53 of it has the power that counts.
  const auto power = hn::ShiftRight<52>(above);
  const auto m = hn::BitCast(f, hn::Sub(bits, hn::ShiftLeft<52>(power)));
  const auto times = hn::Sub(hn::Set(f, 53.0), as_double(power));
  const auto r = hn::Sub(hn::Mul(m, of(log_table::inverse)), hn::Set(f, 1.0));
  const auto c = [&](std::size_t k) HWY_ATTR {
    return hn::Set(f, log_table::coefficients[k]);
  };
  const auto r2 = hn::Mul(r, r);
  const auto c01 = hn::Add(c(0), hn::Mul(r, c(1)));
  const auto c23 = hn::Add(c(2), hn::Mul(r, c(3)));
  const auto c45 = hn::Add(c(4), hn::Mul(r, c(5)));
  const auto c46 = hn::Add(c45, hn::Mul(r2, c(6)));
  const auto polynomial =
      hn::Add(c01, hn::Mul(r2, hn::Add(c23, hn::Mul(r2, c46))));
  const auto log_m = hn::Add(r, hn::Mul(r2, polynomial));
  const auto whole = hn::Add(hn::Mul(times, hn::Set(f, log_table::log_of_2)),
                             of(log_table::log_inverse));
  return hn::Sub(whole, log_m);
}

}  // namespace rehearse::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
