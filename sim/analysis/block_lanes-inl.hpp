// Walking through a block's sorted data sets, for the instruction set that the
// including file is being compiled for (Highway's per-target inclusion).
#if defined(REHEARSE_BLOCK_LANES_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef REHEARSE_BLOCK_LANES_INL
#undef REHEARSE_BLOCK_LANES_INL
#else
#define REHEARSE_BLOCK_LANES_INL
#endif

#include <hwy/highway.h>

#include <type_traits>

#include "rehearse/analysis/block_scores.hpp"

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

}  // namespace rehearse::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
