// The engine against the slow reference implementation, over random trials of
// several hypotheses: participants, cuts, data and decisions.
#include <bit>
#include <cmath>
#include <optional>

#include "rehearse/montecarlo/graph_decision.hpp"
#include "rehearse/montecarlo/joint_estimate.hpp"
#include "rehearse/montecarlo/replicate.hpp"
#include "rehearse/montecarlo/switching_estimate.hpp"
#include "support/catch.hpp"
#include "support/random_hypotheses.hpp"
#include "support/reference_hypotheses.hpp"
#include "support/reference_parametric.hpp"

using namespace rehearse;

namespace {

constexpr double tick = 0x1p-24;  // of entries and cuts [days]
constexpr double step = 0x1p-14;  // of durations [days]

// What the scenarios made happen: a test of nothing must fail.
struct Seen {
  // Looks:
  int looks = 0, unreached = 0, uninformed = 0, empty = 0, with = 0;
  int together = 0;   // with one of an earlier hypothesis
  int with_late = 0;  // later than the look it is with
  int events_in = 0;  // at events of a population, and reached
  int other_z = 0;    // censored at the switch, or as without it
  int first_bounds = 0, no_level = 0, futility = 0, harm = 0;
  // Rejections:
  int rejections = 0, of_survival = 0, of_further_arms = 0, in_populations = 0;
  int passed_on = 0;   // at a level above its first
  int at_once = 0;     // ... on the day of another's, each counted
  int look_backs = 0;  // shown by an earlier look
  int beside = 0;      // because others are certain
  int binding = 0;     // stopped for futility that is binding
  // Participants:
  int switched = 0, unknown_deaths = 0;
  // Replicates:
  int several = 0, undecided = 0, with_external = 0;
  int in_lanes = 0;
};

bool same_number(double a, double b, double tolerance) {
  if (std::isinf(a) || std::isinf(b)) return a == b;
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) == std::isnan(b);
  return std::abs(a - b) <= tolerance * std::max(1.0, std::abs(b));
}

// A late time in a flat tail is the inverse of nearly nothing.
bool same_time(double a, double b) {
  return std::abs(a - b) <= std::max(step, 1e-9 * b);
}

void check_participants(const Scenario& s, const Participants& ours,
                        const std::vector<reference::Participant>& theirs,
                        Seen& seen) {
  REQUIRE(ours.size() == theirs.size());
  for (std::size_t i = 0; i < theirs.size(); ++i) {
    CAPTURE(i);
    const reference::Participant& p = theirs[i];
    REQUIRE(std::abs(ours.entry[i] - p.entry) <= tick);
    for (std::size_t f = 0; f < s.factors.size(); ++f)
      REQUIRE(level_of(s, ours.cell[i], f) == p.levels[f]);
    REQUIRE(ours.stratum[i] == p.stratum);
    REQUIRE(ours.block[i] == p.block);
    REQUIRE(ours.arm[i] == p.arm);
    REQUIRE(same_time(ours.event_time[i], p.event_time));
    REQUIRE(std::abs(ours.dropout_time[i] - p.dropout_time) <= step);
    if (ours.death.empty()) continue;
    REQUIRE(same_time(ours.death_without_switch[i], p.death_without_switch));
    REQUIRE(same_time(ours.progression[i], p.progression));
    REQUIRE(same_time(ours.switched[i], p.switched));
    REQUIRE(same_time(ours.death[i], p.death));
    seen.switched += p.switched < 1e6 ? 1 : 0;
    seen.unknown_deaths += p.death < 1e6 && p.death > p.dropout_time ? 1 : 0;
  }
}

void check_data(const LookResult& ours, const reference::HypothesisLook& theirs,
                Seen& seen) {
  REQUIRE(ours.reached == theirs.cut.reached);
  REQUIRE(std::abs(ours.analysis_time - theirs.cut.time) <= 2 * tick);
  REQUIRE(ours.participants == theirs.participants);
  REQUIRE(ours.events_by_arm[0] == theirs.events[0]);
  REQUIRE(ours.events_by_arm[1] == theirs.events[1]);
  REQUIRE(ours.events == theirs.events[0] + theirs.events[1]);
  REQUIRE(ours.informed == theirs.informed);
  REQUIRE(same_number(ours.z, theirs.z, 1e-9));
  REQUIRE(same_number(ours.log_hazard_ratio, theirs.log_hazard_ratio, 1e-6));
  ++seen.looks;
  seen.unreached += ours.reached ? 0 : 1;
  seen.uninformed += ours.informed ? 0 : 1;
  seen.empty += ours.participants == 0 ? 1 : 0;
}

void check_decision(const LookResult& ours,
                    const reference::HypothesisLook& theirs, Seen& seen) {
  REQUIRE(same_number(ours.level, theirs.level, 1e-12));
  REQUIRE(ours.stop == theirs.stop);
  seen.futility += ours.stop == Stop::futility ? 1 : 0;
  seen.harm += ours.stop == Stop::harm ? 1 : 0;
  seen.no_level += theirs.level == 0.0 ? 1 : 0;
  REQUIRE(same_number(ours.efficacy_z, theirs.efficacy_z, 1e-9));
  REQUIRE(ours.reject == (theirs.informed && theirs.z >= theirs.efficacy_z));
}

void check_first_bound(const AnalysisPlan& plan, const LookResult& ours,
                       const reference::HypothesisLook& theirs, Seen& seen) {
  if (theirs.by_look_back) return;
  const double bound = reference::first_bound(plan, theirs.level, ours.events);
  if (std::isnan(bound)) return;
  CAPTURE(ours.efficacy_z, bound, theirs.level, ours.events);
  REQUIRE(same_number(ours.efficacy_z, bound, 1e-7));
  ++seen.first_bounds;
}

void count_rejection(const Scenario& s, std::size_t number, std::size_t h,
                     const reference::HypothesesTrial& trial, Seen& seen) {
  const Hypothesis& hypothesis = s.hypotheses[number];
  const Comparison& comparison = hypothesis.analysis.comparison;
  ++seen.rejections;
  seen.of_survival += comparison.overall_survival ? 1 : 0;
  seen.of_further_arms += comparison.arm > 1 ? 1 : 0;
  seen.in_populations += comparison.population.empty() ? 0 : 1;
  for (const auto& look : trial.looks[h])
    seen.look_backs += look.by_look_back ? 1 : 0;
  if (trial.rejected_at[h] <= hypothesis.alpha * (1.0 + 1e-9)) return;
  ++seen.passed_on;
  for (std::size_t other = 0; other < trial.looks.size(); ++other)
    seen.at_once += other != h && trial.rejected[other] &&
                    trial.decided_at[other] == trial.decided_at[h];
}

void count_look(const AnalysisPlan& plan, std::size_t h, std::size_t k,
                const reference::HypothesesTrial& trial, Seen& seen) {
  const double time = trial.looks[h][k].cut.time;
  for (std::size_t earlier = 0; earlier < h; ++earlier)
    for (const auto& look : trial.looks[earlier])
      seen.together += look.cut.time == time ? 1 : 0;
  seen.events_in +=
      plan.looks[k].events_in && trial.looks[h][k].cut.reached ? 1 : 0;
  const std::optional<std::size_t> with = plan.looks[k].with;
  if (!with) return;
  ++seen.with;
  seen.with_late += time > trial.looks[0][*with].cut.time ? 1 : 0;
}

class Comparer {
 public:
  explicit Comparer(const Scenario& s)
      : s_(s),
        simulated_(simulated_hypotheses(s)),
        plans_(all_plans(s)),
        plan_(s),
        graph_(s),
        engine_(plan_, plans_, graph_) {}

  void compare(std::uint64_t replicate, Seen& seen) {
    const std::span<const LookResult> looks = engine_.run(replicate);
    const auto people = reference::simulate(s_, replicate);
    const auto trial = reference::test_hypotheses(s_, people);
    check_participants(s_, engine_.participants(), people, seen);
    REQUIRE(trial.looks.size() == simulated_.size());
    const bool clear = trial.nearest > 1e-7;
    seen.undecided += clear ? 0 : 1;
    seen.in_lanes += engine_.lanes() > 1 ? 1 : 0;
    seen.with_external += simulated_.size() < s_.hypotheses.size() ? 1 : 0;
    std::size_t at = 0;
    for (std::size_t h = 0; h < simulated_.size(); ++h)
      for (std::size_t k = 0; k < trial.looks[h].size(); ++k, ++at) {
        CAPTURE(h, k);
        count_look(plans_[h], h, k, trial, seen);
        check_data(looks[at], trial.looks[h][k], seen);
        if (clear) check_decision(looks[at], trial.looks[h][k], seen);
        if (clear && k == 0)
          check_first_bound(plans_[h], looks[at], trial.looks[h][k], seen);
      }
    check_without_switching(looks.subspan(at), people, trial, seen);
    if (clear) check_trial(looks, trial, seen);
    check_beside(looks, trial, replicate, seen);
  }

 private:
  static std::vector<AnalysisPlan> all_plans(const Scenario& s) {
    std::vector<AnalysisPlan> plans = hypothesis_plans(s);
    const std::vector<AnalysisPlan> further = switching_plans(s);
    plans.insert(plans.end(), further.begin(), further.end());
    return plans;
  }

  // Further analyses, each at its hypothesis's last look.
  void check_without_switching(
      std::span<const LookResult> looks,
      const std::vector<reference::Participant>& people,
      const reference::HypothesesTrial& trial, Seen& seen) const {
    REQUIRE(looks.size() == plans_.size() - simulated_.size());
    for (std::size_t a = 0; a < looks.size(); ++a) {
      CAPTURE(a);
      const AnalysisPlan& plan = plans_[simulated_.size() + a];
      const auto& last = trial.looks[plan.with_analysis].back();
      const auto look = reference::look_at(s_, plan, people, last.cut);
      check_data(looks[a], look, seen);
      seen.other_z += look.z != last.z ? 1 : 0;
    }
  }

  void check_trial(std::span<const LookResult> looks,
                   const reference::HypothesesTrial& trial, Seen& seen) const {
    std::vector<std::size_t> count;
    RejectedSet expected = 0;
    for (std::size_t h = 0; h < simulated_.size(); ++h) {
      count.push_back(trial.looks[h].size());
      if (!trial.rejected[h]) continue;
      expected |= 1U << h;
      count_rejection(s_, simulated_[h], h, trial, seen);
    }
    REQUIRE(rejected_set(looks, count) == expected);
    seen.several += std::popcount(expected) > 1 ? 1 : 0;
    REQUIRE(std::abs(trial_end(looks, count) - reference::trial_end(trial)) <=
            2 * tick);
  }

  // Some of the hypotheses certain; and that no mean of theirs is worse.
  void check_beside(std::span<const LookResult> looks,
                    const reference::HypothesesTrial& trial,
                    std::uint64_t replicate, Seen& seen) {
    std::vector<bool> certain;
    RejectedSet set = 0;
    for (std::size_t h = 0; h < simulated_.size(); ++h) {
      certain.push_back((replicate % 7 + h * (h + 1)) % 4 > 1);
      set |= certain[h] ? RejectedSet{1} << h : 0U;
    }
    std::vector<LookResult> copy{looks.begin(), looks.end()};
    const RejectedSet ours = graph_->rejected_beside(copy, set);
    const auto theirs = reference::rejected_beside(s_, trial, certain);
    for (std::size_t h = 0; h < simulated_.size(); ++h) {
      CAPTURE(h, certain[h]);
      REQUIRE((ours >> h & 1U) == (theirs[h] ? 1U : 0U));
      seen.beside += theirs[h] && !trial.rejected[h] ? 1 : 0;
      for (const reference::HypothesisLook& look : trial.looks[h])
        seen.binding += look.stop == Stop::futility && !certain[h] &&
                                !theirs[h] &&
                                plans_[h].futility.rule == FutilityRule::binding
                            ? 1
                            : 0;
    }
    for (const double drift : {0.5, 1.5, 3.0}) {
      std::size_t at = 0;
      for (std::size_t h = 0; h < simulated_.size(); ++h)
        for (std::size_t k = 0; k < trial.looks[h].size(); ++k, ++at)
          copy[at].z =
              looks[at].z +
              (certain[h] ? drift + 0.3 * static_cast<double>(h) : 0.0);
      CAPTURE(drift);
      REQUIRE((graph_->rejected_beside(copy, 0) & ~ours) == 0);
    }
  }

  const Scenario& s_;
  std::vector<std::size_t> simulated_;
  std::vector<AnalysisPlan> plans_;
  TrialPlan plan_;
  std::optional<GraphDecision> graph_;
  ReplicateEngine engine_;
};

// About four fifths of what there is of each.
void check_not_vacuous(const Seen& seen) {
  CHECK(seen.looks >= 20000);
  CHECK(seen.unreached >= 1500);
  CHECK(seen.uninformed >= 2000);
  CHECK(seen.empty >= 150);
  CHECK(seen.with >= 4000);
  CHECK(seen.with_late >= 400);
  CHECK(seen.together >= 10000);
  CHECK(seen.events_in >= 1500);
  CHECK(seen.other_z >= 1000);
  CHECK(seen.first_bounds >= 2500);
  CHECK(seen.no_level >= 8000);
  CHECK(seen.futility >= 500);
  CHECK(seen.harm >= 400);
  CHECK(seen.rejections >= 1200);
  CHECK(seen.of_survival >= 500);
  CHECK(seen.of_further_arms >= 400);
  CHECK(seen.in_populations >= 250);
  CHECK(seen.passed_on >= 500);
  CHECK(seen.at_once >= 500);
  CHECK(seen.look_backs >= 60);
  CHECK(seen.beside >= 3000);
  CHECK(seen.binding >= 10);
  CHECK(seen.switched >= 20000);
  CHECK(seen.unknown_deaths >= 50000);
  CHECK(seen.several >= 300);
  CHECK(seen.with_external >= 500);
  CHECK(seen.in_lanes >= 2000);
  CHECK(seen.undecided <= 5);
}

}  // namespace

TEST_CASE("several hypotheses are tested as the reference tests them",
          "[montecarlo][exact][HYP-07]") {
  Seen seen;
  for (std::uint64_t number = 0; number < 1000; ++number) {
    const Scenario s = random_hypotheses(number);
    Comparer comparer{s};
    for (const std::uint64_t replicate :
         {number % 5, number % 3 + 5, number << 25}) {
      CAPTURE(number, replicate);
      comparer.compare(replicate, seen);
    }
  }
  check_not_vacuous(seen);
}

namespace {

struct JointlySeen {
  int rejections = 0, several = 0, two_looks = 0;
  int raised = 0;     // p that need raised bounds
  int undecided = 0;  // within a thousandth of one
};

void compare_jointly(const Scenario& s, std::uint64_t replicate,
                     JointlySeen& seen) {
  const TrialPlan plan{s};
  const std::vector<AnalysisPlan> plans = hypothesis_plans(s);
  std::optional<GraphDecision> graph{s};
  ReplicateEngine engine{plan, plans, graph};
  const auto looks = engine.run(replicate);
  const auto people = reference::simulate(s, replicate);
  const auto trial = reference::test_hypotheses(s, people);
  const auto joint = reference::test_jointly(s, people, trial);
  if (joint.nearest < 1e-3) {
    ++seen.undecided;
    return;
  }
  const std::size_t each = plans[0].looks.size();
  const RejectedSet ours =
      rejected_set(looks, std::vector<std::size_t>(plans.size(), each));
  for (std::size_t h = 0; h < plans.size(); ++h) {
    CAPTURE(h);
    REQUIRE((ours >> h & 1U) == (joint.rejected[h] ? 1U : 0U));
  }
  seen.rejections += std::popcount(ours);
  seen.several += std::popcount(ours) > 1 ? 1 : 0;
  seen.raised += joint.raised;
  seen.two_looks += each > 1 ? 1 : 0;
}

}  // namespace

// Decisions within a thousandth of a level are left out, since probabilities
// of the normal are integrated.
TEST_CASE("tests by their correlation are those of the reference",
          "[montecarlo][exact][HYP-07]") {
  JointlySeen seen;
  for (std::uint64_t number = 0; number < 400; ++number) {
    const Scenario s = random_parametric(number);
    for (const std::uint64_t replicate : {number % 5, number + 7}) {
      CAPTURE(number, replicate);
      compare_jointly(s, replicate, seen);
    }
  }
  CHECK(seen.rejections >= 200);
  CHECK(seen.several >= 60);
  CHECK(seen.raised >= 10);
  CHECK(seen.two_looks >= 200);
  CHECK(seen.undecided <= 40);
}
