#include "rehearse/analysis/block_ties.hpp"

// foreach_target.h must come before the others.
// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "analysis/block_ties.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
#include "analysis/block_lanes-inl.hpp"
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace rehearse::HWY_NAMESPACE {

// Whether two neighbours are of one time and stratum.
HWY_INLINE hn::Mask<Floats> apart(KeyVector a, KeyVector b) {
  return hn::RebindMask(Floats{},
                        hn::Ne(hn::ShiftRight<block_time_shift>(hn::Xor(a, b)),
                               hn::Zero(Keys{})));
}

// Backwards: at a time's first row everybody with it has been counted, those at
// risk and those with an event. What other rows hold is not asked for.
template <bool stratified>
HWY_INLINE void gather_rows(const BlockRows& rows, std::size_t lane,
                            BlockTieColumns& columns, BlockTieScores& scores) {
  const Floats f;
  auto events = hn::Zero(f);
  auto experimental_events = hn::Zero(f);
  auto sums = std::array{hn::Zero(f), hn::Zero(f), hn::Zero(f)};
  std::size_t i = rows.keys.size() + lane;
  walk_back<stratified>(rows, lane, [&](auto& risk, KeyVector key) HWY_ATTR {
    const auto fresh = apart(key, risk.before);
    const auto event = risk.add(key);
    const auto in = hn::RebindMask(f, risk.arm(key));
    const auto of_experimental = hn::IfThenElseZero(in, event);
    events = hn::Add(hn::IfThenZeroElse(fresh, events), event);
    experimental_events = hn::Add(
        hn::IfThenZeroElse(fresh, experimental_events), of_experimental);
    i -= block_lanes;
    hn::Store(risk.all, f, columns.all.data() + i);
    hn::Store(risk.experimental, f, columns.experimental.data() + i);
    hn::Store(events, f, columns.events.data() + i);
    hn::Store(experimental_events, f, columns.experimental_events.data() + i);
    sums[0] = hn::Add(sums[0], hn::Sub(event, of_experimental));
    sums[1] = hn::Add(sums[1], of_experimental);
    sums[2] = hn::Add(sums[2], hn::IfThenElseZero(in, hn::Set(f, 1.0F)));
  });
  hn::Store(sums[0], f, scores.events[0].of + lane);
  hn::Store(sums[1], f, scores.events[1].of + lane);
  hn::Store(sums[2], f, scores.experimental.of + lane);
}

// Events d of n at risk, n1 of them experimental, at a time; where d is 0
// nothing is added.
struct TieSums {
  DoubleVector expected[halves], variance[halves], p2[halves];
  FloatVector p3;

  HWY_INLINE void add(FloatVector events, FloatVector all, FloatVector n1) {
    const Doubles d;
    const auto one = hn::Set(d, 1.0);
    const auto rough = hn::Div(n1, all);
    p3 = hn::Add(p3, hn::Mul(hn::Mul(hn::Mul(events, rough), rough), rough));
    each_half([&](auto half) HWY_ATTR {
      constexpr std::size_t h = decltype(half)::value;
      const auto dead = to_double<h>(events);
      const auto n = to_double<h>(all);
      const auto share = hn::Div(to_double<h>(n1), n);
      const auto e = hn::Mul(dead, share);
      const auto v = hn::Mul(e, hn::Sub(one, share));
      const auto several =
          hn::Div(hn::Mul(v, hn::Sub(n, dead)), hn::Sub(n, one));
      expected[h] = hn::Add(expected[h], e);
      variance[h] =
          hn::Add(variance[h], hn::IfThenElse(hn::Gt(dead, one), several, v));
      p2[h] = hn::Add(p2[h], hn::Mul(e, share));
    });
  }
};

// Forwards: a time's numbers are taken at its first row and kept for the rest.
HWY_INLINE void spread_rows(const BlockRows& rows, std::size_t lane,
                            FloatVector out, const BlockTieColumns& columns,
                            const BlockRiskRows& risk, TieSums& sums) {
  const Floats f;
  const Keys k;
  const auto one = hn::Set(f, 1.0F);
  auto before = hn::Set(k, ~BlockKey{0});
  FloatVector n0 = one, n1 = hn::Zero(f), d0 = n1, d1 = n1, d = n1, place = n1;
  for (std::size_t i = lane; i < rows.keys.size(); i += block_lanes) {
    const auto key = hn::Load(k, rows.keys.data() + i);
    const auto fresh = apart(key, before);
    const auto all = hn::Load(f, columns.all.data() + i);
    const auto experimental = hn::Load(f, columns.experimental.data() + i);
    const auto events = hn::Load(f, columns.events.data() + i);
    sums.add(hn::IfThenElseZero(fresh, events), all, experimental);
    d = hn::IfThenElse(fresh, events, d);
    d1 = hn::IfThenElse(
        fresh, hn::Load(f, columns.experimental_events.data() + i), d1);
    d0 = hn::Sub(d, d1);
    n1 = hn::IfThenElse(fresh, experimental, n1);
    n0 = hn::IfThenElse(fresh, hn::Sub(all, experimental), n0);
    place = hn::IfThenZeroElse(fresh, place);
    const auto event =
        hn::RebindMask(f, hn::Eq(hn::And(key, hn::Set(k, 1)), hn::Zero(k)));
    const auto control = hn::Sub(hn::Mul(n0, d), hn::Mul(place, d0));
    const auto other = hn::Sub(hn::Mul(n1, d), hn::Mul(place, d1));
    hn::Store(hn::IfThenElse(event, control, one), f, risk.control.data() + i);
    hn::Store(hn::IfThenElseZero(event, other), f,
              risk.experimental.data() + i);
    place = hn::Add(place, hn::IfThenElseZero(event, out));
    before = key;
  }
}

void tied_kernel(const BlockRows& rows, bool efron, BlockTieColumns& columns,
                 const BlockRiskRows& risk, BlockTieScores& scores) {
  const Floats f;
  const Doubles d;
  const auto out = hn::Set(f, efron ? 1.0F : 0.0F);
  for (std::size_t lane = 0; lane < block_lanes; lane += hn::Lanes(f)) {
    by_strata(rows, [&](auto strata) HWY_ATTR {
      gather_rows<decltype(strata)::value>(rows, lane, columns, scores);
    });
    TieSums sums;
    for (std::size_t h = 0; h < halves; ++h)
      sums.expected[h] = sums.variance[h] = sums.p2[h] = hn::Zero(d);
    sums.p3 = hn::Zero(f);
    spread_rows(rows, lane, out, columns, risk, sums);
    for (std::size_t h = 0; h < halves; ++h) {
      const std::size_t at = lane + h * hn::Lanes(d);
      hn::Store(sums.expected[h], d, scores.expected.of + at);
      hn::Store(sums.variance[h], d, scores.variance.of + at);
      hn::Store(sums.p2[h], d, scores.p2.of + at);
    }
    hn::Store(sums.p3, f, scores.p3.of + lane);
  }
}

}  // namespace rehearse::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace rehearse {
HWY_EXPORT(tied_kernel);

void tied_scores(const BlockRows& rows, bool efron, BlockTieColumns& columns,
                 const BlockRiskRows& risk, BlockTieScores& scores) {
  HWY_DYNAMIC_DISPATCH(tied_kernel)(rows, efron, columns, risk, scores);
}
}  // namespace rehearse
#endif  // HWY_ONCE
