// Columns of random numbers, compiled once for each instruction set and chosen
// at run time (Highway's foreach_target).
// Where a machine has neither AVX-512, AVX2 nor SSE4, the target is
// HWY_SCALAR: plain C++, one item at a time.
#include "rehearse/random/columns.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

// foreach_target.h must come before the other two.
// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "random/columns.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
#include <hwy/contrib/math/math-inl.h>
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace rehearse::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

#if HWY_TARGET == HWY_SCALAR

HWY_INLINE double uniform(std::uint32_t low, std::uint32_t high) {
  const std::uint64_t word = std::uint64_t{high} << 32 | low;
  return static_cast<double>((word >> 11) + 1) * 0x1p-53;
}
using DoubleVector = double;
HWY_INLINE double minus_log(double u) { return -std::log(u); }
HWY_INLINE std::size_t items_at_once() { return 1; }
constexpr std::size_t most_items_at_once = 1;

struct Source {
  explicit Source(const StreamAddress& of) : address(of) {}
  HWY_INLINE PhiloxCounter words(std::uint64_t item) const {
    return philox4x32(address.counter(item), address.key());
  }
  StreamAddress address;
};

template <class Transform>
HWY_INLINE void draw(const Source& source, std::uint64_t item,
                     double* HWY_RESTRICT out, const Transform& transform) {
  const PhiloxCounter words = source.words(item);
  out[0] = transform(uniform(words[0], words[1]));
  out[1] = transform(uniform(words[2], words[3]));
}

HWY_INLINE void draw_words(const Source& source, std::uint64_t item,
                           std::uint32_t* HWY_RESTRICT out) {
  const PhiloxCounter words = source.words(item);
  std::copy(words.begin(), words.end(), out);
}

#else

using Doubles = hn::ScalableTag<double>;
using Words = hn::ScalableTag<std::uint64_t>;
using HalfWords = hn::Repartition<std::uint32_t, Words>;
using WordVector = hn::Vec<Words>;
using DoubleVector = hn::Vec<Doubles>;

// Four columns of words: lane i is of counter i. Only the low 32 bits of each
// lane mean anything until the rounds are over.
struct State {
  WordVector c0, c1, c2, c3;
};

HWY_INLINE WordVector multiply_low(WordVector a, WordVector b) {
  const HalfWords half;
  return hn::MulEven(hn::BitCast(half, a), hn::BitCast(half, b));
}

// The key of each round, in every lane.
struct RoundKeys {
  explicit RoundKeys(const PhiloxKey& key) {
    const Words d;
    for (std::uint32_t round = 0; round < philox::rounds; ++round) {
      k0[round] = hn::Set(d, key[0] + round * philox::weyl0);
      k1[round] = hn::Set(d, key[1] + round * philox::weyl1);
    }
  }
  std::array<WordVector, philox::rounds> k0;
  std::array<WordVector, philox::rounds> k1;
};

HWY_INLINE State philox_rounds(State s, const RoundKeys& keys) {
  const Words d;
  const auto m0 = hn::Set(d, philox::multiplier0);
  const auto m1 = hn::Set(d, philox::multiplier1);
  for (std::size_t round = 0; round < philox::rounds; ++round) {
    const auto p0 = multiply_low(s.c0, m0);
    const auto p1 = multiply_low(s.c2, m1);
    s = {hn::Xor3(hn::ShiftRight<32>(p1), s.c1, keys.k0[round]), p1,
         hn::Xor3(hn::ShiftRight<32>(p0), s.c3, keys.k1[round]), p0};
  }
  return s;
}

// The words of as many items as a vector has lanes, from `item` on.
class Source {
 public:
  explicit Source(const StreamAddress& address)
      : keys_(address.key()),
        c2_(hn::Set(Words{}, address.counter(0)[2])),
        c3_(hn::Set(Words{}, address.counter(0)[3])) {}
  HWY_INLINE State words(std::uint64_t item) const {
    const Words d;
    const auto items = hn::Add(hn::Iota(d, 0), hn::Set(d, item));
    return philox_rounds({items, hn::ShiftRight<32>(items), c2_, c3_}, keys_);
  }

 private:
  RoundKeys keys_;
  WordVector c2_, c3_;
};

// The top 53 bits of low + 2^32 high, plus one, times 2^-53: (0, 1]. Each part
// is put into a mantissa by hand: both sums are exact.
HWY_INLINE DoubleVector uniform(WordVector low, WordVector high) {
  const Words d;
  const Doubles f;
  const auto low21 =
      hn::ShiftRight<11>(hn::And(low, hn::Set(d, 0xFFFFFFFFULL)));
  const auto high32 = hn::And(high, hn::Set(d, 0xFFFFFFFFULL));
  const auto anchor_low = hn::Set(f, 4503599627370496.0);               // 2^52
  const auto anchor_high = hn::Set(f, 4503599627370496.0 * 2097152.0);  // 2^73
  const auto small = hn::Sub(
      hn::BitCast(f, hn::Or(low21, hn::BitCast(d, anchor_low))), anchor_low);
  const auto large = hn::Sub(
      hn::BitCast(f, hn::Or(high32, hn::BitCast(d, anchor_high))), anchor_high);
  const auto scale = hn::Set(f, 1.0 / 9007199254740992.0);  // 2^-53
  return hn::Mul(hn::Add(large, hn::Add(small, hn::Set(f, 1.0))), scale);
}

HWY_INLINE DoubleVector minus_log(DoubleVector u) {
  return hn::Neg(hn::Log(Doubles{}, u));
}
HWY_INLINE std::size_t items_at_once() { return hn::Lanes(Words{}); }
constexpr std::size_t most_items_at_once = hn::MaxLanes(Words{});

// Two vectors of draws: of items `item`, `item` + 1, … in order.
template <class Transform>
HWY_INLINE void draw(const Source& source, std::uint64_t item,
                     double* HWY_RESTRICT out, const Transform& transform) {
  const State s = source.words(item);
  hn::StoreInterleaved2(transform(uniform(s.c0, s.c1)),
                        transform(uniform(s.c2, s.c3)), Doubles{}, out);
}

// Four words an item, in order.
HWY_INLINE void draw_words(const Source& source, std::uint64_t item,
                           std::uint32_t* HWY_RESTRICT out) {
  const Words d;
  const State s = source.words(item);
  const auto low = hn::Set(d, 0xFFFFFFFFULL);
  HWY_ALIGN std::array<std::uint64_t, 2 * most_items_at_once> pairs;
  hn::StoreInterleaved2(hn::Or(hn::And(s.c0, low), hn::ShiftLeft<32>(s.c1)),
                        hn::Or(hn::And(s.c2, low), hn::ShiftLeft<32>(s.c3)), d,
                        pairs.data());
  std::memcpy(out, pairs.data(), 16 * items_at_once());  // little-endian
}

#endif

// `count` numbers, `each` of them an item, by `draw` of a vector of items.
template <std::size_t each, class Number, class Draw>
HWY_INLINE void fill(std::uint64_t item, Number* HWY_RESTRICT out,
                     std::size_t count, const Draw& draw_items) {
  const std::size_t step = each * items_at_once();
  std::size_t i = 0;
  for (; i + step <= count; i += step, item += items_at_once())
    draw_items(item, out + i);
  if (i == count) return;
  HWY_ALIGN std::array<Number, each * most_items_at_once> rest;
  draw_items(item, rest.data());
  std::copy_n(rest.data(), count - i, out + i);
}

void fill_uniform_kernel(const StreamAddress& address, std::uint64_t item,
                         double* out, std::size_t count) {
  const Source source{address};
  fill<2>(item, out, count, [&](std::uint64_t at, double* to) HWY_ATTR {
    draw(source, at, to, [](DoubleVector u) HWY_ATTR { return u; });
  });
}

void fill_exponential_kernel(const StreamAddress& address, std::uint64_t item,
                             double* out, std::size_t count) {
  const Source source{address};
  fill<2>(item, out, count, [&](std::uint64_t at, double* to) HWY_ATTR {
    draw(source, at, to, [](DoubleVector u) HWY_ATTR { return minus_log(u); });
  });
}

void fill_words_kernel(const StreamAddress& address, std::uint64_t item,
                       std::uint32_t* out, std::size_t count) {
  const Source source{address};
  fill<4>(item, out, count, [&](std::uint64_t at, std::uint32_t* to) HWY_ATTR {
    draw_words(source, at, to);
  });
}

}  // namespace rehearse::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace rehearse {
HWY_EXPORT(fill_uniform_kernel);
HWY_EXPORT(fill_exponential_kernel);
HWY_EXPORT(fill_words_kernel);

void fill_words(const StreamAddress& address, std::uint64_t first_item,
                std::span<std::uint32_t> out) {
  HWY_DYNAMIC_DISPATCH(fill_words_kernel)
  (address, first_item, out.data(), out.size());
}

void fill_uniform(const StreamAddress& address, std::uint64_t first_item,
                  std::span<double> out) {
  HWY_DYNAMIC_DISPATCH(fill_uniform_kernel)
  (address, first_item, out.data(), out.size());
}

void fill_exponential(const StreamAddress& address, std::uint64_t first_item,
                      std::span<double> out) {
  HWY_DYNAMIC_DISPATCH(fill_exponential_kernel)
  (address, first_item, out.data(), out.size());
}
}  // namespace rehearse
#endif  // HWY_ONCE
