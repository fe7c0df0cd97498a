#include "rehearse/endpoint/block_visits.hpp"

#include <algorithm>

#include "rehearse/endpoint/treatment_stop.hpp"

// foreach_target.h must come before the other two.
// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "endpoint/block_visits.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
#include "rehearse/random/draw-inl.hpp"
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace rehearse::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Ints = hn::CappedTag<std::int32_t, block_lanes>;
using IntVector = hn::Vec<Ints>;
using IntMask = hn::Mask<Ints>;
using Shorts = hn::Rebind<std::int16_t, Ints>;
using Arms = hn::Rebind<std::uint8_t, Ints>;
using HalfSteps = hn::Rebind<std::int32_t, Doubles>;

constexpr std::int32_t lowest = -2147483647 - 1;

// ---- random words: a vector's replicates as two vectors of Philox states ----

#if HWY_TARGET == HWY_SCALAR
constexpr std::size_t halves = 1;
HWY_INLINE IntVector joined(WordVector even, WordVector) {
  return IntVector{static_cast<std::int32_t>(even.raw)};
}
HWY_INLINE IntVector joined_high(WordVector even, WordVector) {
  return IntVector{static_cast<std::int32_t>(even.raw >> 32)};
}
HWY_INLINE WordVector half_of(IntVector v, std::size_t) {
  return WordVector{static_cast<std::uint32_t>(v.raw)};
}
#else
constexpr std::size_t halves = 2;
// The even replicates' low words and the odd ones': neighbours, so that the
// two become a vector by a shift.
HWY_INLINE IntVector joined(WordVector even, WordVector odd) {
  const Words d;
  return hn::BitCast(Ints{}, hn::Or(hn::And(even, hn::Set(d, 0xFFFFFFFFULL)),
                                    hn::ShiftLeft<32>(odd)));
}
HWY_INLINE IntVector joined_high(WordVector even, WordVector odd) {
  const Words d;
  return hn::BitCast(Ints{},
                     hn::Or(hn::ShiftRight<32>(even),
                            hn::AndNot(hn::Set(d, 0xFFFFFFFFULL), odd)));
}
HWY_INLINE WordVector half_of(IntVector v, std::size_t half) {
  const Words d;
  const auto both = hn::BitCast(d, v);
  return half == 0 ? hn::And(both, hn::Set(d, 0xFFFFFFFFULL))
                   : hn::ShiftRight<32>(both);
}
#endif

struct Replicates {
  WordVector low[halves];
  WordVector last;
  PhiloxKey key;
};

HWY_INLINE Replicates replicates_of(const StreamAddress& address,
                                    std::size_t lane) {
  const Words d;
  const PhiloxCounter counter = address.counter(0);
  Replicates r;
  r.last = hn::Set(d, counter[3]);
  r.key = address.key();
  const auto each = hn::Mul(hn::Iota(d, 0), hn::Set(d, halves));
  for (std::size_t h = 0; h < halves; ++h)
    r.low[h] =
        hn::Add(each, hn::Set(d, std::uint64_t{counter[2]} + lane + h));
  return r;
}

// Items `item` and on, `halves` states of each.
template <std::size_t items>
HWY_INLINE void words_of(const Replicates& r, std::uint64_t item,
                         State (&states)[items * halves]) {
  const Words d;
  for (std::size_t k = 0; k < items; ++k)
    for (std::size_t h = 0; h < halves; ++h)
      states[k * halves + h] = {hn::Set(d, (item + k) & 0xFFFFFFFF),
                                hn::Set(d, (item + k) >> 32), r.low[h],
                                r.last};
  philox_rounds(states, r.key);
}

// As signed numbers that are ordered as the words are.
HWY_INLINE IntVector ordered(IntVector words) {
  return hn::Xor(words, hn::Set(Ints{}, lowest));
}

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
  HWY_ALIGN std::int32_t words[4][hn::MaxLanes(n)];
  hn::Store(joined(even.c1, odd.c1), n, words[1]);
  hn::Store(joined(even.c2, odd.c2), n, words[2]);
  hn::Store(joined(even.c3, odd.c3), n, words[3]);
  for (std::size_t l = 0; l < hn::Lanes(n); ++l) {
    const std::uint32_t own[] = {0, static_cast<std::uint32_t>(words[1][l]),
                                 static_cast<std::uint32_t>(words[2][l]),
                                 static_cast<std::uint32_t>(words[3][l])};
    if (own[1] >= f.plan.whole->new_therapy_words) continue;
    const std::size_t at = i * block_lanes + lane + l;
    const TreatmentStop treatment =
        treatment_stop(*f.plan.whole, own,
                       std::min({f.courses.death[at], f.courses.dropout[at],
                                 longest_duration}));
    if (treatment.new_therapy == never) continue;
    row.new_therapy[lane + l] = static_cast<Step>(
        std::min(treatment.new_therapy / duration_step, double(never_step)));
    start.toxicity[lane + l] =
        static_cast<Day>(std::min(treatment.toxicity, double(never_day)));
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
  r.experimental = hn::Ne(hn::PromoteTo(n, hn::LoadU(Arms{}, arms)),
                          hn::Zero(n));
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
  c.stops = hn::Lt(hn::Load(n, start.stops.of + lane),
                   hn::Set(n, plan.stop_limit));
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
  c.new_therapy =
      hn::IfThenElse(before, hn::Set(n, never_step), c.new_therapy);
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
  hn::StoreU(hn::DemoteTo(Shorts{}, hn::IfThenElse(
                                        made, day, hn::Set(n, no_scan_day))),
             Shorts{}, days);
  c.visit = hn::IfThenElse(made, hn::Set(n, visit), c.visit);
  c.day = hn::IfThenElse(made, day, c.day);
  c.active = hn::And(c.active, hn::Or(hn::Eq(c.called[0].day, never_called),
                                      hn::Eq(c.called[1].day, never_called)));
}

// Four visits are two items in as many states: enough to hide their latency.
// They are drawn as long as anybody goes on, which is far fewer than all.
HWY_INLINE int follow(const BlockFollowing& f, const Reading& r,
                      const Replicates& replicates, std::size_t i,
                      std::size_t lane, Course& c) {
  const Ints n;
  const auto& [control, experimental] = f.plan.arms;
  std::int16_t* days =
      f.scans.day.data() + i * most_visits * block_lanes + lane;
  int visit = 1;
  for (; visit <= f.plan.visits && !hn::AllFalse(n, c.active); visit += 4) {
    const auto pair = static_cast<std::uint64_t>(visit - 1) / 2;
    State states[2 * halves];
    words_of<2>(replicates, (pair / 8) << 32 | (8 * i + pair % 8), states);
    for (int k = 0; k < 4; ++k) {
      const State& even = states[static_cast<std::size_t>(k / 2) * halves];
      const State& odd =
          states[static_cast<std::size_t>(k / 2) * halves + halves - 1];
      const bool second = k % 2 == 1;
      const auto offset = joined_high(
          multiply_low(second ? even.c2 : even.c0, r.window[0]),
          multiply_low(second ? odd.c2 : odd.c0, r.window[halves - 1]));
      const auto at = static_cast<std::size_t>(visit + k);
      const auto first_day =
          hn::IfThenElse(r.experimental, hn::Set(n, experimental.first_day[at]),
                         hn::Set(n, control.first_day[at]));
      const auto word = ordered(second ? joined(even.c3, odd.c3)
                                       : joined(even.c1, odd.c1));
      visit_once(r, c, visit + k, hn::Add(first_day, offset), word,
                 days + (at - 1) * block_lanes);
    }
  }
  return visit - 1;
}

HWY_INLINE void store_course(const Course& c, std::size_t lane,
                             HistoryRow& row, LastScanRow& last) {
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

HWY_INLINE unsigned bits_of(IntMask mask, std::size_t lane) {
  std::uint8_t bytes[8] = {};
  hn::StoreMaskBits(Ints{}, mask, bytes);
  return static_cast<unsigned>(bytes[0] | bytes[1] << 8) << lane;
}

void follow_kernel(BlockFollowing& f) {
  const Ints n;
  Start start;
  unsigned unsure = 0;
  for (std::size_t i = 0; i < f.histories.size(); ++i) {
    HistoryRow& row = f.histories[i];
    load_courses(f.courses, i, row, start);
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
                 lane, course);
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
      const std::int16_t* day = scans.day.data() +
                                i * most_visits * block_lanes + lane;
      const int visits = scans.visits[at];
      auto last_visit = hn::Zero(s);
      auto last_day = hn::Zero(s);
      for (int v = 1; v <= visits; ++v, day += block_lanes) {
        const auto here = hn::LoadU(s, day);
        const auto later = hn::Gt(here, by);
        last_visit = hn::IfThenElse(
            later, last_visit, hn::Set(s, static_cast<std::int16_t>(v)));
        last_day = hn::IfThenElse(later, last_day, here);
      }
      hn::Store(hn::PromoteTo(n, last_visit), n, last[i].visit.of + lane);
      hn::Store(hn::PromoteTo(n, last_day), n, last[i].day.of + lane);
    }
}

}  // namespace rehearse::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace rehearse {
HWY_EXPORT(follow_kernel);
HWY_EXPORT(last_scans_kernel);

namespace {

// A word is below a limit of up to 2^32 if its ordered number is below this;
// but for the word 2^32 - 1 and the limit 2^32.
std::int32_t limit_of(std::uint64_t limit) {
  const std::uint64_t most = std::min<std::uint64_t>(limit, 0xFFFFFFFF);
  return static_cast<std::int32_t>(static_cast<std::int64_t>(most) -
                                   (std::int64_t{1} << 31));
}

// A table says what a word is, and gives findings in the words' order: the
// first word that isn't `before`, by halving.
template <class Before>
std::int32_t limit_where(const Before& before) {
  std::uint64_t low = 0;
  std::uint64_t high = std::uint64_t{1} << 32;
  while (low < high) {
    const std::uint64_t middle = (low + high) / 2;
    if (before(static_cast<std::uint32_t>(middle)))
      low = middle + 1;
    else
      high = middle;
  }
  return limit_of(low);
}

BlockVisitPlan::Limits limits_of(const FindingTable& table,
                                 TumourState state) {
  const auto is = [&](std::uint32_t word, auto... findings) {
    return ((table.find(word, state) == findings) || ...);
  };
  using enum Finding;
  return {limit_where([&](std::uint32_t w) { return is(w, both); }),
          limit_where(
              [&](std::uint32_t w) { return is(w, both, investigator); }),
          limit_where([&](std::uint32_t w) {
            return is(w, both, investigator, committee);
          })};
}

BlockVisitPlan::Arm arm_of(const AssessmentPlan::Arm& arm) {
  BlockVisitPlan::Arm ours;
  const auto& [schedule, findings] = arm;
  for (std::size_t visit = 0; visit < ours.first_day.size(); ++visit)
    ours.first_day[visit] = std::min(
        schedule.nominal_day(static_cast<int>(visit)) - schedule.window(),
        never_day);
  ours.window_days = 2 * schedule.window() + 1;
  ours.limits = {limits_of(findings, TumourState::stable),
                 limits_of(findings, TumourState::progressed)};
  ours.missed_from =
      limit_where([&](std::uint32_t w) { return !findings.is_missed(w); });
  return ours;
}

}  // namespace

BlockVisitPlan::BlockVisitPlan(const AssessmentPlan& plan)
    : arms{arm_of(plan.arms[0]), arm_of(plan.arms[1])},
      stop_limit(limit_of(plan.stop_words)),
      has_stops(plan.stop_words > 0 || plan.new_therapy_words > 0),
      whole(&plan),
      visits(most_visits) {
  const auto fits = [&](int count) {  // four at a time
    return std::ranges::all_of(arms, [&](const Arm& arm) {
      return arm.first_day[static_cast<std::size_t>(count)] + arm.window_days <=
             no_scan_day;
    });
  };
  while (visits > 0 && !fits(visits)) visits -= 4;
  const auto next = static_cast<std::size_t>(visits) + 1;
  complete_until = std::min(arms[0].first_day[next], arms[1].first_day[next]);
}

void follow_block(BlockFollowing& following) {
  HWY_DYNAMIC_DISPATCH(follow_kernel)(following);
}

void find_last_scans(const ScanDays& scans,
                     std::span<const HistoryRow> histories,
                     std::span<const Step> limit, std::span<LastScanRow> last) {
  HWY_DYNAMIC_DISPATCH(last_scans_kernel)
  (scans, histories.data(), histories.size(), limit.data(), last.data());
}
}  // namespace rehearse
#endif  // HWY_ONCE
