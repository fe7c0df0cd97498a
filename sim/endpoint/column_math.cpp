#include "rehearse/endpoint/column_math.hpp"

#include <cstddef>

// foreach_target.h must come before the other two.
// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "endpoint/column_math.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
#include "rehearse/core/elementary-inl.hpp"
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace rehearse::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Doubles = hn::ScalableTag<double>;
using Vector = hn::Vec<Doubles>;

constexpr double smallest = 1e-300;  // instead of 0 before a logarithm
constexpr double largest = 1e300;    // instead of what overflows
constexpr double top_exponent = 700.0;

template <class Transform>
HWY_INLINE void transform(double* HWY_RESTRICT x, std::size_t count,
                          const Transform& f) {
  const Doubles d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes)
    hn::StoreU(f(hn::LoadU(d, x + i)), d, x + i);
  if (i == count) return;
  HWY_ALIGN double rest[hn::MaxLanes(Doubles{})] = {};
  for (std::size_t k = i; k < count; ++k) rest[k - i] = x[k];
  hn::Store(f(hn::Load(d, rest)), d, rest);
  for (std::size_t k = i; k < count; ++k) x[k] = rest[k - i];
}

void power_kernel(double* x, std::size_t count, double exponent, double scale) {
  transform(x, count, [=](Vector v) HWY_ATTR {
    const Doubles d;
    const auto logarithm =
        hn::Neg(minus_log(d, hn::Max(v, hn::Set(d, smallest)), 0.0));
    const auto power = hn::Min(hn::Mul(logarithm, hn::Set(d, exponent)),
                               hn::Set(d, top_exponent));
    // Below e^-700 the power is nothing on any grid of times.
    const auto safe = hn::Max(power, hn::Set(d, -top_exponent));
    return hn::Mul(hn::Set(d, scale), exp_of(d, safe));
  });
}

void exponential_kernel(double* x, std::size_t count, double factor,
                        double scale) {
  transform(x, count, [=](Vector v) HWY_ATTR {
    const Doubles d;
    const auto power = hn::Min(
        hn::Max(hn::Mul(v, hn::Set(d, factor)), hn::Set(d, -top_exponent)),
        hn::Set(d, top_exponent));
    return hn::Mul(hn::Set(d, scale), exp_of(d, power));
  });
}

void expm1_kernel(double* x, std::size_t count) {
  transform(x, count, [](Vector v) HWY_ATTR {
    const Doubles d;
    return expm1_of(d, hn::Min(v, hn::Set(d, top_exponent)));
  });
}

// Coefficients of AS 241, from the constant on: numerator and denominator.
struct Rational {
  double above[8];
  double below[8];
};
constexpr Rational middle{{3.3871328727963666080e0, 1.3314166789178437745e+2,
                           1.9715909503065514427e+3, 1.3731693765509461125e+4,
                           4.5921953931549871457e+4, 6.7265770927008700853e+4,
                           3.3430575583588128105e+4, 2.5090809287301226727e+3},
                          {1.0, 4.2313330701600911252e+1,
                           6.8718700749205790830e+2, 5.3941960214247511077e+3,
                           2.1213794301586595867e+4, 3.9307895800092710610e+4,
                           2.8729085735721942674e+4, 5.2264952788528545610e+3}};
constexpr Rational tail{{1.42343711074968357734e0, 4.63033784615654529590e0,
                         5.76949722146069140550e0, 3.64784832476320460504e0,
                         1.27045825245236838258e0, 2.41780725177450611770e-1,
                         2.27238449892691845833e-2, 7.74545014278341407640e-4},
                        {1.0, 2.05319162663775882187e0,
                         1.67638483018380384940e0, 6.89767334985100004550e-1,
                         1.48103976427480074590e-1, 1.51986665636164571966e-2,
                         5.47593808499534494600e-4, 1.05075007164441684324e-9}};
constexpr Rational far_tail{
    {6.65790464350110377720e0, 5.46378491116411436990e0,
     1.78482653991729133580e0, 2.96560571828504891230e-1,
     2.65321895265761230930e-2, 1.24266094738807843860e-3,
     2.71155556874348757815e-5, 2.01033439929228813265e-7},
    {1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1,
     1.48753612908506148525e-2, 7.86869131145613259100e-4,
     1.84631831751005468180e-5, 1.42151175831644588870e-7,
     2.04426310338993978564e-15}};

HWY_INLINE Vector polynomial(const double (&c)[8], Vector x) {
  const Doubles d;
  auto sum = hn::Set(d, c[7]);
  for (int i = 6; i >= 0; --i) sum = hn::Add(hn::Mul(sum, x), hn::Set(d, c[i]));
  return sum;
}
HWY_INLINE Vector ratio(const Rational& r, Vector x) {
  return hn::Div(polynomial(r.above, x), polynomial(r.below, x));
}

// z with P(Z > z) = e^-h, h above 700: z^2 = 2h - log(2 pi) - log z^2 + 2
// log(1 - 1/z^2 + 3/z^4 - ...), by iteration.
HWY_INLINE Vector beyond_tails(Vector h) {
  const Doubles d;
  constexpr double log_two_pi = 1.8378770664093454836;
  const auto one = hn::Set(d, 1.0);
  const auto first = hn::Sub(hn::Add(h, h), hn::Set(d, log_two_pi));
  auto square = first;
  for (int i = 0; i < 6; ++i) {
    const auto w = hn::Div(one, square);
    const auto series = hn::Sub(
        one,
        hn::Mul(w, hn::Sub(one,
                           hn::Mul(w, hn::Sub(hn::Set(d, 3.0),
                                              hn::Mul(w, hn::Set(d, 15.0)))))));
    const auto correction = minus_log(d, series, 0.0);
    square = hn::Sub(hn::Add(first, minus_log(d, square, 0.0)),
                     hn::Add(correction, correction));
  }
  return hn::Sqrt(square);
}

// Each tail by the square root of minus the logarithm of its probability, which
// is the cumulative hazard itself in the upper one.
void normal_kernel(double* x, std::size_t count) {
  transform(x, count, [](Vector v) HWY_ATTR {
    const Doubles d;
    const auto bounded =
        hn::Min(hn::Max(v, hn::Set(d, smallest)), hn::Set(d, top_exponent));
    const auto odds = expm1_of(d, bounded);
    const auto lower = hn::Div(odds, hn::Add(odds, hn::Set(d, 1.0)));
    const auto q = hn::Sub(lower, hn::Set(d, 0.5));
    const auto centre =
        hn::Mul(q, ratio(middle, hn::Sub(hn::Set(d, 0.180625), hn::Mul(q, q))));
    const auto is_upper = hn::Gt(q, hn::Zero(d));
    const auto r =
        hn::Sqrt(hn::IfThenElse(is_upper, bounded, minus_log(d, lower, 0.0)));
    const auto outer = hn::IfThenElse(
        hn::Le(r, hn::Set(d, 5.0)), ratio(tail, hn::Sub(r, hn::Set(d, 1.6))),
        ratio(far_tail, hn::Sub(r, hn::Set(d, 5.0))));
    const auto z =
        hn::IfThenElse(hn::Le(hn::Abs(q), hn::Set(d, 0.425)), centre,
                       hn::IfThenElse(is_upper, outer, hn::Neg(outer)));
    const auto beyond = hn::Max(v, hn::Set(d, top_exponent));
    return hn::IfThenElse(hn::Gt(v, hn::Set(d, top_exponent)),
                          beyond_tails(hn::Min(beyond, hn::Set(d, largest))),
                          z);
  });
}

void uncured_kernel(double* x, std::size_t count, double cured) {
  transform(x, count, [=](Vector v) HWY_ATTR {
    const Doubles d;
    const auto bounded = hn::Min(v, hn::Set(d, top_exponent));
    const auto survival = exp_of(d, hn::Neg(bounded));
    const auto uncured = hn::Mul(hn::Sub(survival, hn::Set(d, cured)),
                                 hn::Set(d, 1.0 / (1.0 - cured)));
    const auto hazard = minus_log(
        d, hn::Min(hn::Max(uncured, hn::Set(d, smallest)), hn::Set(d, 1.0)),
        0.0);
    return hn::IfThenElse(hn::Gt(uncured, hn::Zero(d)), hazard,
                          hn::Set(d, largest));
  });
}

void scale_kernel(double* x, std::size_t count, double factor) {
  transform(x, count, [=](Vector v) HWY_ATTR {
    return hn::Mul(v, hn::Set(Doubles{}, factor));
  });
}

void group_kernel(double* HWY_RESTRICT x,
                  const std::uint32_t* HWY_RESTRICT cells,
                  const std::uint8_t* HWY_RESTRICT arms,
                  const double* HWY_RESTRICT factors, bool one_cell,
                  double factor, std::size_t count) {
  const Doubles d;
  const hn::Rebind<std::int32_t, Doubles> whole;
  const hn::Rebind<std::int64_t, Doubles> index;
  const auto factor_of = [&](std::size_t i) HWY_ATTR {
    const auto arm = hn::PromoteTo(
        whole, hn::LoadU(hn::Rebind<std::uint8_t, Doubles>{}, arms + i));
    if (one_cell)
      return hn::IfThenElse(hn::Gt(hn::PromoteTo(d, arm), hn::Zero(d)),
                            hn::Set(d, factors[1]), hn::Set(d, factors[0]));
    const auto cell = hn::BitCast(
        whole, hn::LoadU(hn::Rebind<std::uint32_t, Doubles>{}, cells + i));
    return hn::GatherIndex(
        d, factors, hn::PromoteTo(index, hn::Add(hn::ShiftLeft<1>(cell), arm)));
  };
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes)
    hn::StoreU(
        hn::Mul(hn::Mul(hn::LoadU(d, x + i), factor_of(i)), hn::Set(d, factor)),
        d, x + i);
  for (; i < count; ++i) x[i] = x[i] * factors[2 * cells[i] + arms[i]] * factor;
}

}  // namespace rehearse::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace rehearse {
HWY_EXPORT(power_kernel);
HWY_EXPORT(exponential_kernel);
HWY_EXPORT(expm1_kernel);
HWY_EXPORT(normal_kernel);
HWY_EXPORT(uncured_kernel);
HWY_EXPORT(scale_kernel);
HWY_EXPORT(group_kernel);

void power_column(std::span<double> column, double exponent, double scale) {
  HWY_DYNAMIC_DISPATCH(power_kernel)
  (column.data(), column.size(), exponent, scale);
}

void exponential_column(std::span<double> column, double factor, double scale) {
  HWY_DYNAMIC_DISPATCH(exponential_kernel)
  (column.data(), column.size(), factor, scale);
}

void normal_column(std::span<double> column) {
  HWY_DYNAMIC_DISPATCH(normal_kernel)(column.data(), column.size());
}

void expm1_column(std::span<double> column) {
  HWY_DYNAMIC_DISPATCH(expm1_kernel)(column.data(), column.size());
}

void uncured_hazard_column(std::span<double> column, double cured) {
  HWY_DYNAMIC_DISPATCH(uncured_kernel)(column.data(), column.size(), cured);
}

void scale_column(std::span<double> column, double factor) {
  HWY_DYNAMIC_DISPATCH(scale_kernel)(column.data(), column.size(), factor);
}

void scale_by_group(std::span<double> column,
                    std::span<const std::uint32_t> cells,
                    std::span<const std::uint8_t> arms,
                    std::span<const double> factors, std::size_t arm_count,
                    double factor) {
  if (arm_count != 2) {
    for (std::size_t i = 0; i < column.size(); ++i)
      column[i] = column[i] * factors[arm_count * cells[i] + arms[i]] * factor;
    return;
  }
  HWY_DYNAMIC_DISPATCH(group_kernel)
  (column.data(), cells.data(), arms.data(), factors.data(),
   factors.size() == 2, factor, column.size());
}
}  // namespace rehearse
#endif  // HWY_ONCE
