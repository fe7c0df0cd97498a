#include "rehearse/analysis/block_scores.hpp"

#include <type_traits>

// foreach_target.h must come before the other two.
// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "analysis/block_scores.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
#include "rehearse/core/elementary-inl.hpp"
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace rehearse::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Keys = hn::CappedTag<std::uint32_t, block_lanes>;
using Counts = hn::CappedTag<std::int32_t, block_lanes>;
using Floats = hn::CappedTag<float, block_lanes>;
using Doubles = hn::CappedTag<double, block_lanes>;
using KeyVector = hn::Vec<Keys>;
using FloatVector = hn::Vec<Floats>;
using DoubleVector = hn::Vec<Doubles>;

// A vector of floats is two of doubles; one where lanes are all there is.
constexpr std::size_t halves = hn::MaxLanes(Floats{}) / hn::MaxLanes(Doubles{});
template <std::size_t half>
HWY_INLINE DoubleVector to_double(FloatVector v) {
#if HWY_TARGET == HWY_SCALAR
  return hn::PromoteTo(Doubles{}, v);
#else
  const hn::Half<Floats> h;
  if constexpr (half == 0) return hn::PromoteTo(Doubles{}, hn::LowerHalf(h, v));
  return hn::PromoteTo(Doubles{}, hn::UpperHalf(h, v));
#endif
}

// Calls `f` with each half's number as a type.
template <class F>
HWY_INLINE void each_half(const F& f) {
  f(std::integral_constant<std::size_t, 0>{});
  if constexpr (halves > 1) f(std::integral_constant<std::size_t, 1>{});
}

// Who is at risk, walking backwards from the last time: whole numbers, exact
// as floats. With one stratum the rows are all at risk from here on.
template <bool stratified>
struct AtRisk {
  unsigned shift;
  KeyVector before = hn::Set(Keys{}, ~BlockKey{0});
  FloatVector all = hn::Zero(Floats{});
  FloatVector experimental = hn::Zero(Floats{});

  // The row's key, who comes at risk with it, and whether it is an event: 1.
  HWY_INLINE FloatVector add(KeyVector key) {
    const Floats f;
    const Keys k;
    const auto one = hn::Set(f, 1.0F);
    if constexpr (stratified) {
      const auto other =
          hn::RebindMask(f, hn::Ne(hn::ShiftRightSame(hn::Xor(key, before),
                                                      static_cast<int>(shift)),
                                   hn::Zero(k)));
      all = hn::IfThenZeroElse(other, all);
      experimental = hn::IfThenZeroElse(other, experimental);
    }
    all = hn::Add(all, one);
    experimental = hn::Add(
        experimental, hn::IfThenElseZero(hn::RebindMask(f, arm(key)), one));
    before = key;
    return hn::IfThenZeroElse(
        hn::RebindMask(f, hn::TestBit(key, hn::Set(k, 1))), one);
  }
  static HWY_INLINE hn::Mask<Keys> arm(KeyVector key) {
    return hn::TestBit(key, hn::Set(Keys{}, 2));
  }
};

// From the last row of a vector's lanes back to the first: `visit(risk, key)`
// before the row is at risk.
template <bool stratified, class Visit>
HWY_INLINE void walk_back(const BlockRows& rows, std::size_t lane,
                          const Visit& visit) {
  AtRisk<stratified> risk{rows.stratum_shift};
  for (std::size_t i = rows.keys.size() - block_lanes + lane;;
       i -= block_lanes) {
    visit(risk, hn::Load(Keys{}, rows.keys.data() + i));
    if (i < block_lanes) return;
  }
}

// Calls `f` with whether there are several strata, as a type.
template <class F>
HWY_INLINE void by_strata(const BlockRows& rows, const F& f) {
  if (rows.stratum_shift < 32)
    f(std::true_type{});
  else
    f(std::false_type{});
}

template <bool stratified>
HWY_INLINE void log_rank_rows(const BlockRows& rows, std::size_t lane,
                              const double* HWY_RESTRICT inverse,
                              BlockScores& scores) {
  const Keys k;
  const Floats f;
  const Doubles d;
  DoubleVector p1[halves], p2[halves];
  for (std::size_t h = 0; h < halves; ++h) p1[h] = p2[h] = hn::Zero(d);
  auto p3 = hn::Zero(f);
  auto events = hn::Zero(f);
  auto experimental_events = hn::Zero(f);
  auto experimental = hn::Zero(f);
  auto apart = hn::Set(k, ~BlockKey{0});
  std::size_t n = 0;
  walk_back<stratified>(rows, lane, [&](auto& risk, KeyVector key) HWY_ATTR {
    const auto both = hn::And(hn::And(key, risk.before), hn::Set(k, 1));
    const auto differ =
        hn::ShiftRight<1>(hn::AndNot(hn::Set(k, 2), hn::Xor(key, risk.before)));
    apart = hn::Min(apart, hn::Or(both, differ));
    const auto event = risk.add(key);
    const auto in = hn::RebindMask(f, risk.arm(key));
    events = hn::Add(events, event);
    experimental_events =
        hn::Add(experimental_events, hn::IfThenElseZero(in, event));
    experimental =
        hn::Add(experimental, hn::IfThenElseZero(in, hn::Set(f, 1.0F)));
    const auto n1 = hn::Mul(event, risk.experimental);
    ++n;
    const auto rough =
        stratified ? hn::Div(n1, risk.all)
                   : hn::Mul(n1, hn::Set(f, static_cast<float>(inverse[n])));
    p3 = hn::Add(p3, hn::Mul(hn::Mul(rough, rough), rough));
    each_half([&](auto half) HWY_ATTR {
      constexpr std::size_t h = decltype(half)::value;
      const auto in_double = to_double<h>(n1);
      const auto p = stratified ? hn::Div(in_double, to_double<h>(risk.all))
                                : hn::Mul(in_double, hn::Set(d, inverse[n]));
      p1[h] = hn::Add(p1[h], p);
      p2[h] = hn::Add(p2[h], hn::Mul(p, p));
    });
  });
  for (std::size_t h = 0; h < halves; ++h) {
    hn::Store(p1[h], d, scores.p1.of + lane + h * hn::Lanes(d));
    hn::Store(p2[h], d, scores.p2.of + lane + h * hn::Lanes(d));
  }
  hn::Store(p3, f, scores.p3.of + lane);
  hn::Store(hn::Sub(events, experimental_events), f,
            scores.events[0].of + lane);
  hn::Store(experimental_events, f, scores.events[1].of + lane);
  hn::Store(experimental, f, scores.experimental.of + lane);
  hn::Store(apart, k, scores.tied.of + lane);
}

void log_rank_kernel(const BlockRows& rows, const double* inverse,
                     BlockScores& scores) {
  by_strata(rows, [&](auto strata) HWY_ATTR {
    for (std::size_t lane = 0; lane < block_lanes; lane += hn::Lanes(Floats{}))
      log_rank_rows<decltype(strata)::value>(rows, lane, inverse, scores);
  });
}

// Sums of p, p q and p q (q - p).
template <class Vector>
struct CoxSums {
  Vector expected, information, skewness;

  HWY_INLINE void add(Vector n0, Vector n1, Vector ratio, Vector event) {
    const auto weighted = hn::Mul(n1, ratio);
    const auto inverse = hn::Div(event, hn::Add(n0, weighted));  // or 0
    const auto p = hn::Mul(weighted, inverse);
    const auto q = hn::Mul(n0, inverse);
    const auto pq = hn::Mul(p, q);
    expected = hn::Add(expected, p);
    information = hn::Add(information, pq);
    skewness = hn::Add(skewness, hn::Mul(pq, hn::Sub(q, p)));
  }
};

HWY_INLINE void store_sums(const CoxSums<DoubleVector>& sums, std::size_t lane,
                           BlockCoxScore& score) {
  const Doubles d;
  hn::Store(sums.expected, d, score.expected.of + lane);
  hn::Store(sums.information, d, score.information.of + lane);
  hn::Store(sums.skewness, d, score.skewness.of + lane);
}

template <bool stratified>
HWY_INLINE void cox_rows(const BlockRows& rows, std::size_t lane,
                         const double* HWY_RESTRICT beta,
                         BlockCoxScore& score) {
  const Doubles d;
  CoxSums<DoubleVector> sums[halves];
  DoubleVector ratio[halves];
  for (std::size_t h = 0; h < halves; ++h) {
    sums[h] = {hn::Zero(d), hn::Zero(d), hn::Zero(d)};
    ratio[h] = exp_of(d, hn::Load(d, beta + lane + h * hn::Lanes(d)));
  }
  walk_back<stratified>(rows, lane, [&](auto& risk, KeyVector key) HWY_ATTR {
    const auto event = risk.add(key);
    const auto n0 = hn::Sub(risk.all, risk.experimental);
    each_half([&](auto half) HWY_ATTR {
      constexpr std::size_t h = decltype(half)::value;
      sums[h].add(to_double<h>(n0), to_double<h>(risk.experimental), ratio[h],
                  to_double<h>(event));
    });
  });
  for (std::size_t h = 0; h < halves; ++h)
    store_sums(sums[h], lane + h * hn::Lanes(d), score);
}

void cox_kernel(const BlockRows& rows, const double* beta,
                BlockCoxScore& score) {
  by_strata(rows, [&](auto strata) HWY_ATTR {
    for (std::size_t lane = 0; lane < block_lanes; lane += hn::Lanes(Floats{}))
      cox_rows<decltype(strata)::value>(rows, lane, beta, score);
  });
}

template <bool stratified>
HWY_INLINE void rough_cox_rows(const BlockRows& rows, std::size_t lane,
                               const float* HWY_RESTRICT ratios,
                               BlockCoxScore& score) {
  const Floats f;
  CoxSums<FloatVector> sums{hn::Zero(f), hn::Zero(f), hn::Zero(f)};
  const auto ratio = hn::Load(f, ratios + lane);
  walk_back<stratified>(rows, lane, [&](auto& risk, KeyVector key) HWY_ATTR {
    const auto event = risk.add(key);
    sums.add(hn::Sub(risk.all, risk.experimental), risk.experimental, ratio,
             event);
  });
  each_half([&](auto half) HWY_ATTR {
    constexpr std::size_t h = decltype(half)::value;
    store_sums({to_double<h>(sums.expected), to_double<h>(sums.information),
                to_double<h>(sums.skewness)},
               lane + h * hn::Lanes(Doubles{}), score);
  });
}

void rough_cox_kernel(const BlockRows& rows, const float* ratios,
                      BlockCoxScore& score) {
  by_strata(rows, [&](auto strata) HWY_ATTR {
    for (std::size_t lane = 0; lane < block_lanes; lane += hn::Lanes(Floats{}))
      rough_cox_rows<decltype(strata)::value>(rows, lane, ratios, score);
  });
}

// One arm's curve, in single precision.
struct Curve {
  FloatVector at_risk;
  FloatVector survival = hn::Set(Floats{}, 1.0F);
  hn::Vec<Counts> above = hn::Zero(Counts{});
  hn::Vec<Counts> perhaps = hn::Zero(Counts{});

  HWY_INLINE void leave(hn::Mask<Floats> mine, FloatVector factor,
                        FloatVector high, FloatVector low) {
    const Floats f;
    const Counts c;
    survival = hn::IfThenElse(mine, hn::Mul(survival, factor), survival);
    at_risk = hn::Sub(at_risk, hn::IfThenElseZero(mine, hn::Set(f, 1.0F)));
    above = hn::Sub(
        above, hn::VecFromMask(c, hn::RebindMask(c, hn::Gt(survival, high))));
    perhaps = hn::Sub(
        perhaps, hn::VecFromMask(c, hn::RebindMask(c, hn::Gt(survival, low))));
  }
};

void median_kernel(const BlockKey* HWY_RESTRICT keys, std::size_t count,
                   const float* HWY_RESTRICT experimental,
                   BlockMedians& medians) {
  const Keys k;
  const Floats f;
  const Counts c;
  const auto rows = static_cast<float>(count / block_lanes);
  // Twice the rows' roundings, of half of 2^-23 each, at 1/2.
  const float error = rows * 0x1p-23F;
  const auto one = hn::Set(f, 1.0F);
  const auto high = hn::Set(f, 0.5F + error);
  const auto low = hn::Set(f, 0.5F - error);
  for (std::size_t lane = 0; lane < block_lanes; lane += hn::Lanes(f)) {
    const auto n1 = hn::Load(f, experimental + lane);
    Curve control{hn::Sub(hn::Set(f, rows), n1)};
    Curve other{n1};
    for (std::size_t i = lane; i < count; i += block_lanes) {
      const auto key = hn::Load(k, keys + i);
      const auto mine = hn::RebindMask(f, hn::TestBit(key, hn::Set(k, 2)));
      const auto censored = hn::RebindMask(f, hn::TestBit(key, hn::Set(k, 1)));
      const auto n = hn::IfThenElse(mine, other.at_risk, control.at_risk);
      const auto factor =
          hn::IfThenElse(censored, one, hn::Div(hn::Sub(n, one), n));
      control.leave(hn::Not(mine), factor, high, low);
      other.leave(mine, factor, high, low);
      if (i / block_lanes % 16 == 15 &&
          hn::AllTrue(f,
                      hn::Lt(hn::Max(control.survival, other.survival), low)))
        break;
    }
    hn::Store(control.above, c, medians.above[0].of + lane);
    hn::Store(other.above, c, medians.above[1].of + lane);
    hn::Store(control.perhaps, c, medians.perhaps[0].of + lane);
    hn::Store(other.perhaps, c, medians.perhaps[1].of + lane);
  }
}

void exp_kernel(const double* HWY_RESTRICT x, double* HWY_RESTRICT out) {
  const Doubles d;
  for (std::size_t lane = 0; lane < block_lanes; lane += hn::Lanes(d))
    hn::Store(exp_of(d, hn::Load(d, x + lane)), d, out + lane);
}

}  // namespace rehearse::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace rehearse {
HWY_EXPORT(log_rank_kernel);
HWY_EXPORT(cox_kernel);
HWY_EXPORT(rough_cox_kernel);
HWY_EXPORT(median_kernel);
HWY_EXPORT(exp_kernel);

void log_rank_scores(const BlockRows& rows, std::span<const double> inverse,
                     BlockScores& scores) {
  HWY_DYNAMIC_DISPATCH(log_rank_kernel)(rows, inverse.data(), scores);
}

void cox_scores(const BlockRows& rows, const Lanes<double>& log_hazard_ratio,
                BlockCoxScore& score) {
  HWY_DYNAMIC_DISPATCH(cox_kernel)(rows, log_hazard_ratio.of, score);
}

void cox_scores_roughly(const BlockRows& rows,
                        const Lanes<double>& log_hazard_ratio,
                        BlockCoxScore& score) {
  Lanes<double> ratios;
  exp_lanes(log_hazard_ratio, ratios);
  Lanes<float> single;
  for (std::size_t l = 0; l < block_lanes; ++l)
    single[l] = static_cast<float>(ratios[l]);
  HWY_DYNAMIC_DISPATCH(rough_cox_kernel)(rows, single.of, score);
}

void median_rows(std::span<const BlockKey> by_time,
                 const Lanes<float>& experimental, BlockMedians& medians) {
  HWY_DYNAMIC_DISPATCH(median_kernel)
  (by_time.data(), by_time.size(), experimental.of, medians);
}

void exp_lanes(const Lanes<double>& x, Lanes<double>& out) {
  HWY_DYNAMIC_DISPATCH(exp_kernel)(x.of, out.of);
}
}  // namespace rehearse
#endif  // HWY_ONCE
