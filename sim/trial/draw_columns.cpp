#include "rehearse/trial/draw_columns.hpp"

#include "rehearse/core/time_grid.hpp"

// foreach_target.h must come before highway.h.
// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "trial/draw_columns.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace rehearse::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Doubles = hn::ScalableTag<double>;
using Vector = hn::Vec<Doubles>;
using Cells = hn::Rebind<std::uint32_t, Doubles>;
using SignedCells = hn::Rebind<std::int32_t, Doubles>;
using Arms = hn::Rebind<std::uint8_t, Doubles>;

HWY_INLINE Vector duration(Vector days) {  // as `duration_on_grid`
  const Doubles d;
  const auto anchor = hn::Set(d, duration_anchor);
  const auto capped = hn::Min(days, hn::Set(d, never));
  return hn::Max(hn::Sub(hn::Add(capped, anchor), anchor),
                 hn::Set(d, duration_step));
}

void add_levels_kernel(const double* HWY_RESTRICT uniform,
                       const double* HWY_RESTRICT bounds,
                       std::size_t bound_count,
                       std::uint32_t* HWY_RESTRICT cells, std::size_t count) {
  const Doubles d;
  const Cells c;
  const auto levels = static_cast<std::uint32_t>(bound_count + 1);
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    const auto u = hn::LoadU(d, uniform + i);
    auto level = hn::Zero(d);
    for (std::size_t b = 0; b < bound_count; ++b)
      level =
          hn::Add(level, hn::IfThenElseZero(hn::Gt(u, hn::Set(d, bounds[b])),
                                            hn::Set(d, 1.0)));
    const auto whole = hn::BitCast(c, hn::DemoteTo(SignedCells{}, level));
    hn::StoreU(
        hn::Add(hn::Mul(hn::LoadU(c, cells + i), hn::Set(c, levels)), whole), c,
        cells + i);
  }
  for (; i < count; ++i) {
    cells[i] *= levels;
    for (std::size_t b = 0; b < bound_count; ++b)
      cells[i] += uniform[i] > bounds[b] ? 1U : 0U;
  }
}

void durations_kernel(double* HWY_RESTRICT days, std::size_t count) {
  const Doubles d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes)
    hn::StoreU(duration(hn::LoadU(d, days + i)), d, days + i);
  for (; i < count; ++i) days[i] = duration_on_grid(days[i]);
}

void times_kernel(double control, double experimental,
                  const std::uint8_t* HWY_RESTRICT arms,
                  double* HWY_RESTRICT events, double* HWY_RESTRICT dropouts,
                  std::size_t count) {
  const Doubles d;
  const std::size_t lanes = hn::Lanes(d);
  const auto means = [&](std::size_t i) HWY_ATTR {
    const auto arm = hn::PromoteTo(
        d, hn::PromoteTo(SignedCells{}, hn::LoadU(Arms{}, arms + i)));
    return hn::IfThenElse(hn::Gt(arm, hn::Zero(d)), hn::Set(d, experimental),
                          hn::Set(d, control));
  };
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    hn::StoreU(duration(hn::LoadU(d, events + i)), d, events + i);
    hn::StoreU(duration(hn::Mul(hn::LoadU(d, dropouts + i), means(i))), d,
               dropouts + i);
  }
  for (; i < count; ++i) {
    events[i] = duration_on_grid(events[i]);
    dropouts[i] =
        duration_on_grid(dropouts[i] * (arms[i] == 0 ? control : experimental));
  }
}

}  // namespace rehearse::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace rehearse {
HWY_EXPORT(add_levels_kernel);
HWY_EXPORT(durations_kernel);
HWY_EXPORT(times_kernel);

void add_levels(std::span<const double> uniform, std::span<const double> bounds,
                std::span<std::uint32_t> cells) {
  HWY_DYNAMIC_DISPATCH(add_levels_kernel)
  (uniform.data(), bounds.data(), bounds.size(), cells.data(), cells.size());
}

void durations_on_grid(std::span<double> days) {
  HWY_DYNAMIC_DISPATCH(durations_kernel)(days.data(), days.size());
}

void times_on_grid(std::span<const double> mean,
                   std::span<const std::uint8_t> arms, std::span<double> events,
                   std::span<double> dropouts) {
  if (mean.size() > 2) {
    for (std::size_t i = 0; i < dropouts.size(); ++i)
      dropouts[i] *= mean[arms[i]];
    durations_on_grid(events);
    return durations_on_grid(dropouts);
  }
  HWY_DYNAMIC_DISPATCH(times_kernel)
  (mean[0], mean[1], arms.data(), events.data(), dropouts.data(),
   events.size());
}
}  // namespace rehearse
#endif  // HWY_ONCE
