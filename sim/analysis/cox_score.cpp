// Compiled once for each instruction set and chosen at run time (Highway's
// foreach_target).
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "analysis/cox_score.cpp"
#include "rehearse/analysis/cox_score.hpp"

#include <hwy/foreach_target.h>  // must come before highway.h
#include <hwy/highway.h>

#include <array>
#include <cstddef>

HWY_BEFORE_NAMESPACE();
namespace rehearse::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Eight partial sums whatever the width of a vector, so that the result does
// not depend on it.
constexpr std::size_t lanes = 8;
using Doubles = hn::CappedTag<double, lanes>;
using Vector = hn::Vec<Doubles>;
constexpr std::size_t vectors = lanes / hn::MaxLanes(Doubles{});

HWY_INLINE double sum(const std::array<Vector, vectors>& parts) {
  HWY_ALIGN std::array<double, lanes> s;
  for (std::size_t v = 0; v < vectors; ++v)
    hn::Store(parts[v], Doubles{}, s.data() + v * hn::MaxLanes(Doubles{}));
  return ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]));
}

CoxScore cox_score_kernel(const double* HWY_RESTRICT control,
                          const double* HWY_RESTRICT experimental,
                          std::size_t rows, double ratio) {
  const Doubles d;
  const auto r = hn::Set(d, ratio);
  const auto one = hn::Set(d, 1.0);
  std::array<Vector, vectors> expected, information, skewness;
  expected.fill(hn::Zero(d));
  information.fill(hn::Zero(d));
  skewness.fill(hn::Zero(d));
  for (std::size_t row = 0; row < rows; row += lanes) {
    for (std::size_t v = 0; v < vectors; ++v) {
      const std::size_t at = row + v * hn::Lanes(d);
      const auto n0 = hn::LoadU(d, control + at);
      const auto n1 = hn::Mul(hn::LoadU(d, experimental + at), r);
      const auto inverse = hn::Div(one, hn::Add(n1, n0));
      const auto p = hn::Mul(n1, inverse);
      const auto q = hn::Mul(n0, inverse);  // 1 - p, exact near 0
      const auto pq = hn::Mul(p, q);
      expected[v] = hn::Add(expected[v], p);
      information[v] = hn::Add(information[v], pq);
      skewness[v] = hn::Add(skewness[v], hn::Mul(pq, hn::Sub(q, p)));
    }
  }
  return {sum(expected), sum(information), sum(skewness)};
}

}  // namespace rehearse::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "rehearse/core/expect.hpp"

namespace rehearse {
HWY_EXPORT(cox_score_kernel);

CoxScore cox_score(std::span<const double> control,
                   std::span<const double> experimental, double ratio) {
  expect(control.size() == experimental.size() && control.size() % 8 == 0,
         "risk-set rows come in eights");
  return HWY_DYNAMIC_DISPATCH(cox_score_kernel)(
      control.data(), experimental.data(), control.size(), ratio);
}
}  // namespace rehearse
#endif  // HWY_ONCE
