#include "rehearse/endpoint/block_visits.hpp"

#include <algorithm>
#include <bit>

#include "rehearse/endpoint/treatment_stop.hpp"

// foreach_target.h must come before the others.
// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "endpoint/block_visits.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
#include "endpoint/lane_words-inl.hpp"
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace rehearse::HWY_NAMESPACE {

using Shorts = hn::Rebind<std::int16_t, Ints>;
using Arms = hn::Rebind<std::uint8_t, Ints>;
using HalfSteps = hn::Rebind<std::int32_t, Doubles>;

// ---- what is known before the first visit ----

struct Start {
  Lanes<Day> progressed_from;  // first day of a scan that shows it
  Lanes<Step> end;             // of scans, but for new therapy
  Lanes<Day> toxicity;         // off treatment after this day
  Lanes<std::int32_t> stops;   // ordered words
};

HWY_INLINE void load_courses(const CourseColumns& courses, std::size_t i,
                             HistoryRow& row, Start& start) {
  const Doubles d;
  const HalfSteps s;
  const auto longest = hn::Set(d, double(never_step));
  const auto steps = [&](const double* at) HWY_ATTR {
    return hn::DemoteTo(
        s, hn::Min(hn::Mul(hn::LoadU(d, at), hn::Set(d, 1.0 / duration_step)),
                   longest));
  };
  for (std::size_t l = 0; l < block_lanes; l += hn::Lanes(d)) {
    const std::size_t at = i * block_lanes + l;
    const auto death = steps(courses.death.data() + at);
    const auto dropout = steps(courses.dropout.data() + at);
    hn::Store(death, s, row.death.of + l);
    hn::Store(dropout, s, row.dropout.of + l);
    hn::Store(hn::Min(death, dropout), s, start.end.of + l);
    const auto progressed =
        hn::Min(hn::Ceil(hn::LoadU(d, courses.progression.data() + at)),
                hn::Set(d, double(never_day)));
    hn::Store(hn::DemoteTo(s, progressed), s, start.progressed_from.of + l);
  }
}

HWY_INLINE unsigned bits_of(IntMask mask, std::size_t lane) {
  std::uint8_t bytes[8] = {};
  hn::StoreMaskBits(Ints{}, mask, bytes);
  return static_cast<unsigned>(bytes[0] | bytes[1] << 8) << lane;
}

// Whether a stop for toxicity can be before the end of scans, by the word of
// its time: for certain not where -log(u) >= 1 - u is beyond it, by more than
// single precision errs.
HWY_INLINE IntMask may_stop(const AssessmentPlan& plan, IntVector word,
                            IntVector end) {
  const Ints n;
  const hn::Rebind<float, Ints> f;
  const auto hazard = static_cast<float>(plan.discontinuation.hazard *
                                         duration_step * (1.0 + 1e-5));
  const auto left =  // 1 - u
      hn::Mul(
          hn::Sub(hn::Set(f, 2147483648.0F), hn::ConvertTo(f, ordered(word))),
          hn::Set(f, 0x1p-32F));
  const auto reach = hn::Add(hn::Mul(hn::ConvertTo(f, end), hn::Set(f, hazard)),
                             hn::Set(f, 1e-6F));
  return hn::RebindMask(n, hn::Le(left, reach));
}

// Exactly, of a row's lane.
HWY_INLINE void start_therapy(const BlockFollowing& f, std::size_t at,
                              std::size_t lane,
                              const std::array<std::uint32_t, 4>& words,
                              HistoryRow& row, Start& start) {
  const auto [toxicity, new_therapy] = treatment_stop(
      *f.plan.whole, words,
      std::min({f.courses.death[at], f.courses.dropout[at], longest_duration}));
  if (new_therapy == never) return;
  row.new_therapy[lane] = static_cast<Step>(
      std::min(new_therapy / duration_step, double(never_step)));
  start.toxicity[lane] =
      static_cast<Day>(std::min(toxicity, double(never_day)));
}

// Whether scans stop at INV progression, and the few new therapies: these one
// by one, as their times are logarithms.
HWY_INLINE void load_stops(const BlockFollowing& f, std::size_t i,
                           std::size_t lane, HistoryRow& row, Start& start,
                           IntMask& unsure) {
  const Ints n;
  hn::Store(hn::Set(n, never_step), n, row.new_therapy.of + lane);
  hn::Store(hn::Set(n, never_day), n, start.toxicity.of + lane);
  hn::Store(hn::Set(n, 2147483647), n, start.stops.of + lane);
  if (!f.plan.has_stops) return;
  State states[halves];
  words_of<1>(
      replicates_of({f.seed, Purpose::discontinuation, f.replicate}, lane), i,
      states);
  const State& even = states[0];
  const State& odd = states[halves - 1];
  const auto stop = ordered(joined(even.c0, odd.c0));
  unsure = hn::Or(unsure, hn::Eq(stop, hn::Set(n, 2147483647)));
  hn::Store(stop, n, start.stops.of + lane);
  if (f.plan.whole->new_therapy_words == 0) return;
  HWY_ALIGN std::uint32_t words[4][hn::MaxLanes(n)] = {};
  const auto bits = [&](WordVector a, WordVector b) HWY_ATTR {
    return hn::BitCast(hn::Rebind<std::uint32_t, Ints>{}, joined(a, b));
  };
  const hn::Rebind<std::uint32_t, Ints> u;
  hn::Store(bits(even.c1, odd.c1), u, words[1]);
  hn::Store(bits(even.c2, odd.c2), u, words[2]);
  hn::Store(bits(even.c3, odd.c3), u, words[3]);
  const auto end = hn::Load(n, start.end.of + lane);
  for (unsigned left =
           bits_of(may_stop(*f.plan.whole, joined(even.c2, odd.c2), end), 0);
       left != 0; left &= left - 1) {
    const auto l = static_cast<std::size_t>(std::countr_zero(left));
    start_therapy(f, i * block_lanes + lane + l, lane + l,
                  {{0, words[1][l], words[2][l], words[3][l]}}, row, start);
  }
}

// ---- from visit to visit ----

// The arm's limits and windows in each lane.
struct Reading {
  IntMask experimental;
  IntVector both[2], investigator[2], committee[2];  // by TumourState
  IntVector missed_from;
  WordVector window[halves];
};

HWY_INLINE Reading reading_of(const BlockVisitPlan& plan,
                              const std::uint8_t* arms) {
  const Ints n;
  const auto& [control, experimental] = plan.arms;
  Reading r;
  r.experimental =
      hn::Ne(hn::PromoteTo(n, hn::LoadU(Arms{}, arms)), hn::Zero(n));
  const auto either = [&](std::int32_t a, std::int32_t b) HWY_ATTR {
    return hn::IfThenElse(r.experimental, hn::Set(n, b), hn::Set(n, a));
  };
  for (std::size_t state = 0; state < 2; ++state) {
    const auto& a = control.limits[state];
    const auto& b = experimental.limits[state];
    r.both[state] = either(a.both, b.both);
    r.investigator[state] = either(a.investigator, b.investigator);
    r.committee[state] = either(a.committee, b.committee);
  }
  r.missed_from = either(control.missed_from, experimental.missed_from);
  const auto window = either(control.window_days, experimental.window_days);
  for (std::size_t h = 0; h < halves; ++h) r.window[h] = half_of(window, h);
  return r;
}

struct Called {
  IntVector day, visit_before, day_before;
};

// A vector's replicates of a participant on their way.
struct Course {
  IntMask active, stops, unsure;
  IntVector progressed_from, toxicity, end, new_therapy, scan_end, last_day,
      stopped, visit, day;
  Called called[2];
};

HWY_INLINE Course course_of(const BlockVisitPlan& plan, const HistoryRow& row,
                            const Start& start, std::size_t lane) {
  const Ints n;
  Course c;
  c.active = hn::Eq(hn::Zero(n), hn::Zero(n));
  c.unsure = hn::Not(c.active);
  c.stops =
      hn::Lt(hn::Load(n, start.stops.of + lane), hn::Set(n, plan.stop_limit));
  c.progressed_from = hn::Load(n, start.progressed_from.of + lane);
  c.toxicity = hn::Load(n, start.toxicity.of + lane);
  c.end = hn::Load(n, start.end.of + lane);
  c.new_therapy = hn::Load(n, row.new_therapy.of + lane);
  c.scan_end = hn::Min(c.end, c.new_therapy);
  c.last_day = hn::ShiftRight<step_bits>(c.scan_end);
  c.stopped = hn::Set(n, never_step);
  c.visit = c.day = hn::Zero(n);
  c.called[0] = c.called[1] = {hn::Set(n, never_day), c.day, c.day};
  return c;
}

HWY_INLINE void record(Called& called, IntMask now, IntVector day,
                       const Course& c) {
  called.day = hn::IfThenElse(now, day, called.day);
  called.visit_before = hn::IfThenElse(now, c.visit, called.visit_before);
  called.day_before = hn::IfThenElse(now, c.day, called.day_before);
}

// As `Assessment::record_calls`: off treatment, a toxicity stop can't come.
HWY_INLINE void stop_treatment(Course& c, IntMask now, IntVector day) {
  const Ints n;
  const auto before = hn::AndNot(hn::Gt(day, c.toxicity), now);
  c.new_therapy = hn::IfThenElse(before, hn::Set(n, never_step), c.new_therapy);
  c.scan_end = hn::IfThenElse(before, c.end, c.scan_end);
  const auto stop = hn::And(now, c.stops);
  const auto at = hn::ShiftLeft<step_bits>(day);
  c.scan_end = hn::IfThenElse(stop, at, c.scan_end);
  c.stopped = hn::IfThenElse(stop, at, c.stopped);
  c.last_day = hn::ShiftRight<step_bits>(c.scan_end);
}

HWY_INLINE void visit_once(const Reading& r, Course& c, int visit,
                           IntVector day, IntVector word,
                           std::int16_t* HWY_RESTRICT days) {
  const Ints n;
  const auto never_called = hn::Set(n, never_day);
  c.active = hn::AndNot(hn::Gt(day, c.last_day), c.active);
  c.unsure = hn::Or(c.unsure, hn::Eq(word, hn::Set(n, 2147483647)));
  const auto progressed = hn::Not(hn::Lt(day, c.progressed_from));
  const auto limit = [&](const IntVector(&by_state)[2]) HWY_ATTR {
    return hn::IfThenElse(progressed, by_state[1], by_state[0]);
  };
  const auto made = hn::And(c.active, hn::Lt(word, r.missed_from));
  const auto investigator = hn::Lt(word, limit(r.investigator));
  const auto committee =
      hn::Or(hn::Lt(word, limit(r.both)),
             hn::AndNot(investigator, hn::Lt(word, limit(r.committee))));
  const auto first = [&](IntMask calls, const Called& called) HWY_ATTR {
    return hn::And(hn::And(made, calls), hn::Eq(called.day, never_called));
  };
  const auto by_committee = first(committee, c.called[1]);
  const auto by_investigator = first(investigator, c.called[0]);
  record(c.called[1], by_committee, day, c);
  record(c.called[0], by_investigator, day, c);
  stop_treatment(c, by_investigator, day);
  hn::StoreU(hn::DemoteTo(Shorts{},
                          hn::IfThenElse(made, day, hn::Set(n, no_scan_day))),
             Shorts{}, days);
  c.visit = hn::IfThenElse(made, hn::Set(n, visit), c.visit);
  c.day = hn::IfThenElse(made, day, c.day);
  c.active = hn::And(c.active, hn::Or(hn::Eq(c.called[0].day, never_called),
                                      hn::Eq(c.called[1].day, never_called)));
}

// The two visits of an item: `second` has its other words.
struct ItemWords {
  IntVector offset, finding;
};
HWY_INLINE ItemWords visit_words(const State& even, const State& odd,
                                 const Reading& r, bool second) {
  if (second)
    return {joined_high(multiply_low(even.c2, r.window[0]),
                        multiply_low(odd.c2, r.window[halves - 1])),
            ordered(joined(even.c3, odd.c3))};
  return {joined_high(multiply_low(even.c0, r.window[0]),
                      multiply_low(odd.c0, r.window[halves - 1])),
          ordered(joined(even.c1, odd.c1))};
}

// Visits are drawn as long as anybody in the vector goes on, which is far fewer
// than all. Items of a vector's two states: with more at once, what is known of
// the course would leave the registers.
HWY_INLINE int follow(const BlockFollowing& f, const Reading& r,
                      const Replicates& replicates, std::size_t i,
                      std::size_t lane, int most, Course& c) {
  const Ints n;
  const auto& [control, experimental] = f.plan.arms;
  std::int16_t* days =
      f.scans.day.data() + i * most_visits * block_lanes + lane;
  int visit = 1;
  for (; visit <= most && !hn::AllFalse(n, c.active); visit += 2) {
    const auto pair = static_cast<std::uint64_t>(visit - 1) / 2;
    State states[halves];
    words_of<1>(replicates, (pair / 8) << 32 | (8 * i + pair % 8), states);
    for (int k = 0; k < 2; ++k, days += block_lanes) {
      const ItemWords words =
          visit_words(states[0], states[halves - 1], r, k == 1);
      const auto at = static_cast<std::size_t>(visit + k);
      const auto first_day =
          hn::IfThenElse(r.experimental, hn::Set(n, experimental.first_day[at]),
                         hn::Set(n, control.first_day[at]));
      visit_once(r, c, visit + k, hn::Add(first_day, words.offset),
                 words.finding, days);
    }
  }
  return visit - 1;
}

HWY_INLINE void store_course(const Course& c, std::size_t lane, HistoryRow& row,
                             LastScanRow& last) {
  const Ints n;
  hn::Store(c.new_therapy, n, row.new_therapy.of + lane);
  hn::Store(c.scan_end, n, row.scan_end.of + lane);
  hn::Store(c.stopped, n, row.scans_stopped.of + lane);
  for (std::size_t reader = 0; reader < 2; ++reader) {
    const Called& called = c.called[reader];
    HistoryRow::Call& to = row.first_call[reader];
    hn::Store(called.day, n, to.day.of + lane);
    hn::Store(called.visit_before, n, to.visit_before.of + lane);
    hn::Store(called.day_before, n, to.day_before.of + lane);
  }
  hn::Store(c.visit, n, last.visit.of + lane);
  hn::Store(c.day, n, last.day.of + lane);
}

// Visits that may be of use, an even number.
HWY_INLINE int visits_of(const BlockFollowing& f, std::size_t i) {
  double first = f.entry[i * block_lanes];
  for (std::size_t l = 1; l < block_lanes; ++l)
    first = std::min(first, f.entry[i * block_lanes + l]);
  int visits = f.plan.visits;
  while (visits > 0 && f.plan.earliest[static_cast<std::size_t>(visits) - 1] >
                           f.until - first)
    visits -= 2;
  return visits;
}

void follow_kernel(BlockFollowing& f) {
  const Ints n;
  Start start;
  unsigned unsure = 0;
  for (std::size_t i = 0; i < f.histories.size(); ++i) {
    HistoryRow& row = f.histories[i];
    load_courses(f.courses, i, row, start);
    const int most = visits_of(f, i);
    f.shortened = f.shortened || most < f.plan.visits;
    unsigned open = 0;
    for (std::size_t lane = 0; lane < block_lanes; lane += hn::Lanes(n)) {
      auto stop_unsure = hn::Lt(hn::Zero(n), hn::Zero(n));
      load_stops(f, i, lane, row, start, stop_unsure);
      const Reading reading =
          reading_of(f.plan, f.courses.arm.data() + i * block_lanes + lane);
      Course course = course_of(f.plan, row, start, lane);
      const int followed =
          follow(f, reading,
                 replicates_of({f.seed, Purpose::visit, f.replicate}, lane), i,
                 lane, most, course);
      store_course(course, lane, row, f.last[i]);
      hn::StoreU(hn::Set(Shorts{}, static_cast<std::int16_t>(followed)),
                 Shorts{}, f.scans.visits.data() + i * block_lanes + lane);
      open |= bits_of(course.active, lane);
      unsure |= bits_of(hn::Or(course.unsure, stop_unsure), lane);
    }
    f.open[i] = static_cast<std::uint16_t>(open);
  }
  f.unsure = static_cast<std::uint16_t>(unsure);
}

}  // namespace rehearse::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace rehearse {
HWY_EXPORT(follow_kernel);

void follow_block(BlockFollowing& following) {
  HWY_DYNAMIC_DISPATCH(follow_kernel)(following);
}
}  // namespace rehearse
#endif  // HWY_ONCE
