// Elementary functions for the instruction set that the including file is
// compiled for: without fused multiply-add, so that every machine gives the
// same bytes.
#if defined(REHEARSE_CORE_ELEMENTARY_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef REHEARSE_CORE_ELEMENTARY_INL
#undef REHEARSE_CORE_ELEMENTARY_INL
#else
#define REHEARSE_CORE_ELEMENTARY_INL
#endif

#include <hwy/highway.h>

#include <cstdint>

#include "rehearse/core/log_table.hpp"

HWY_BEFORE_NAMESPACE();
namespace rehearse::HWY_NAMESPACE {

// Of whole numbers below 2^63.
template <class Tag>
HWY_INLINE hwy::HWY_NAMESPACE::Vec<Tag> as_double(
    Tag d,
    hwy::HWY_NAMESPACE::Vec<hwy::HWY_NAMESPACE::Rebind<std::uint64_t, Tag>>
        whole) {
  namespace hn = hwy::HWY_NAMESPACE;
#if HWY_TARGET == HWY_SCALAR
  (void)d;
  return hn::Vec<Tag>{static_cast<double>(whole.raw)};
#else
  return hn::ConvertTo(d, hn::BitCast(hn::Rebind<std::int64_t, Tag>{}, whole));
#endif
}

// -log(2^-power x) of normal x > 0: within 2.5e-16, or twelve units in the last
// place where that is more. Table and polynomial are log_table.hpp's.
template <class Tag>
HWY_INLINE hwy::HWY_NAMESPACE::Vec<Tag> minus_log(
    Tag d, hwy::HWY_NAMESPACE::Vec<Tag> x, double power) {
  namespace hn = hwy::HWY_NAMESPACE;
  const hn::Rebind<std::uint64_t, Tag> w;
  constexpr std::uint64_t bias = std::uint64_t{1024} << 52;
  const auto bits = hn::Add(hn::BitCast(w, x), hn::Set(w, bias));
  const auto above = hn::Sub(bits, hn::Set(w, log_table::offset));
  const auto piece =
      hn::And(hn::ShiftRight<48>(above), hn::Set(w, std::uint64_t{15}));
#if HWY_TARGET <= HWY_AVX3 && HWY_ARCH_X86
  const auto of = [&](const double* table) HWY_ATTR {
    return hn::Vec<Tag>{_mm512_permutex2var_pd(_mm512_load_pd(table), piece.raw,
                                               _mm512_load_pd(table + 8))};
  };
#else
  const hn::Rebind<std::int64_t, Tag> i;
  const auto of = [&](const double* table) HWY_ATTR {
    return hn::GatherIndex(d, table, hn::BitCast(i, piece));
  };
#endif
  const auto exponent = hn::ShiftRight<52>(above);  // 1024 too large
  const auto m = hn::BitCast(d, hn::Sub(bits, hn::ShiftLeft<52>(exponent)));
  // 2^52 + exponent is the exponent in the low bits.
  constexpr double anchor = 4503599627370496.0;
  const auto anchored =
      hn::BitCast(d, hn::Or(exponent, hn::BitCast(w, hn::Set(d, anchor))));
  const auto halvings = hn::Sub(hn::Set(d, anchor + 1024.0 + power), anchored);
  const auto r = hn::Sub(hn::Mul(m, of(log_table::inverse)), hn::Set(d, 1.0));
  const auto c = [&](std::size_t k) HWY_ATTR {
    return hn::Set(d, log_table::coefficients[k]);
  };
  const auto r2 = hn::Mul(r, r);
  const auto c01 = hn::Add(c(0), hn::Mul(r, c(1)));
  const auto c23 = hn::Add(c(2), hn::Mul(r, c(3)));
  const auto c45 = hn::Add(c(4), hn::Mul(r, c(5)));
  const auto c46 = hn::Add(c45, hn::Mul(r2, c(6)));
  const auto polynomial =
      hn::Add(c01, hn::Mul(r2, hn::Add(c23, hn::Mul(r2, c46))));
  const auto log_m = hn::Add(r, hn::Mul(r2, polynomial));
  const auto whole = hn::Add(hn::Mul(halvings, hn::Set(d, log_table::log_of_2)),
                             of(log_table::log_inverse));
  return hn::Sub(whole, log_m);
}

// Of |x| <= 700, within four units in the last place: 2^k e^r with
// |r| <= log(2) / 2, e^r by its series.
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

// e^x - 1 of 0 <= x <= 700: its series where the difference would cancel.
template <class Tag>
HWY_INLINE hwy::HWY_NAMESPACE::Vec<Tag> expm1_of(
    Tag d, hwy::HWY_NAMESPACE::Vec<Tag> x) {
  namespace hn = hwy::HWY_NAMESPACE;
  const auto one = hn::Set(d, 1.0);
  auto sum = one;  // 1 + x/2 (1 + x/3 (1 + ...))
  for (int n = 16; n >= 2; --n)
    sum = hn::Add(one, hn::Mul(hn::Mul(x, hn::Set(d, 1.0 / n)), sum));
  return hn::IfThenElse(hn::Lt(x, hn::Set(d, 0.5)), hn::Mul(x, sum),
                        hn::Sub(exp_of(d, x), one));
}

}  // namespace rehearse::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
