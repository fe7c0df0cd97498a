#include "rehearse/trial/enrolment_columns.hpp"

#include <algorithm>

#include "rehearse/core/lanes.hpp"
#include "rehearse/core/time_grid.hpp"

// foreach_target.h must come before highway.h.
// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "trial/enrolment_columns.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace rehearse::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Doubles = hn::ScalableTag<double>;
using Vector = hn::Vec<Doubles>;

void cumulate_kernel(double* HWY_RESTRICT column, std::size_t count) {
  const Doubles d;
  for (std::size_t lane = 0; lane < block_lanes; lane += hn::Lanes(d)) {
    auto sum = hn::Zero(d);
    for (std::size_t i = lane; i < count; i += block_lanes) {
      sum = hn::Add(sum, hn::Load(d, column + i));
      hn::Store(sum, d, column + i);
    }
  }
}

// In which segment a cumulative rate is spent, chosen lane by lane.
struct SegmentOf {
  Vector start, rate, slope, cumulative;
};

HWY_INLINE SegmentOf segment_of(const RateSegment* HWY_RESTRICT segments,
                                std::size_t count, Vector spent) {
  const Doubles d;
  const RateSegment& first = segments[0];
  SegmentOf of{hn::Set(d, first.start), hn::Set(d, first.rate),
               hn::Set(d, first.slope), hn::Set(d, first.cumulative)};
  for (std::size_t s = 1; s < count; ++s) {
    const auto here = hn::Gt(spent, hn::Set(d, segments[s].cumulative));
    const auto take = [&](double value, Vector& in) HWY_ATTR {
      in = hn::IfThenElse(here, hn::Set(d, value), in);
    };
    take(segments[s].start, of.start);
    take(segments[s].rate, of.rate);
    take(segments[s].slope, of.slope);
    take(segments[s].cumulative, of.cumulative);
  }
  return of;
}

// Root of rate x + slope x^2 / 2 = y, in a form that is exact for slope 0.
HWY_INLINE Vector time_in(const SegmentOf& of, Vector spent) {
  const Doubles d;
  const auto two = hn::Set(d, 2.0);
  const auto y = hn::Max(hn::Sub(spent, of.cumulative), hn::Zero(d));
  const auto root = hn::Sqrt(
      hn::Add(hn::Mul(of.rate, of.rate), hn::Mul(hn::Mul(two, of.slope), y)));
  const auto below = hn::Add(of.rate, root);
  const auto after = hn::IfThenElse(
      hn::Gt(below, hn::Zero(d)), hn::Div(hn::Mul(two, y), below), hn::Zero(d));
  return hn::Add(of.start, after);
}

HWY_INLINE Vector on_the_grid(Vector days) {  // as `on_grid`, from 0
  const Doubles d;
  const auto anchor = hn::Set(d, calendar_anchor);
  const auto capped = hn::Min(hn::Max(days, hn::Zero(d)), hn::Set(d, never));
  return hn::Sub(hn::Add(capped, anchor), anchor);
}

void spend_kernel(const RateSegment* HWY_RESTRICT segments,
                  std::size_t segment_count, const double* HWY_RESTRICT spent,
                  const double* HWY_RESTRICT factors, double* HWY_RESTRICT days,
                  std::size_t count) {
  const Doubles d;
  const bool constant = segment_count == 1 && segments[0].slope == 0.0;
  const auto pace = hn::Set(d, constant ? 1.0 / segments[0].rate : 0.0);
  const std::size_t lanes = hn::Lanes(d);
  const auto time_of = [&](Vector y) HWY_ATTR {
    if (constant) return on_the_grid(hn::Mul(y, pace));
    return on_the_grid(time_in(segment_of(segments, segment_count, y), y));
  };
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes)
    hn::StoreU(time_of(hn::Mul(hn::LoadU(d, spent + i),
                               hn::Load(d, factors + i % block_lanes))),
               d, days + i);
  if (i == count) return;
  HWY_ALIGN double rest[hn::MaxLanes(Doubles{})] = {};
  std::copy(spent + i, spent + count, rest);
  hn::Store(time_of(hn::Mul(hn::Load(d, rest),
                            hn::Load(d, factors + i % block_lanes))),
            d, rest);
  std::copy(rest, rest + (count - i), days + i);
}

}  // namespace rehearse::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "rehearse/core/expect.hpp"

namespace rehearse {
HWY_EXPORT(cumulate_kernel);
HWY_EXPORT(spend_kernel);

void cumulate(std::span<double> column, std::size_t lanes) {
  if (lanes == block_lanes) {
    HWY_DYNAMIC_DISPATCH(cumulate_kernel)(column.data(), column.size());
  } else {
    double sum = 0.0;
    for (double& value : column) value = sum += value;
  }
}

void spend_rates(std::span<const RateSegment> segments,
                 std::span<const double> spent, const Lanes<double>& factors,
                 std::span<double> days) {
  expect(!segments.empty(), "a rate has a segment");
  HWY_DYNAMIC_DISPATCH(spend_kernel)
  (segments.data(), segments.size(), spent.data(), factors.of, days.data(),
   days.size());
}
}  // namespace rehearse
#endif  // HWY_ONCE
