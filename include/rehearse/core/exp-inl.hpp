// e^x for the instruction set that the including file is compiled for.
#if defined(REHEARSE_CORE_EXP_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef REHEARSE_CORE_EXP_INL
#undef REHEARSE_CORE_EXP_INL
#else
#define REHEARSE_CORE_EXP_INL
#endif

#include <hwy/highway.h>

#include <cstdint>

HWY_BEFORE_NAMESPACE();
namespace rehearse::HWY_NAMESPACE {

// Of |x| <= 700, within 2e-16 of it: 2^k e^r with |r| <= log(2) / 2, e^r by its
// series. Without fused multiply-add: the same bytes on every machine.
template <class Tag>
HWY_INLINE hwy::HWY_NAMESPACE::Vec<Tag> exp_of(Tag d,
                                               hwy::HWY_NAMESPACE::Vec<Tag> x) {
  namespace hn = hwy::HWY_NAMESPACE;
  const hn::Rebind<std::uint64_t, Tag> w;
  constexpr double log_2_high = 0x1.62e42fee00000p-1;  // 33 bits
  constexpr double log_2_low = 0x1.a39ef35793c76p-33;
  constexpr double inverse[] = {1.0,         1.0,         2.0,       6.0,
                                24.0,        120.0,       720.0,     5040.0,
                                40320.0,     362880.0,    3628800.0, 39916800.0,
                                479001600.0, 6227020800.0};
  // 1.5 * 2^52: adding it rounds to a whole number in the low bits.
  const auto anchor = hn::Set(d, 6755399441055744.0);
  const auto shifted =
      hn::Add(hn::Mul(x, hn::Set(d, 1.4426950408889634074)), anchor);
  const auto k = hn::Sub(shifted, anchor);
  const auto r = hn::Sub(hn::Sub(x, hn::Mul(k, hn::Set(d, log_2_high))),
                         hn::Mul(k, hn::Set(d, log_2_low)));
  auto sum = hn::Set(d, 1.0 / inverse[13]);
  for (int n = 12; n >= 0; --n)
    sum = hn::Add(hn::Mul(sum, r), hn::Set(d, 1.0 / inverse[n]));
  const auto bits =
      hn::Add(hn::BitCast(w, sum), hn::ShiftLeft<52>(hn::BitCast(w, shifted)));
  return hn::BitCast(d, bits);
}

}  // namespace rehearse::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
