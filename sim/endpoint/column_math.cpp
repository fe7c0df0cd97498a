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

void expm1_kernel(double* x, std::size_t count) {
  transform(x, count, [](Vector v) HWY_ATTR {
    const Doubles d;
    return expm1_of(d, hn::Min(v, hn::Set(d, top_exponent)));
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
HWY_EXPORT(expm1_kernel);
HWY_EXPORT(uncured_kernel);
HWY_EXPORT(scale_kernel);
HWY_EXPORT(group_kernel);

void power_column(std::span<double> column, double exponent, double scale) {
  HWY_DYNAMIC_DISPATCH(power_kernel)
  (column.data(), column.size(), exponent, scale);
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
