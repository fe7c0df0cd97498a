#include "rehearse/analysis/block_scores.hpp"

// foreach_target.h must come before the others.
// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "analysis/block_scores.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
#include "analysis/block_lanes-inl.hpp"
#include "rehearse/core/elementary-inl.hpp"
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace rehearse::HWY_NAMESPACE {

template <bool stratified>
HWY_INLINE void log_rank_rows(const BlockRows& rows, std::size_t lane,
                              const double* HWY_RESTRICT inverse,
                              const BlockRiskRows& at_risk,
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
  float* control_row = at_risk.control.data() + rows.keys.size() + lane;
  float* experimental_row =
      at_risk.experimental.data() + rows.keys.size() + lane;
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
    control_row -= block_lanes;
    experimental_row -= block_lanes;
    const auto n0 = hn::Sub(risk.all, risk.experimental);
    const auto one = hn::Set(f, 1.0F);  // where there is no event
    hn::Store(hn::IfThenElse(hn::Gt(event, hn::Zero(f)), n0, one), f,
              control_row);
    hn::Store(n1, f, experimental_row);
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
                     const BlockRiskRows& risk, BlockScores& scores) {
  by_strata(rows, [&](auto strata) HWY_ATTR {
    for (std::size_t lane = 0; lane < block_lanes; lane += hn::Lanes(Floats{}))
      log_rank_rows<decltype(strata)::value>(rows, lane, inverse, risk, scores);
  });
}

// Sums of p, p q and p q (q - p).
template <class Vector>
struct CoxSums {
  Vector expected, information, skewness;

  HWY_INLINE void add(Vector n0, Vector n1, Vector ratio, Vector one) {
    const auto weighted = hn::Mul(n1, ratio);
    const auto inverse = hn::Div(one, hn::Add(n0, weighted));
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

// A lane's rows in their order, whatever the vector's width.
void cox_kernel(const BlockRiskRows& risk, const double* HWY_RESTRICT beta,
                BlockCoxScore& score) {
  const Floats f;
  const Doubles d;
  const auto one = hn::Set(d, 1.0);
  for (std::size_t lane = 0; lane < block_lanes; lane += hn::Lanes(f)) {
    CoxSums<DoubleVector> sums[halves];
    DoubleVector ratio[halves];
    for (std::size_t h = 0; h < halves; ++h) {
      sums[h] = {hn::Zero(d), hn::Zero(d), hn::Zero(d)};
      ratio[h] = exp_of(d, hn::Load(d, beta + lane + h * hn::Lanes(d)));
    }
    for (std::size_t i = risk.control.size() - block_lanes + lane;;
         i -= block_lanes) {
      const auto n0 = hn::Load(f, risk.control.data() + i);
      const auto n1 = hn::Load(f, risk.experimental.data() + i);
      each_half([&](auto half) HWY_ATTR {
        constexpr std::size_t h = decltype(half)::value;
        sums[h].add(to_double<h>(n0), to_double<h>(n1), ratio[h], one);
      });
      if (i < block_lanes) break;
    }
    for (std::size_t h = 0; h < halves; ++h)
      store_sums(sums[h], lane + h * hn::Lanes(d), score);
  }
}

void rough_cox_kernel(const BlockRiskRows& risk,
                      const float* HWY_RESTRICT ratios, BlockCoxScore& score) {
  const Floats f;
  const auto one = hn::Set(f, 1.0F);
  for (std::size_t lane = 0; lane < block_lanes; lane += hn::Lanes(f)) {
    CoxSums<FloatVector> sums{hn::Zero(f), hn::Zero(f), hn::Zero(f)};
    const auto ratio = hn::Load(f, ratios + lane);
    for (std::size_t i = risk.control.size() - block_lanes + lane;;
         i -= block_lanes) {
      sums.add(hn::Load(f, risk.control.data() + i),
               hn::Load(f, risk.experimental.data() + i), ratio, one);
      if (i < block_lanes) break;
    }
    each_half([&](auto half) HWY_ATTR {
      constexpr std::size_t h = decltype(half)::value;
      store_sums({to_double<h>(sums.expected), to_double<h>(sums.information),
                  to_double<h>(sums.skewness)},
                 lane + h * hn::Lanes(Doubles{}), score);
    });
  }
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
                     const BlockRiskRows& risk, BlockScores& scores) {
  HWY_DYNAMIC_DISPATCH(log_rank_kernel)(rows, inverse.data(), risk, scores);
}

void cox_scores(const BlockRiskRows& risk,
                const Lanes<double>& log_hazard_ratio, BlockCoxScore& score) {
  HWY_DYNAMIC_DISPATCH(cox_kernel)(risk, log_hazard_ratio.of, score);
}

void cox_scores_roughly(const BlockRiskRows& risk,
                        const Lanes<double>& log_hazard_ratio,
                        BlockCoxScore& score) {
  Lanes<double> ratios;
  exp_lanes(log_hazard_ratio, ratios);
  Lanes<float> single;
  for (std::size_t l = 0; l < block_lanes; ++l)
    single[l] = static_cast<float>(ratios[l]);
  HWY_DYNAMIC_DISPATCH(rough_cox_kernel)(risk, single.of, score);
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
