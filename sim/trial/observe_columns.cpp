#include "rehearse/trial/observe_columns.hpp"

#include <algorithm>

#include "rehearse/core/time_grid.hpp"
#include "rehearse/trial/observation_key.hpp"

// foreach_target.h must come before highway.h.
// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "trial/observe_columns.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace rehearse::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Doubles = hn::ScalableTag<double>;
using Words = hn::ScalableTag<std::uint64_t>;
using DoubleVector = hn::Vec<Doubles>;
using WordVector = hn::Vec<Words>;

// As `ticks` of one time.
HWY_INLINE WordVector ticks_of(DoubleVector days) {
  const Words d;
  const auto anchor = hn::Set(Doubles{}, calendar_anchor);
  return hn::Sub(hn::BitCast(d, hn::Add(days, anchor)), hn::BitCast(d, anchor));
}

// As `completed_duration` of one exposure.
HWY_INLINE DoubleVector completed(DoubleVector days) {
  const Doubles f;
  const auto anchor = hn::Set(f, duration_anchor);
  const auto rounded = hn::Sub(hn::Add(days, anchor), anchor);
  const auto less = hn::Sub(rounded, hn::Set(f, duration_step));
  return hn::IfThenElse(hn::Gt(rounded, days), less, rounded);
}

std::size_t observe_kernel(const double* HWY_RESTRICT entry,
                           const double* HWY_RESTRICT event,
                           const double* HWY_RESTRICT dropout,
                           double* HWY_RESTRICT followed,
                           std::uint64_t* HWY_RESTRICT labels,
                           std::uint64_t* HWY_RESTRICT calendar,
                           std::size_t count) {
  const Doubles f;
  const Words d;
  const std::size_t lanes = hn::Lanes(f);
  const auto longest = hn::Set(f, longest_duration);
  const auto end_of_time = hn::Set(f, never);
  std::size_t events = 0;
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    const auto at = hn::LoadU(f, event + i);
    const auto lost = hn::LoadU(f, dropout + i);
    const auto seen = hn::And(hn::Le(at, lost), hn::Lt(at, end_of_time));
    const auto known = hn::RebindMask(d, seen);
    hn::StoreU(hn::Min(hn::Min(at, lost), longest), f, followed + i);
    const auto label = hn::LoadU(d, labels + i);
    hn::StoreU(hn::IfThenElse(known, label, hn::Or(label, hn::Set(d, 1))), d,
               labels + i);
    events += hn::CompressStore(ticks_of(hn::Add(at, hn::LoadU(f, entry + i))),
                                known, d, calendar + events);
  }
  for (; i < count; ++i) {
    const bool seen = event[i] <= dropout[i] && event[i] < never;
    followed[i] = std::min(std::min(event[i], dropout[i]), longest_duration);
    labels[i] |= seen ? 0U : 1U;
    calendar[events] = ticks(entry[i] + event[i]);
    events += seen ? 1U : 0U;
  }
  return events;
}

struct Split {
  std::size_t at_most = 0;                  // values <= pivot
  std::uint64_t below = 0;                  // the largest of them
  std::uint64_t above = ~std::uint64_t{0};  // the smallest of the others
};

HWY_INLINE Split split_at(const std::uint64_t* HWY_RESTRICT values,
                          std::size_t count, std::uint64_t pivot) {
  const hn::ScalableTag<std::int64_t> d;  // ticks are far below 2^63
  const std::size_t lanes = hn::Lanes(d);
  const auto* signed_values = reinterpret_cast<const std::int64_t*>(values);
  const auto limit = hn::Set(d, static_cast<std::int64_t>(pivot));
  auto below = hn::Zero(d);
  auto above = hn::Set(d, hwy::HighestValue<std::int64_t>());
  Split split;
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    const auto v = hn::LoadU(d, signed_values + i);
    const auto over = hn::Gt(v, limit);
    split.at_most += lanes - hn::CountTrue(d, over);
    below = hn::Max(below, hn::IfThenZeroElse(over, v));
    above = hn::IfThenElse(over, hn::Min(above, v), above);
  }
  split.below =
      static_cast<std::uint64_t>(hn::GetLane(hn::MaxOfLanes(d, below)));
  split.above =
      static_cast<std::uint64_t>(hn::GetLane(hn::MinOfLanes(d, above)));
  for (; i < count; ++i) {
    const bool over = values[i] > pivot;
    split.at_most += over ? 0U : 1U;
    if (over)
      split.above = std::min(split.above, values[i]);
    else
      split.below = std::max(split.below, values[i]);
  }
  return split;
}

std::uint64_t nth_smallest_kernel(const std::uint64_t* values,
                                  std::size_t count, std::size_t n) {
  // The answer is in (low, high]: no value is 0, for events take a tick.
  std::uint64_t low = 0;
  std::uint64_t high = split_at(values, count, ~std::uint64_t{0} >> 1).below;
  for (;;) {
    const std::uint64_t middle = low + (high - low) / 2;
    const Split split = split_at(values, count, middle);
    if (split.at_most == n) return split.below;
    if (split.at_most + 1 == n) return split.above;
    (split.at_most < n ? low : high) = middle;
    if (high - low <= 1) return high;  // equal values
  }
}

void cut_kernel(double cut, const double* HWY_RESTRICT entry,
                const double* HWY_RESTRICT followed,
                const std::uint64_t* HWY_RESTRICT labels,
                std::uint64_t* HWY_RESTRICT keys, std::size_t count) {
  const Doubles f;
  const Words d;
  const std::size_t lanes = hn::Lanes(f);
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    const auto exposure =
        completed(hn::Sub(hn::Set(f, cut), hn::LoadU(f, entry + i)));
    const auto time = hn::LoadU(f, followed + i);
    const auto censored = hn::RebindMask(d, hn::Gt(time, exposure));
    const auto label = hn::Or(hn::LoadU(d, labels + i),
                              hn::IfThenElseZero(censored, hn::Set(d, 1)));
    const auto tick = ticks_of(hn::Min(time, exposure));
    hn::StoreU(hn::Or(hn::ShiftLeft<tick_shift>(tick), label), d, keys + i);
  }
  for (; i < count; ++i) {
    const double exposure = completed_duration(cut - entry[i]);
    keys[i] = ticks(std::min(followed[i], exposure)) << tick_shift | labels[i] |
              (followed[i] > exposure ? 1U : 0U);
  }
}

}  // namespace rehearse::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "rehearse/core/expect.hpp"

namespace rehearse {
HWY_EXPORT(observe_kernel);
HWY_EXPORT(nth_smallest_kernel);
HWY_EXPORT(cut_kernel);

std::size_t observe_columns(std::span<const double> entry,
                            std::span<const double> event,
                            std::span<const double> dropout,
                            std::span<double> followed,
                            std::span<std::uint64_t> labels,
                            std::span<std::uint64_t> calendar) {
  expect(calendar.size() >= entry.size() + calendar_padding,
         "the calendar needs its padding");
  return HWY_DYNAMIC_DISPATCH(observe_kernel)(
      entry.data(), event.data(), dropout.data(), followed.data(),
      labels.data(), calendar.data(), entry.size());
}

std::uint64_t nth_smallest(std::span<const std::uint64_t> values,
                           std::size_t n) {
  expect(n > 0 && n <= values.size(), "there is no such value");
  return HWY_DYNAMIC_DISPATCH(nth_smallest_kernel)(values.data(), values.size(),
                                                   n);
}

void cut_columns(double cut, std::span<const double> entry,
                 std::span<const double> followed,
                 std::span<const std::uint64_t> labels,
                 std::span<std::uint64_t> keys) {
  HWY_DYNAMIC_DISPATCH(cut_kernel)
  (cut, entry.data(), followed.data(), labels.data(), keys.data(), keys.size());
}
}  // namespace rehearse
#endif  // HWY_ONCE
