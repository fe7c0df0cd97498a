#include "rehearse/trial/block_keys.hpp"

#include <algorithm>

#include "rehearse/core/time_grid.hpp"

// foreach_target.h must come before highway.h.
// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "trial/block_keys.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace rehearse::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Doubles and what of 32 bits goes beside them: half of a vector.
using Doubles = hn::CappedTag<double, block_lanes>;
using Vector = hn::Vec<Doubles>;
using HalfKeys = hn::Rebind<std::uint32_t, Doubles>;
using HalfSteps = hn::Rebind<std::int32_t, Doubles>;
using HalfRoles = hn::Rebind<std::uint8_t, Doubles>;
using Keys = hn::CappedTag<std::uint32_t, block_lanes>;
using Steps = hn::CappedTag<std::int32_t, block_lanes>;

constexpr double steps_per_day = 1.0 / duration_step;

void observe_kernel(const BlockColumns& columns, BlockKey* HWY_RESTRICT keys,
                    CalendarStep* HWY_RESTRICT calendar,
                    std::uint32_t* HWY_RESTRICT events) {
  const Doubles d;
  const HalfKeys k;
  const HalfSteps s;
  const std::size_t count = columns.entry.size();
  const auto end = hn::Set(d, never);
  const auto far = hn::Set(d, 2147483647.0);  // never_seen
  const auto longest = hn::Set(d, double((1U << block_time_bits) - 1));
  for (std::size_t lane = 0; lane < block_lanes; lane += hn::Lanes(d)) {
    auto known = hn::Zero(s);
    for (std::size_t i = lane; i < count; i += block_lanes) {
      const auto event = hn::Load(d, columns.event.data() + i);
      const auto dropout = hn::Load(d, columns.dropout.data() + i);
      const auto entry = hn::Load(d, columns.entry.data() + i);
      const auto role =
          hn::PromoteTo(s, hn::LoadU(HalfRoles{}, columns.role.data() + i));
      const auto out = hn::Eq(role, hn::Set(s, left_out));
      const auto seen = hn::And(hn::Le(event, dropout), hn::Lt(event, end));
      const auto at =
          hn::Mul(hn::Add(entry, event), hn::Set(d, calendar_steps_per_day));
      const auto step =
          hn::DemoteTo(s, hn::IfThenElse(seen, hn::Min(at, far), far));
      hn::Store(hn::IfThenElse(out, hn::Set(s, never_seen), step), s,
                calendar + i);
      const auto censored = hn::IfThenElse(
          out, hn::Set(s, 1),
          hn::DemoteTo(s, hn::IfThenElse(seen, hn::Zero(d), hn::Set(d, 1.0))));
      known = hn::Sub(known, censored);
      const auto time = hn::Min(
          hn::Mul(hn::Min(event, dropout), hn::Set(d, steps_per_day)), longest);
      const auto label = hn::Or(hn::ShiftLeft<1>(role), censored);
      const auto key = hn::IfThenElse(
          out, hn::Set(s, nobody),
          hn::Or(hn::ShiftLeft<block_time_shift>(hn::DemoteTo(s, time)),
                 label));
      hn::Store(hn::BitCast(k, key), k, keys + i);
    }
    const auto rows = static_cast<std::int32_t>(count / block_lanes);
    hn::Store(hn::BitCast(k, hn::Add(known, hn::Set(s, rows))), k,
              events + lane);
  }
}

void split_kernel(const CalendarStep* HWY_RESTRICT calendar, std::size_t count,
                  const CalendarStep* HWY_RESTRICT pivots,
                  CalendarSplit& split) {
  const Steps s;
  const auto rows = static_cast<std::int32_t>(count / block_lanes);
  for (std::size_t lane = 0; lane < block_lanes; lane += hn::Lanes(s)) {
    const auto pivot = hn::Load(s, pivots + lane);
    auto over_count = hn::Zero(s);
    auto below = hn::Zero(s);
    auto above = hn::Set(s, never_seen);
    for (std::size_t i = lane; i < count; i += block_lanes) {
      const auto value = hn::Load(s, calendar + i);
      const auto over = hn::Gt(value, pivot);
      over_count = hn::Add(over_count, hn::VecFromMask(s, over));  // less 1
      below = hn::Max(below, hn::IfThenZeroElse(over, value));
      above = hn::IfThenElse(over, hn::Min(above, value), above);
    }
    hn::Store(hn::Add(hn::Set(s, rows), over_count), s,
              split.at_most.of + lane);
    hn::Store(below, s, split.below.of + lane);
    hn::Store(above, s, split.above.of + lane);
  }
}

void find_kernel(const CalendarStep* HWY_RESTRICT calendar, std::size_t count,
                 const CalendarStep* HWY_RESTRICT values, CalendarRows& rows) {
  const Steps s;
  for (std::size_t lane = 0; lane < block_lanes; lane += hn::Lanes(s)) {
    const auto value = hn::Load(s, values + lane);
    auto found = hn::Zero(s);
    auto row = hn::Zero(s);
    for (std::size_t i = lane; i < count; i += block_lanes) {
      const auto here = hn::Eq(hn::Load(s, calendar + i), value);
      found = hn::Sub(found, hn::VecFromMask(s, here));
      row = hn::IfThenElse(
          here, hn::Set(s, static_cast<std::int32_t>(i / block_lanes)), row);
    }
    hn::Store(found, s, rows.count.of + lane);
    hn::Store(row, s, rows.row.of + lane);
  }
}

void count_kernel(const std::uint8_t* HWY_RESTRICT role, std::size_t count,
                  const std::uint32_t* HWY_RESTRICT entered,
                  std::uint32_t* HWY_RESTRICT compared) {
  const Keys k;
  const Steps s;
  for (std::size_t lane = 0; lane < block_lanes; lane += hn::Lanes(s)) {
    const auto rows = hn::BitCast(s, hn::Load(k, entered + lane));
    auto number = hn::Zero(s);
    for (std::size_t i = lane; i < count; i += block_lanes) {
      const auto in =
          hn::Gt(rows, hn::Set(s, static_cast<std::int32_t>(i / block_lanes)));
      const auto is = hn::PromoteTo(
          s, hn::LoadU(hn::Rebind<std::uint8_t, Steps>{}, role + i));
      const auto out = hn::Eq(is, hn::Set(s, left_out));
      number = hn::Sub(number, hn::VecFromMask(s, hn::AndNot(out, in)));
    }
    hn::Store(hn::BitCast(k, number), k, compared + lane);
  }
}

// Whole steps since entry: of who has not entered they mean nothing.
HWY_INLINE hn::Vec<HalfSteps> exposure_of(const double* HWY_RESTRICT entry,
                                          const double* HWY_RESTRICT cut) {
  const Doubles d;
  const auto days = hn::Sub(hn::Load(d, cut), hn::Load(d, entry));
  return hn::DemoteTo(HalfSteps{}, hn::Mul(days, hn::Set(d, steps_per_day)));
}

void cut_kernel(const BlockKey* HWY_RESTRICT keys,
                const double* HWY_RESTRICT entry, std::size_t count,
                const double* HWY_RESTRICT cut,
                const std::uint32_t* HWY_RESTRICT entered,
                BlockKey* HWY_RESTRICT data) {
  const Doubles d;
  const HalfKeys k;
  const HalfSteps s;
  for (std::size_t lane = 0; lane < block_lanes; lane += hn::Lanes(d)) {
    const auto rows = hn::BitCast(s, hn::Load(k, entered + lane));
    for (std::size_t i = lane; i < count; i += block_lanes) {
      const auto exposure = hn::BitCast(k, exposure_of(entry + i, cut + lane));
      const auto key = hn::Load(k, keys + i);
      // Of one arm an earlier end is a smaller key; at the same step an event
      // is smaller than a censoring. `nobody` stays so, whenever the cut is.
      const auto ended = hn::Or(
          hn::Or(hn::ShiftLeft<block_time_shift>(exposure),
                 hn::And(key, hn::Set(k, ((1U << block_arm_bits) - 1) << 1))),
          hn::Set(k, 1));
      const auto in = hn::RebindMask(
          k,
          hn::Gt(rows, hn::Set(s, static_cast<std::int32_t>(i / block_lanes))));
      hn::Store(hn::IfThenElse(in, hn::Min(key, ended), hn::Set(k, nobody)), k,
                data + i);
    }
  }
}

void strata_kernel(const BlockKey* HWY_RESTRICT data,
                   const std::uint32_t* HWY_RESTRICT cells, std::size_t count,
                   const std::uint32_t* HWY_RESTRICT strata,
                   BlockKey* HWY_RESTRICT by_stratum) {
  const Keys k;
  const Steps s;
  for (std::size_t i = 0; i < count; i += hn::Lanes(k)) {
    const auto key = hn::Load(k, data + i);
    const auto stratum =
        hn::GatherIndex(k, strata, hn::BitCast(s, hn::Load(k, cells + i)));
    const auto in = hn::Ne(key, hn::Set(k, nobody));
    hn::Store(hn::Or(key, hn::IfThenElseZero(in, stratum)), k, by_stratum + i);
  }
}

// ---- the network: sixteen rows of a vector at a time ----

using KeyVector = hn::Vec<Keys>;
constexpr std::size_t tile = 16;

HWY_INLINE void order(KeyVector& a, KeyVector& b) {
  const auto smaller = hn::Min(a, b);
  b = hn::Max(a, b);
  a = smaller;
}

// The sixty comparisons of Green's network for sixteen (Knuth 1998, TAOCP
// vol. 3, section 5.3.4).
HWY_INLINE void sort_tile(KeyVector (&v)[tile]) {
  for (const std::size_t distance : {1U, 2U, 4U, 8U})
    for (std::size_t i = 0; i < tile; ++i)
      if ((i & distance) == 0) order(v[i], v[i + distance]);
  constexpr std::uint8_t rest[28][2] = {
      {5, 10},  {6, 9},  {3, 12}, {13, 14}, {4, 8},   {7, 11}, {1, 2},
      {1, 4},   {7, 13}, {2, 8},  {11, 14}, {2, 4},   {5, 6},  {9, 10},
      {11, 13}, {3, 8},  {7, 12}, {6, 8},   {10, 12}, {3, 5},  {7, 9},
      {3, 4},   {5, 6},  {7, 8},  {9, 10},  {11, 12}, {6, 7},  {8, 9}};
#pragma GCC unroll 28
  for (const auto& pair : rest) order(v[pair[0]], v[pair[1]]);
}

// Sorts what rises and then falls, from `distance` on.
template <std::size_t distance>
HWY_INLINE void clean_tile(KeyVector (&v)[tile]) {
#pragma GCC unroll 16
  for (std::size_t i = 0; i < tile; ++i)
    if ((i & distance) == 0) order(v[i], v[i + distance]);
  if constexpr (distance > 1) clean_tile<distance / 2>(v);
}

// Each sixteen rows in turn.
template <class Sort>
HWY_INLINE void each_tile(BlockKey* HWY_RESTRICT keys, std::size_t rows,
                          const Sort& sort) {
  const Keys k;
  for (std::size_t row = 0; row < rows; row += tile) {
    BlockKey* at = keys + row * block_lanes;
    KeyVector v[tile];
#pragma GCC unroll 16
    for (std::size_t t = 0; t < tile; ++t)
      v[t] = hn::Load(k, at + t * block_lanes);
    sort(v);
#pragma GCC unroll 16
    for (std::size_t t = 0; t < tile; ++t)
      hn::Store(v[t], k, at + t * block_lanes);
  }
}

// Two sorted runs of `run` rows become one, down to distances within a tile:
// the second read backwards, then four halvings at once. Rows beyond the last
// are as if they were larger than all.
HWY_INLINE void merge_runs(BlockKey* HWY_RESTRICT keys, std::size_t rows,
                           std::size_t run) {
  const Keys k;
  const std::size_t step = run / 8;
  for (std::size_t begin = 0; begin + run < rows; begin += 2 * run)
    for (std::size_t j = 0; j < step; ++j) {
      std::size_t at[tile];
      KeyVector v[tile];
#pragma GCC unroll 8
      for (std::size_t t = 0; t < 8; ++t) {
        at[t] = begin + j + t * step;
        at[8 + t] = begin + run + (step - 1 - j) + t * step;
      }
#pragma GCC unroll 16
      for (std::size_t t = 0; t < tile; ++t)
        v[t] = at[t] < rows ? hn::Load(k, keys + at[t] * block_lanes)
                            : hn::Set(k, ~BlockKey{0});
#pragma GCC unroll 8
      for (std::size_t t = 0; t < 8; ++t) order(v[t], v[15 - t]);
      clean_tile<4>(v);
#pragma GCC unroll 16
      for (std::size_t t = 0; t < tile; ++t)
        if (at[t] < rows) hn::Store(v[t], k, keys + at[t] * block_lanes);
    }
}

// The halvings that `merge_runs` left, of distances of a tile and more.
HWY_INLINE void halve(BlockKey* HWY_RESTRICT keys, std::size_t rows,
                      std::size_t distance) {
  const Keys k;
  for (std::size_t row = 0; row + distance < rows; ++row) {
    if ((row & distance) != 0) continue;
    BlockKey* at = keys + row * block_lanes;
    auto a = hn::Load(k, at);
    auto b = hn::Load(k, at + distance * block_lanes);
    order(a, b);
    hn::Store(a, k, at);
    hn::Store(b, k, at + distance * block_lanes);
  }
}

void sort_kernel(BlockKey* HWY_RESTRICT data, std::size_t rows) {
  const Keys k;
  for (std::size_t lane = 0; lane < block_lanes; lane += hn::Lanes(k)) {
    BlockKey* keys = data + lane;
    each_tile(keys, rows, [](KeyVector(&v)[tile]) HWY_ATTR { sort_tile(v); });
    for (std::size_t run = tile; run < rows; run *= 2) {
      merge_runs(keys, rows, run);
      for (std::size_t distance = run / 16; distance >= tile; distance /= 2)
        halve(keys, rows, distance);
      const auto clean = [&]<std::size_t distance>() HWY_ATTR {
        each_tile(keys, rows, [](KeyVector(&v)[tile]) HWY_ATTR {
          clean_tile<distance>(v);
        });
      };
      switch (run) {  // what is left within a tile
        case 16:
          clean.template operator()<1>();
          break;
        case 32:
          clean.template operator()<2>();
          break;
        case 64:
          clean.template operator()<4>();
          break;
        default:
          clean.template operator()<8>();
      }
    }
  }
}

}  // namespace rehearse::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "rehearse/core/expect.hpp"

namespace rehearse {
HWY_EXPORT(observe_kernel);
HWY_EXPORT(split_kernel);
HWY_EXPORT(find_kernel);
HWY_EXPORT(count_kernel);
HWY_EXPORT(cut_kernel);
HWY_EXPORT(strata_kernel);
HWY_EXPORT(sort_kernel);

void observe_block(const BlockColumns& columns, std::span<BlockKey> keys,
                   std::span<CalendarStep> calendar,
                   Lanes<std::uint32_t>& events) {
  HWY_DYNAMIC_DISPATCH(observe_kernel)
  (columns, keys.data(), calendar.data(), events.of);
}

void split_calendar(std::span<const CalendarStep> calendar,
                    const Lanes<CalendarStep>& pivot, CalendarSplit& split) {
  HWY_DYNAMIC_DISPATCH(split_kernel)
  (calendar.data(), calendar.size(), pivot.of, split);
}

void find_in_calendar(std::span<const CalendarStep> calendar,
                      const Lanes<CalendarStep>& value, CalendarRows& rows) {
  HWY_DYNAMIC_DISPATCH(find_kernel)
  (calendar.data(), calendar.size(), value.of, rows);
}

void count_compared(std::span<const std::uint8_t> role,
                    const Lanes<std::uint32_t>& entered,
                    Lanes<std::uint32_t>& compared) {
  HWY_DYNAMIC_DISPATCH(count_kernel)
  (role.data(), role.size(), entered.of, compared.of);
}

void cut_block(std::span<const BlockKey> keys, std::span<const double> entry,
               const Lanes<double>& cut, const Lanes<std::uint32_t>& entered,
               std::span<BlockKey> data) {
  const std::size_t filled = data.size() - keys.size();
  std::fill_n(data.data(), filled, nobody);
  HWY_DYNAMIC_DISPATCH(cut_kernel)
  (keys.data(), entry.data(), keys.size(), cut.of, entered.of,
   data.data() + filled);
}

void add_strata(std::span<const BlockKey> data,
                std::span<const std::uint32_t> cells,
                std::span<const std::uint32_t> shifted_strata,
                std::span<BlockKey> by_stratum) {
  const std::size_t filled = data.size() - cells.size();
  std::fill_n(by_stratum.data(), filled, nobody);
  HWY_DYNAMIC_DISPATCH(strata_kernel)
  (data.data() + filled, cells.data(), cells.size(), shifted_strata.data(),
   by_stratum.data() + filled);
}

void sort_block(std::span<BlockKey> data) {
  expect(data.size() % (16 * block_lanes) == 0, "rows come in sixteens");
  HWY_DYNAMIC_DISPATCH(sort_kernel)(data.data(), data.size() / block_lanes);
}
}  // namespace rehearse
#endif  // HWY_ONCE
