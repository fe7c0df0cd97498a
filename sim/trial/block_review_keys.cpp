#include "rehearse/trial/block_review_keys.hpp"

#include <algorithm>

#include "rehearse/core/time_grid.hpp"

// foreach_target.h must come before highway.h.
// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "trial/block_review_keys.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace rehearse::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Doubles = hn::CappedTag<double, block_lanes>;
using HalfSteps = hn::Rebind<std::int32_t, Doubles>;
using HalfRoles = hn::Rebind<std::uint8_t, Doubles>;
using Steps = hn::CappedTag<std::int32_t, block_lanes>;
using Keys = hn::Rebind<std::uint32_t, Steps>;
using Bytes = hn::Rebind<std::uint8_t, Steps>;

// Calendar days of what is known, and 1 where it is an event, else 0.
struct Known {
  hn::Vec<Doubles> at;
  hn::Mask<Doubles> event;
};

HWY_INLINE Known known_at(const KnownColumns& columns, std::size_t i) {
  const Doubles d;
  const HalfSteps s;
  const auto role =
      hn::PromoteTo(s, hn::LoadU(HalfRoles{}, columns.role.data() + i));
  const auto steps =
      hn::PromoteTo(d, hn::IfThenElse(hn::Eq(role, hn::Set(s, left_out)),
                                      hn::Set(s, never_step),
                                      hn::Load(s, columns.known.data() + i)));
  return {hn::Add(hn::Load(d, columns.entry.data() + i),
                  hn::Mul(steps, hn::Set(d, duration_step))),
          hn::Lt(steps, hn::Set(d, double(never_step)))};
}

void observe_known_kernel(const KnownColumns& columns,
                          CalendarStep* HWY_RESTRICT calendar,
                          std::uint32_t* HWY_RESTRICT events) {
  const Doubles d;
  const HalfSteps s;
  const std::size_t count = columns.entry.size();
  const auto far = hn::Set(d, double(never_seen));
  for (std::size_t lane = 0; lane < block_lanes; lane += hn::Lanes(d)) {
    auto number = hn::Zero(d);
    for (std::size_t i = lane; i < count; i += block_lanes) {
      const auto [at, event] = known_at(columns, i);
      const auto step = hn::Mul(at, hn::Set(d, calendar_steps_per_day));
      hn::Store(hn::DemoteTo(s, hn::IfThenElse(event, hn::Min(step, far), far)),
                s, calendar + i);
      number = hn::Add(number, hn::IfThenElseZero(event, hn::Set(d, 1.0)));
    }
    const hn::Rebind<std::uint32_t, Doubles> u;
    hn::Store(hn::BitCast(u, hn::DemoteTo(s, number)), u, events + lane);
  }
}

void count_known_kernel(const KnownColumns& columns,
                        const double* HWY_RESTRICT cuts,
                        std::uint32_t* HWY_RESTRICT events) {
  const Doubles d;
  const std::size_t count = columns.entry.size();
  for (std::size_t lane = 0; lane < block_lanes; lane += hn::Lanes(d)) {
    const auto cut = hn::Load(d, cuts + lane);
    auto number = hn::Zero(d);
    for (std::size_t i = lane; i < count; i += block_lanes) {
      const auto [at, event] = known_at(columns, i);
      number = hn::Add(
          number,
          hn::IfThenElseZero(hn::And(event, hn::Le(at, cut)), hn::Set(d, 1.0)));
    }
    const hn::Rebind<std::uint32_t, Doubles> u;
    hn::Store(hn::BitCast(u, hn::DemoteTo(HalfSteps{}, number)), u,
              events + lane);
  }
}

void pack_kernel(const OutcomeColumns& outcomes,
                 const std::uint32_t* HWY_RESTRICT entered,
                 BlockKey* HWY_RESTRICT data) {
  const Steps s;
  const Keys k;
  const Bytes b;
  const auto first_censored =
      hn::Set(s, static_cast<std::int32_t>(Reason::no_scan));
  for (std::size_t lane = 0; lane < block_lanes; lane += hn::Lanes(s)) {
    const auto rows = hn::BitCast(s, hn::Load(k, entered + lane));
    for (std::size_t i = lane; i < outcomes.time.size(); i += block_lanes) {
      const auto time = hn::Load(s, outcomes.time.data() + i);
      const auto role =
          hn::PromoteTo(s, hn::LoadU(b, outcomes.role.data() + i));
      const auto reason =
          hn::PromoteTo(s, hn::LoadU(b, outcomes.reason.data() + i));
      const auto censored = hn::IfThenElse(hn::Lt(reason, first_censored),
                                           hn::Zero(s), hn::Set(s, 1));
      const auto key = hn::Or(hn::ShiftLeft<block_time_shift>(time),
                              hn::Or(hn::ShiftLeft<1>(role), censored));
      const auto in =
          hn::Gt(rows, hn::Set(s, static_cast<std::int32_t>(i / block_lanes)));
      const auto out = hn::Eq(role, hn::Set(s, left_out));
      const auto kept =
          hn::IfThenElse(hn::AndNot(out, in), key,
                         hn::Set(s, static_cast<std::int32_t>(nobody)));
      hn::Store(hn::BitCast(k, kept), k, data + i);
    }
  }
}

}  // namespace rehearse::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace rehearse {
HWY_EXPORT(observe_known_kernel);
HWY_EXPORT(count_known_kernel);
HWY_EXPORT(pack_kernel);

void observe_known(const KnownColumns& columns,
                   std::span<CalendarStep> calendar,
                   Lanes<std::uint32_t>& events) {
  HWY_DYNAMIC_DISPATCH(observe_known_kernel)
  (columns, calendar.data(), events.of);
}

void count_known(const KnownColumns& columns, const Lanes<double>& cuts,
                 Lanes<std::uint32_t>& events) {
  HWY_DYNAMIC_DISPATCH(count_known_kernel)(columns, cuts.of, events.of);
}

void pack_outcomes(const OutcomeColumns& outcomes,
                   const Lanes<std::uint32_t>& entered,
                   std::span<BlockKey> data) {
  const std::size_t filled = data.size() - outcomes.time.size();
  std::fill_n(data.data(), filled, nobody);
  HWY_DYNAMIC_DISPATCH(pack_kernel)
  (outcomes, entered.of, data.data() + filled);
}
}  // namespace rehearse
#endif  // HWY_ONCE
