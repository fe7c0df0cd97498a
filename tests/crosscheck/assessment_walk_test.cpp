// The assessment engine against a walk through each participant's days.
#include <algorithm>
#include <array>
#include <boost/random/mersenne_twister.hpp>
#include <boost/random/uniform_int_distribution.hpp>
#include <boost/random/uniform_real_distribution.hpp>
#include <cmath>
#include <vector>

#include "rehearse/endpoint/reviewed_endpoint.hpp"
#include "support/assessment_luck.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

using Generator = boost::random::mt19937_64;

double uniform(Generator& random) {
  return boost::random::uniform_real_distribution<double>{}(random);
}

template <class T, std::size_t n>
const T& one_of(Generator& random, const std::array<T, n>& values) {
  return values[boost::random::uniform_int_distribution<std::size_t>{
      0, n - 1}(random)];
}

// ---- what a trial may be ----

struct ArmDesign {
  std::vector<ScanInterval> intervals;
  int window;
  double missed;
  ReaderAccuracy investigator;
  Committee committee;
};

struct Design {
  std::array<ArmDesign, 2> arms;
  AssessmentSpec spec;
  double hazard;  // of progression [1/day]
};

ReaderAccuracy random_reader(Generator& random) {
  return {one_of(random, std::array{0.0, 0.5, 0.85, 1.0}),
          one_of(random, std::array{0.0, 0.0, 0.03, 0.2})};
}

ArmDesign random_arm(Generator& random) {
  // The trial's, one whose change falls between visits, dense, sparse.
  static const std::array<std::vector<ScanInterval>, 5> schedules{
      {{{42, 336}, {84}},
       {{42, 350}, {84}},
       {{21, 84}, {63, 252}, {126}},
       {{84, 180}, {42}},
       {{7}}}};
  ArmDesign arm{one_of(random, schedules), 0,
                one_of(random, std::array{0.0, 0.03, 0.3, 0.7}),
                random_reader(random), Committee{random_reader(random), {}}};
  int shortest = 84;
  for (const ScanInterval& interval : arm.intervals)
    shortest = std::min(shortest, interval.every);
  arm.window =
      std::min(one_of(random, std::array{0, 3, 7}), (shortest - 1) / 2);
  if (uniform(random) < 0.3)
    arm.committee.adjudication =
        Adjudication{random_reader(random), random_reader(random)};
  return arm;
}

Design random_design(Generator& random) {
  Design design{{random_arm(random), random_arm(random)}, {}, 0.0};
  for (const ArmDesign& arm : design.arms)
    design.spec.arms.push_back({ScanSchedule{arm.intervals, arm.window},
                                arm.missed, arm.investigator, arm.committee});
  design.spec.correlation = one_of(random, std::array{0.0, 0.5, 0.9});
  design.spec.stop_after_investigator =
      one_of(random, std::array{0.0, 0.5, 0.9, 1.0});
  design.spec.committee_lag = one_of(random, std::array{0.0, 0.0, 14.0, 100.5});
  design.spec.discontinuation = {one_of(random, std::array{0.0, 0.0002, 0.004}),
                                 one_of(random, std::array{0.5, 1.0}), 45.0};
  design.hazard = one_of(random, std::array{0.001, 0.004, 0.02});
  return design;
}

// ---- participants, with times that fall on the days of visits ----

double random_time(Generator& random, double hazard, const ArmDesign& arm) {
  const double time = duration_on_grid(-std::log(1 - uniform(random)) / hazard);
  const double chance = uniform(random);
  if (chance > 0.4 || time > 4000) return time;
  const ScanSchedule schedule{arm.intervals, arm.window};
  const double nominal = schedule.nominal_day(1 + schedule.last_visit_by(time));
  if (chance < 0.1) return nominal;
  if (chance < 0.2) return nominal + arm.window;  // also every deadline's day
  return std::max(1.0, std::round(time));
}

struct Columns {
  std::vector<std::uint8_t> arm;
  std::vector<double> progression;
  std::vector<double> death;
  std::vector<double> dropout;
};

Columns random_participants(Generator& random, const Design& design,
                            std::size_t n) {
  Columns people;
  for (std::size_t i = 0; i < n; ++i) {
    const auto arm = static_cast<std::uint8_t>(random() & 1U);
    const ArmDesign& his = design.arms[arm];
    const double progression = random_time(random, design.hazard, his);
    const bool dies_first = uniform(random) < 0.1;
    const double after = random_time(random, 0.002, his);
    people.arm.push_back(arm);
    people.progression.push_back(dies_first ? never : progression);
    people.death.push_back(dies_first ? progression : progression + after);
    people.dropout.push_back(random_time(random, 0.0005, his));
  }
  return people;
}

// ---- rule sets ----

std::vector<CensoringRules> rule_sets() {
  using enum Treatment;
  return {fda_rules,
          treatment_policy_rules,
          {event, ignore, last_scan, last_scan, 0},
          {ignore, event, day_1, day_1, 2},
          {last_scan, day_1, ignore, event, 1},
          {day_1, last_scan, event, last_scan, 1}};
}

// The last day that a walk goes to: beyond it nobody's outcome changes.
constexpr double long_after = 6000;

struct Tally {
  std::size_t compared = 0;
  std::array<std::size_t, reason_count> reasons{};
};

// At a random cut, at one on the edge of a window, and long after.
std::array<double, 3> cuts_of(Generator& random, const ArmDesign& arm) {
  const ScanSchedule schedule{arm.intervals, arm.window};
  const double cut = duration_on_grid(uniform(random) * 1200);
  const double due = schedule.nominal_day(1 + schedule.last_visit_by(cut));
  const double edge = due + std::round((2 * uniform(random) - 1) * arm.window);
  return {cut, edge, long_after};
}

void compare(Generator& random, const Design& design, std::size_t n,
             Tally& tally) {
  const Columns people = random_participants(random, design, n);
  const std::uint64_t seed = random();
  const std::uint64_t replicate = random() % 1000;
  const AssessmentPlan plan{design.spec};
  Assessment assessment{plan, n};
  assessment.assess(
      seed, replicate,
      {people.arm, people.progression, people.death, people.dropout});
  const reference::AssessmentLuck luck{design.spec, seed, replicate};
  const std::vector<CensoringRules> rules = rule_sets();
  std::vector<ReviewedEndpoint> endpoints;
  for (const Reviewer reviewer : {Reviewer::investigator, Reviewer::committee})
    for (const CensoringRules& set : rules)
      endpoints.emplace_back(assessment, EndpointView{reviewer, set}).settle();
  for (std::size_t i = 0; i < n; ++i) {
    const auto who = luck.draw(i, {people.arm[i], people.progression[i],
                                   people.death[i], people.dropout[i]});
    const auto walk = reference::walk(who, long_after);
    for (const double cut : cuts_of(random, design.arms[people.arm[i]]))
      for (std::size_t e = 0; e < endpoints.size(); ++e) {
        const auto reviewer = static_cast<Reviewer>(e / rules.size());
        const Outcome theirs = reference::outcome(who, walk, cut, reviewer,
                                                  rules[e % rules.size()]);
        const Outcome ours = endpoints[e].outcome_at(i, cut);
        ++tally.compared;
        ++tally.reasons[static_cast<std::size_t>(theirs.reason)];
        if (ours == theirs) continue;
        CAPTURE(seed, replicate, i, cut, e, ours.time, text(ours.reason),
                theirs.time, text(theirs.reason));
        FAIL("engine and walk differ");
      }
  }
}

}  // namespace

TEST_CASE("the assessment engine agrees with a walk day by day",
          "[crosscheck][reference][IRC-02][IRC-06]") {
  Generator random{20260601};
  Tally tally;
  for (int i = 0; i < 500; ++i)
    compare(random, random_design(random), 200, tally);
  CHECK(tally.compared == 100'000 * 3 * 12);
  // Nothing was left out.
  for (std::size_t reason = 0; reason < reason_count; ++reason) {
    CAPTURE(text(static_cast<Reason>(reason)));
    CHECK(tally.reasons[reason] > 1000);
  }
}
