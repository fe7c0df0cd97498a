#include "rehearse/endpoint/block_outcomes.hpp"

#include <algorithm>

#include "rehearse/endpoint/agreement.hpp"

// foreach_target.h must come before highway.h.
// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "endpoint/block_outcomes.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace rehearse::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Ints = hn::CappedTag<std::int32_t, block_lanes>;
using IntVector = hn::Vec<Ints>;
using IntMask = hn::Mask<Ints>;
using Shorts = hn::Rebind<std::int16_t, Ints>;
using Bytes = hn::Rebind<std::uint8_t, Ints>;

HWY_INLINE IntMask at_most(IntVector a, IntVector b) {
  return hn::Not(hn::Gt(a, b));
}
HWY_INLINE IntVector number(Reason reason) {
  return hn::Set(Ints{}, static_cast<std::int32_t>(reason));
}

// `KnownCourse` of a vector's replicates, and what `evaluate` asks of it.
struct Known {
  IntVector progression, death, new_therapy, stopped, last_visit, last_day;
  IntMask lost;
};

HWY_INLINE Known known_of(const BlockRules& rules, const HistoryRow& row,
                          const LastScanRow& last, IntVector now,
                          std::size_t lane) {
  const Ints n;
  const auto never = hn::Set(n, never_step);
  const auto by_now = [&](const Lanes<Step>& step) HWY_ATTR {
    const auto at = hn::Load(n, step.of + lane);
    return hn::IfThenElse(at_most(at, now), at, never);
  };
  const HistoryRow::Call& call =
      row.first_call[static_cast<std::size_t>(rules.reviewer)];
  const auto day = hn::Load(n, call.day.of + lane);
  const auto at = hn::ShiftLeft<step_bits>(day);
  const auto called = hn::And(hn::Lt(day, hn::Set(n, never_day)),
                              at_most(at, hn::Sub(now, hn::Set(n, rules.lag))));
  const auto dropout = hn::Load(n, row.dropout.of + lane);
  Known k;
  k.progression = hn::IfThenElse(called, at, never);
  k.death = hn::IfThenElse(at_most(hn::Load(n, row.death.of + lane), dropout),
                           by_now(row.death), never);
  k.new_therapy = by_now(row.new_therapy);
  k.lost = at_most(dropout, now);
  k.last_visit =
      hn::IfThenElse(called, hn::Load(n, call.visit_before.of + lane),
                     hn::Load(n, last.visit.of + lane));
  k.last_day = hn::IfThenElse(called, hn::Load(n, call.day_before.of + lane),
                              hn::Load(n, last.day.of + lane));
  k.stopped = rules.reviewer == Reviewer::committee
                  ? hn::IfThenElse(called, never, by_now(row.scans_stopped))
                  : never;
  return k;
}

// Times and reasons; situations are laid over them, the stronger ones later.
struct Outcomes {
  IntVector time, reason;

  HWY_INLINE void set(IntMask where, IntVector at, IntVector why) {
    time = hn::IfThenElse(where, at, time);
    reason = hn::IfThenElse(where, why, reason);
  }
  // A situation under its treatment.
  HWY_INLINE void treat(IntMask where, Treatment treatment, Reason situation,
                        IntVector at_last_scan, const Outcomes& as_event) {
    if (treatment == Treatment::ignore) return;
    if (treatment == Treatment::event)
      set(where, as_event.time, as_event.reason);
    else if (treatment == Treatment::day_1)
      set(where, hn::Set(Ints{}, 1 << step_bits), number(situation));
    else
      set(where, at_last_scan, number(situation));
  }
};

// As `evaluate`, whose returns are taken from the last to the first: no lane
// waits for another's branch, and rules are the same for all.
HWY_INLINE Outcomes outcomes_of(const CensoringRules& rules, const Known& k,
                                IntVector deadline) {
  const Ints n;
  const auto never = hn::Set(n, never_step);
  const auto none = hn::Eq(k.last_visit, hn::Zero(n));
  const auto at_last_scan = hn::IfThenElse(
      none, hn::Set(n, 1 << step_bits), hn::ShiftLeft<step_bits>(k.last_day));
  const auto progressed = at_most(k.progression, k.death);
  const Outcomes event{hn::Min(k.progression, k.death),
                       hn::IfThenElse(progressed, number(Reason::progression),
                                      number(Reason::death))};
  const auto no_event = hn::Eq(event.time, never);
  const auto late = hn::Gt(event.time, deadline);
  const auto stopped = hn::Lt(k.stopped, never);
  Outcomes out = event;
  out.treat(hn::AndNot(stopped, late), rules.after_missed_visits,
            Reason::missed_visits, at_last_scan, event);
  auto why =
      hn::IfThenElse(k.lost, number(Reason::lost), number(Reason::no_event));
  why = hn::IfThenElse(stopped, number(Reason::scans_stopped), why);
  why = hn::IfThenElse(none, number(Reason::no_scan), why);
  out.set(no_event, at_last_scan, why);
  const bool stop_is_event = rules.scans_stopped == Treatment::event;
  out.treat(stop_is_event ? stopped : hn::And(stopped, late),
            rules.scans_stopped, Reason::scans_stopped, at_last_scan,
            {k.stopped, number(Reason::investigator_progression_event)});
  auto therapy = hn::Lt(k.new_therapy, event.time);
  if (stop_is_event)
    therapy = hn::AndNot(hn::And(stopped, at_most(k.stopped, k.new_therapy)),
                         therapy);
  out.treat(therapy, rules.new_therapy, Reason::new_therapy, at_last_scan,
            {k.new_therapy, number(Reason::new_therapy_event)});
  auto no_scan = hn::And(hn::And(none, late), hn::Eq(k.progression, never));
  if (rules.no_scan == Treatment::event)
    no_scan = hn::AndNot(no_event, no_scan);
  out.treat(no_scan, rules.no_scan, Reason::no_scan, at_last_scan, event);
  return out;
}

void outcomes_kernel(const BlockRules& rules, const BlockKnowledge& known,
                     Step* HWY_RESTRICT time,
                     std::uint8_t* HWY_RESTRICT reason) {
  const Ints n;
  const Bytes b;
  const auto stride =
      hn::Set(n, static_cast<std::int32_t>(rules.deadline[0].size()));
  for (std::size_t i = 0; i < known.histories.size(); ++i)
    for (std::size_t lane = 0; lane < block_lanes; lane += hn::Lanes(n)) {
      const std::size_t at = i * block_lanes + lane;
      const Known k = known_of(rules, known.histories[i], known.last[i],
                               hn::Load(n, known.exposure.data() + at), lane);
      const auto arm = hn::PromoteTo(n, hn::LoadU(b, known.arm.data() + at));
      const auto deadline =
          hn::GatherIndex(n, rules.deadline[0].data(),
                          hn::Add(k.last_visit, hn::Mul(arm, stride)));
      const Outcomes out = outcomes_of(rules.rules, k, deadline);
      hn::Store(out.time, n, time + at);
      hn::StoreU(hn::DemoteTo(b, out.reason), b, reason + at);
    }
}

// Sixteen days are half of a vector; the visits after the last day that
// matters are left out.
void last_scans_kernel(const ScanDays& scans, const HistoryRow* histories,
                       std::size_t rows, const Step* HWY_RESTRICT limit,
                       LastScanRow* HWY_RESTRICT last) {
  const Ints n;
  const Shorts s;
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t lane = 0; lane < block_lanes; lane += hn::Lanes(n)) {
      const std::size_t at = i * block_lanes + lane;
      const auto until = hn::ShiftRight<step_bits>(
          hn::Min(hn::Load(n, limit + at),
                  hn::Load(n, histories[i].scan_end.of + lane)));
      const auto by =
          hn::DemoteTo(s, hn::Min(until, hn::Set(n, no_scan_day - 1)));
      const std::int16_t* day =
          scans.day.data() + i * most_visits * block_lanes + lane;
      const int visits = scans.visits[at];
      auto last_visit = hn::Zero(s);
      auto last_day = hn::Zero(s);
      for (int v = 1; v <= visits; ++v, day += block_lanes) {
        const auto here = hn::LoadU(s, day);
        const auto later = hn::Gt(here, by);
        last_visit = hn::IfThenElse(later, last_visit,
                                    hn::Set(s, static_cast<std::int16_t>(v)));
        last_day = hn::IfThenElse(later, last_day, here);
      }
      hn::Store(hn::PromoteTo(n, last_visit), n, last[i].visit.of + lane);
      hn::Store(hn::PromoteTo(n, last_day), n, last[i].day.of + lane);
    }
}

void exposures_kernel(const double* HWY_RESTRICT entry,
                      const double* HWY_RESTRICT cuts,
                      Step* HWY_RESTRICT exposure, std::size_t count) {
  const hn::CappedTag<double, block_lanes> d;
  const hn::Rebind<std::int32_t, decltype(d)> s;
  const auto longest = hn::Set(d, double(never_step - 1));
  for (std::size_t lane = 0; lane < block_lanes; lane += hn::Lanes(d)) {
    const auto cut = hn::Load(d, cuts + lane);
    for (std::size_t i = lane; i < count; i += block_lanes) {
      const auto days = hn::Sub(cut, hn::Load(d, entry + i));
      const auto steps = hn::Mul(days, hn::Set(d, 1.0 / duration_step));
      hn::Store(hn::DemoteTo(s, hn::Min(steps, longest)), s, exposure + i);
    }
  }
}

void events_kernel(const std::uint8_t* HWY_RESTRICT reason,
                   const Step* HWY_RESTRICT day, Step* HWY_RESTRICT known,
                   std::size_t count) {
  const Ints n;
  for (std::size_t i = 0; i < count; i += hn::Lanes(n)) {
    const auto why = hn::PromoteTo(n, hn::LoadU(Bytes{}, reason + i));
    const auto before = hn::Load(n, known + i);
    const auto here = hn::Min(before, hn::Load(n, day + i));
    hn::Store(
        hn::IfThenElse(hn::Lt(why, number(Reason::no_scan)), here, before), n,
        known + i);
  }
}

void agreement_kernel(std::span<const HistoryRow> histories,
                      const Step* HWY_RESTRICT exposure, Step lag,
                      std::uint8_t* HWY_RESTRICT agreement) {
  using enum Agreement;
  const Ints n;
  const Bytes b;
  const auto of = [&](Agreement a) HWY_ATTR {
    return hn::Set(n, static_cast<std::int32_t>(a));
  };
  for (std::size_t i = 0; i < histories.size(); ++i)
    for (std::size_t lane = 0; lane < block_lanes; lane += hn::Lanes(n)) {
      const auto now = hn::Load(n, exposure + i * block_lanes + lane);
      const auto& [investigator, committee] = histories[i].first_call;
      const auto first = hn::Load(n, investigator.day.of + lane);
      const auto second = hn::Load(n, committee.day.of + lane);
      const auto never = hn::Set(n, never_day);
      const auto called = hn::And(
          hn::Lt(first, never), at_most(hn::ShiftLeft<step_bits>(first), now));
      const auto confirmed = hn::And(hn::Lt(second, never),
                                     at_most(hn::ShiftLeft<step_bits>(second),
                                             hn::Sub(now, hn::Set(n, lag))));
      auto both = hn::IfThenElse(hn::Lt(first, second),
                                 of(investigator_earlier), of(same_day));
      both =
          hn::IfThenElse(hn::Gt(first, second), of(investigator_later), both);
      const auto out = hn::IfThenElse(
          called, hn::IfThenElse(confirmed, both, of(investigator_only)),
          hn::IfThenElse(confirmed, of(committee_only), of(neither)));
      hn::StoreU(hn::DemoteTo(b, out), b, agreement + i * block_lanes + lane);
    }
}

}  // namespace rehearse::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace rehearse {
HWY_EXPORT(outcomes_kernel);
HWY_EXPORT(last_scans_kernel);
HWY_EXPORT(exposures_kernel);
HWY_EXPORT(events_kernel);
HWY_EXPORT(agreement_kernel);

BlockRules::BlockRules(const AssessmentPlan& plan,
                       const CensoringRules& its_rules, Reviewer whose)
    : rules(its_rules),
      reviewer(whose),
      lag(whose == Reviewer::committee
              ? static_cast<Step>(plan.committee_lag / duration_step)
              : 0) {
  for (std::size_t arm = 0; arm < deadline.size(); ++arm)
    for (std::size_t visit = 0; visit < deadline[arm].size(); ++visit) {
      const int day = plan.arms[arm].schedule.deadline(
          static_cast<int>(visit), rules.missed_visits_allowed);
      // What never happens is late.
      deadline[arm][visit] =
          day < never_day ? day << step_bits : never_step - 1;
    }
}

void find_outcomes(const BlockRules& rules, const BlockKnowledge& known,
                   std::span<Step> time, std::span<std::uint8_t> reason) {
  HWY_DYNAMIC_DISPATCH(outcomes_kernel)
  (rules, known, time.data(), reason.data());
}

void find_last_scans(const ScanDays& scans,
                     std::span<const HistoryRow> histories,
                     std::span<const Step> limit, std::span<LastScanRow> last) {
  HWY_DYNAMIC_DISPATCH(last_scans_kernel)
  (scans, histories.data(), histories.size(), limit.data(), last.data());
}
void find_exposures(std::span<const double> entry, const Lanes<double>& cuts,
                    std::span<Step> exposure) {
  HWY_DYNAMIC_DISPATCH(exposures_kernel)
  (entry.data(), cuts.of, exposure.data(), exposure.size());
}

void note_events(std::span<const std::uint8_t> reason,
                 std::span<const Step> day, std::span<Step> known) {
  HWY_DYNAMIC_DISPATCH(events_kernel)
  (reason.data(), day.data(), known.data(), known.size());
}

void find_agreement(std::span<const HistoryRow> histories,
                    std::span<const Step> exposure, Step lag,
                    std::span<std::uint8_t> agreement) {
  HWY_DYNAMIC_DISPATCH(agreement_kernel)
  (histories, exposure.data(), lag, agreement.data());
}
}  // namespace rehearse
#endif  // HWY_ONCE
