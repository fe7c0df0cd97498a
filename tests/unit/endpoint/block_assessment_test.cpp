// A block's lanes against `Assessment` and `ReviewedEndpoint` of each
// replicate: histories, outcomes at cuts, and when events are known.
#include "rehearse/endpoint/block_assessment.hpp"

#include <cmath>

#include "rehearse/core/time_grid.hpp"
#include "rehearse/endpoint/agreement.hpp"
#include "rehearse/random/columns.hpp"
#include "support/catch.hpp"
#include "support/every_target.hpp"

using namespace rehearse;

namespace {

constexpr std::size_t people = 40;

AssessmentSpec spec_of(double lag, double accuracy) {
  const ScanSchedule often{
      std::array{ScanInterval{42, 336.0}, ScanInterval{84, unbounded}}, 7};
  const ScanSchedule seldom{std::array{ScanInterval{63, unbounded}}, 0};
  AssessmentSpec spec;
  const double wrong = (1.0 - accuracy) / 4.0;
  spec.arms = {{often, 0.2, {accuracy, wrong}, {{accuracy, 0.5 * wrong}, {}}},
               {seldom, 0.0, {0.9 * accuracy, 0.0}, {{accuracy, wrong}, {}}}};
  spec.correlation = 0.5;
  spec.stop_after_investigator = 0.6;
  spec.committee_lag = lag;
  spec.discontinuation = {0.002, 0.8, 40.0};
  return spec;
}

// Courses of a block, some of which never progress, die or drop out.
struct Block {
  Column<std::uint8_t> arm = Column<std::uint8_t>(people * block_lanes);
  Column<double> progression = Column<double>(people * block_lanes);
  Column<double> death = progression, dropout = progression,
                 entry = progression;

  explicit Block(std::uint64_t first) {
    fill_exponential({7, Purpose::progression, first}, 0, progression,
                     block_lanes);
    fill_exponential({7, Purpose::death, first}, 0, death, block_lanes);
    fill_exponential({7, Purpose::dropout, first}, 0, dropout, block_lanes);
    fill_exponential({7, Purpose::enrolment, first}, 0, entry, block_lanes);
    for (std::size_t k = 0; k < arm.size(); ++k) {
      arm[k] = (k / block_lanes + k) % 2;
      entry[k] = on_grid(100.0 * entry[k]);
      const auto time = [&](double x, double mean) {
        return x > 2.0 ? never : duration_on_grid(mean * x);
      };
      progression[k] = time(progression[k], 300.0);
      death[k] = time(death[k], 900.0);
      dropout[k] = time(dropout[k], 1500.0);
      if (death[k] < progression[k]) progression[k] = never;
    }
  }
  [[nodiscard]] CourseColumns columns() const {
    return {arm, progression, death, dropout};
  }
  template <class T>
  [[nodiscard]] static std::vector<T> lane(const Column<T>& column,
                                           std::size_t l) {
    std::vector<T> of;
    for (std::size_t i = 0; i < people; ++i)
      of.push_back(column[i * block_lanes + l]);
    return of;
  }
};

// Those of one replicate, by itself.
struct Lane {
  std::vector<std::uint8_t> arm;
  std::vector<double> progression, death, dropout;
  Assessment assessment;

  Lane(const AssessmentPlan& plan, const Block& block, std::size_t l,
       std::uint64_t replicate)
      : arm(Block::lane(block.arm, l)),
        progression(Block::lane(block.progression, l)),
        death(Block::lane(block.death, l)),
        dropout(Block::lane(block.dropout, l)),
        assessment(plan, people) {
    assessment.assess(7, replicate, {arm, progression, death, dropout});
  }
};

double days(Step step) {
  return step == never_step ? never : step * duration_step;
}

void check_history(const HistoryRow& ours, std::size_t l,
                   const ParticipantHistory& theirs, bool open) {
  REQUIRE(days(ours.death[l]) == theirs.death);
  REQUIRE(days(ours.dropout[l]) == theirs.dropout);
  for (std::size_t reader = 0; reader < 2; ++reader) {
    const auto& [day, before] = theirs.first_call[reader];
    const HistoryRow::Call& call = ours.first_call[reader];
    if (open && call.day[l] == never_day) continue;  // not followed so far
    REQUIRE((call.day[l] == never_day ? never : call.day[l]) == day);
    if (day == never) continue;
    REQUIRE(call.visit_before[l] == before.visit);
    REQUIRE(call.day_before[l] == before.day);
  }
  if (open) return;
  REQUIRE(days(ours.new_therapy[l]) == theirs.new_therapy);
  REQUIRE(std::min(days(ours.scan_end[l]), longest_duration) ==
          theirs.scan_end);
  REQUIRE(days(ours.scans_stopped[l]) == theirs.scans_stopped);
}

const std::vector<CensoringRules> rule_sets{
    fda_rules,
    treatment_policy_rules,
    {Treatment::event, Treatment::event, Treatment::event, Treatment::day_1, 0},
    {Treatment::last_scan, Treatment::day_1, Treatment::day_1, Treatment::event,
     2},
    {Treatment::ignore, Treatment::last_scan, Treatment::event,
     Treatment::last_scan, 1}};

struct Compared {
  std::size_t outcomes = 0, events = 0, calls = 0, open = 0;
};

void check_view(BlockAssessment& block, const Block& courses,
                std::vector<Lane>& lanes, const EndpointView& view,
                Compared& compared) {
  BlockReviewedEndpoint ours{block, view};
  ours.settle();
  for (std::size_t l = 0; l < block_lanes; ++l)
    for (std::size_t i = 0; i < people; ++i) {
      const std::size_t k = i * block_lanes + l;
      const double theirs =
          lanes[l].assessment.event_known(i, view.reviewer, view.rules);
      CAPTURE(i, l);
      if (courses.entry[k] + theirs < block.complete_before()[l])
        REQUIRE(days(ours.event_known()[k]) == theirs);
      compared.events += theirs < never ? 1U : 0U;
    }
  Lanes<double> cuts;
  for (double after = 30.0; after < 2000.0; after *= 1.3) {
    for (std::size_t l = 0; l < block_lanes; ++l)
      cuts[l] = on_grid(after + 0.37 * static_cast<double>(l));
    ours.find_outcomes_at(cuts);
    for (std::size_t l = 0; l < block_lanes; ++l)
      for (std::size_t i = 0; i < people; ++i) {
        const std::size_t k = i * block_lanes + l;
        const double cut = cuts[l] - courses.entry[k];
        if (cut <= 0.0 || !(cuts[l] < block.complete_before()[l])) continue;
        CAPTURE(i, l, after);
        const Outcome theirs =
            lanes[l].assessment.outcome_at(i, cut, view.reviewer, view.rules);
        REQUIRE(days(ours.times()[k]) == theirs.time);
        REQUIRE(static_cast<Reason>(ours.reasons()[k]) == theirs.reason);
        ++compared.outcomes;
      }
  }
}

void check_block(const AssessmentPlan& plan, std::uint64_t first,
                 Compared& compared) {
  const Block courses{first};
  BlockAssessment block{plan, people};
  block.assess(7, first, courses.columns(), courses.entry);
  std::vector<Lane> lanes;
  for (std::size_t l = 0; l < block_lanes; ++l) {
    lanes.emplace_back(plan, courses, l, first + l);
    compared.open += block.has_open(l) ? 1U : 0U;
    for (std::size_t i = 0; i < people; ++i) {
      CAPTURE(i, l);
      const ParticipantHistory& theirs = lanes[l].assessment.history(i);
      check_history(block.histories()[i], l, theirs, block.has_open(l));
      compared.calls += theirs.first_call[1].day < never ? 1U : 0U;
    }
  }
  for (const Reviewer reviewer : {Reviewer::investigator, Reviewer::committee})
    for (const CensoringRules& rules : rule_sets)
      check_view(block, courses, lanes, {reviewer, rules}, compared);
  Lanes<double> cuts;
  std::ranges::fill(cuts.of, 400.0);
  const BlockKnowledge known = block.known_at(cuts, Reviewer::committee);
  Column<std::uint8_t> agreement(people * block_lanes);
  find_agreement(known.histories, known.exposure,
                 block.lag_of(Reviewer::committee), agreement);
  for (std::size_t k = 0; k < agreement.size(); ++k)
    if (courses.entry[k] < 400.0 &&
        400.0 < block.complete_before()[k % block_lanes])
      REQUIRE(static_cast<Agreement>(agreement[k]) ==
              agreement_at(
                  lanes[k % block_lanes].assessment.history(k / block_lanes),
                  400.0 - courses.entry[k], plan.committee_lag));
}

}  // namespace

TEST_CASE("a block's lanes are assessed as each replicate by itself",
          "[endpoint][review][exact]") {
  Compared compared;
  for (const double lag : {0.0, 17.0})
    for (const double accuracy : {0.8, 1.0}) {
      const AssessmentPlan plan{spec_of(lag, accuracy)};
      on_every_target([&](std::int64_t target) {
        CAPTURE(hwy::TargetName(target), lag, accuracy);
        check_block(plan, 32, compared);
      });
    }
  CHECK(compared.outcomes > 100'000);
  CHECK(compared.events > 10'000);
  CHECK(compared.calls > 1'000);
}

// Scans every other day for ever: 64 visits are four months.
TEST_CASE("a block says until when its visits are all there are",
          "[endpoint][review][exact]") {
  AssessmentSpec spec = spec_of(0.0, 0.8);
  for (ArmAssessment& arm : spec.arms)
    arm.schedule = ScanSchedule{std::array{ScanInterval{2, unbounded}}, 0};
  const AssessmentPlan plan{spec};
  Compared compared;
  check_block(plan, 16, compared);
  CHECK(compared.open == block_lanes);
  CHECK(compared.outcomes > 1'000);
}
