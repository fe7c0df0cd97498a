#include "rehearse/montecarlo/familywise_error.hpp"

#include <cmath>
#include <vector>

#include "rehearse/core/normal.hpp"
#include "rehearse/montecarlo/graph_decision.hpp"
#include "rehearse/trial/hypothesis_view.hpp"
#include "support/catch.hpp"
#include "support/random_scenario.hpp"

using namespace rehearse;

namespace {

// W1's PFS against these margins, in a fixed sequence.
Scenario against(const std::vector<double>& margins) {
  Scenario s = w1_scenario();
  for (const double margin : margins) {
    Hypothesis& h = s.hypotheses.emplace_back();
    h.name = "H" + std::to_string(s.hypotheses.size());
    h.alpha = s.hypotheses.size() == 1 ? 0.025 : 0.0;
    h.analysis = s.analysis;
    h.analysis.null_hazard_ratio = margin;
  }
  for (std::size_t h = 1; h < margins.size(); ++h)
    s.multiplicity.transitions.push_back({h - 1, h, 1.0});
  return s;
}

FamilywiseErrors errors_of(const Scenario& s) {
  const auto sets = all_null_sets(s);
  return familywise_errors(s, sets, [](auto) { return RunOptions{}; });
}

Proportion error_of(const FamilywiseErrors& errors, RejectedSet null) {
  for (const FamilywiseError& e : errors.of)
    if (e.null == null) return e.error;
  FAIL("the set is there");
  return {};
}

}  // namespace

TEST_CASE("null hypotheses of one comparison are nested",
          "[montecarlo][exact][HYP-03]") {
  const Scenario s = against({1.25, 1.0});
  CHECK(all_null_sets(s) == std::vector<RejectedSet>{0b10, 0b11});
  CHECK_FALSE(can_be_null(s, 0b01));
  CHECK(null_trials(s, all_null_sets(s)) == 2);
  CHECK_FALSE(without_common_null(s));
  CHECK(all_null_sets(against({1.0, 1.0})).size() == 3);

  Scenario other = s;
  other.hypotheses[1].analysis.comparison.overall_survival = true;
  other.hypotheses[1].endpoint = HypothesisEndpoint::os;
  CHECK(without_common_null(other) == std::array<std::size_t, 2>{0, 1});
  other = s;
  other.hypotheses[1].analysis.comparison.population = {{0, 0}};
  CHECK(without_common_null(other) == std::array<std::size_t, 2>{0, 1});
  other.hypotheses[1].analysis.null_hazard_ratio = 1.25;
  CHECK_FALSE(without_common_null(other));
  other = s;
  other.arms.push_back({"second", Role::experimental, 1, "", ""});
  other.hypotheses[1].analysis.comparison.arm = 2;
  CHECK_FALSE(without_common_null(other));
  CHECK(all_null_sets(other).size() == 3);
}

// At a hazard ratio of 1.25 non-inferiority errs as W1 alone at that margin
// (.02595 of a million: results/operating-characteristics.md), at 1
// superiority as W1 at 1 (.02540): it isn't reached without non-inferiority,
// which is rejected whenever superiority is. Limits of 4 errors of 40,000
// replicates: false alarms 6e-5 each.
TEST_CASE("non-inferiority and superiority err as tests of their margins",
          "[montecarlo][statistical][HYP-03]") {
  Scenario s = against({1.25, 1.0});
  s.replicates = 40'000;
  const FamilywiseErrors errors = errors_of(s);
  CHECK(errors.replicates == 80'000);
  const Proportion both = error_of(errors, 0b11);
  CHECK(both.estimate == Approx(0.02595).margin(4.0 * both.mcse));
  const Proportion superiority = error_of(errors, 0b10);
  CHECK(superiority.estimate == Approx(0.02540).margin(4.0 * both.mcse));
}

TEST_CASE("binding futility stops true null hypotheses",
          "[montecarlo][exact]") {
  Scenario s = against({1.0});
  AnalysisPlan& plan = s.hypotheses[0].analysis;
  plan.looks.resize(2, plan.looks[0]);
  plan.looks[0].events = 80;
  plan.looks[0].futility = FutilityAtZ{0.0};
  plan.efficacy.rule = FunctionSpending{Spending::lan_demets_obrien_fleming};
  std::vector<LookResult> looks(2);
  for (std::size_t k = 0; k < 2; ++k) {
    looks[k].reached = looks[k].informed = true;
    looks[k].events = k == 0 ? 80 : 161;
    looks[k].analysis_time = k == 0 ? 1.0 : 2.0;
    looks[k].hazard_ratio = 0.9;
    looks[k].z = k == 0 ? -0.1 : 3.0;
  }
  const auto rejected = [&](std::uint32_t certain) {
    return GraphDecision{s}.rejected_beside(looks, certain);
  };
  CHECK(rejected(0) == 1);
  plan.futility.rule = FutilityRule::binding;
  CHECK(rejected(0) == 0);
  CHECK(rejected(1) == 1);
  looks[0].z = 0.1;
  CHECK(rejected(0) == 1);
  plan.looks[0].futility = FutilityAtHazardRatio{0.9};
  CHECK(rejected(0) == 0);
  CHECK(rejected(1) == 1);
}

namespace {

// W1 with two looks at those whose marker is positive and at everybody, who
// pass all on to one another.
Scenario two_looks_in_populations() {
  Scenario s = w1_scenario();
  s.factors = {{"marker", {"positive", "negative"}, {0.5, 0.5}, {1.0, 1.0}}};
  AnalysisPlan& plan = s.analysis;
  plan.efficacy.rule = FunctionSpending{Spending::lan_demets_obrien_fleming};
  plan.looks.resize(2, plan.looks[0]);
  plan.looks[0].events = 56;
  plan.looks[1].events = 80;
  plan.planned_events = 80;
  for (int h = 0; h < 2; ++h) {
    Hypothesis& hypothesis = s.hypotheses.emplace_back();
    hypothesis.name = h == 0 ? "positive" : "everybody";
    hypothesis.alpha = h == 0 ? 0.015 : 0.010;
    hypothesis.analysis = plan;
  }
  s.hypotheses[0].analysis.comparison.population = {{0, 0}};
  AnalysisPlan& all = s.hypotheses[1].analysis;
  all.planned_events = 160;
  for (std::size_t k = 0; k < 2; ++k) {
    all.looks[k].events.reset();
    all.looks[k].with = k;
    all.looks[k].information_fraction = k == 0 ? 0.7 : 1.0;
  }
  s.multiplicity.transitions = {{0, 1, 1.0}, {1, 0, 1.0}};
  s.replicates = 20'000;
  return s;
}

}  // namespace

// The closed test of the graph's own intersections, with levels raised: it
// rejects whatever the graph does, and errs as often as a single test where the
// graph errs less. Limits of
// 4 errors of 20,000 replicates, paired ones for the difference: false alarms
// 6e-5 each.
TEST_CASE("two looks tested by their correlation keep the familywise error",
          "[montecarlo][statistical][HYP-03]") {
  const Scenario plain = two_looks_in_populations();
  Scenario raised = plain;
  raised.multiplicity.parametric = true;
  GraphDecision graph{plain};
  GraphDecision closed{raised};
  const Scenario null = without_effects(plain, std::vector{1.0});
  int by_graph = 0;
  int by_both = 0;
  int lost = 0;
  RunOptions run;
  run.threads.count = 1;
  run.each_replicate = [&](std::uint64_t, std::span<const LookResult> looks) {
    std::vector<LookResult> copy{looks.begin(), looks.end()};
    const auto plainly = graph.rejected_beside(copy, 0);
    const auto jointly = closed.rejected_beside(copy, 0);
    by_graph += plainly != 0 ? 1 : 0;
    by_both += jointly != 0 ? 1 : 0;
    lost += (plainly & ~jointly) != 0 ? 1 : 0;
  };
  (void)estimate_trial(null, run);
  CHECK(lost == 0);
  const double n = 20'000.0;
  const double more = (by_both - by_graph) / n;
  CHECK(more > 4.0 * std::sqrt(more / n));
  CHECK(by_both / n < 0.025 + 4.0 * std::sqrt(0.025 / n));
  CHECK(by_both / n > 0.025 - 4.0 * std::sqrt(0.025 / n));
}

TEST_CASE("looks tested by their correlation are told at what they have",
          "[montecarlo][exact]") {
  Scenario s = two_looks_in_populations();
  s.multiplicity.parametric = true;
  s.hypotheses[0].analysis.looks[0].futility = FutilityAtZ{0.0};
  std::vector<LookResult> looks(4);
  for (std::size_t i = 0; i < 4; ++i) {
    looks[i].reached = looks[i].informed = true;
    looks[i].events = i == 0 ? 56 : i == 1 ? 80 : i == 2 ? 112 : 160;
    looks[i].events_by_arm = {looks[i].events / 2, looks[i].events / 2};
    looks[i].analysis_time = i % 2 == 0 ? 1.0 : 2.0;
    looks[i].hazard_ratio = 0.9;
  }
  const auto decided = [&](const std::vector<double>& z) {
    for (std::size_t i = 0; i < 4; ++i) looks[i].z = z[i];
    GraphDecision{s}.decide(looks);
    return rejected_set(looks, std::vector<std::size_t>{2, 2});
  };
  CHECK(decided({3.0, 0.0, 0.5, 1.95}) == 0b01);
  CHECK(looks[0].stop == Stop::efficacy);
  CHECK(looks[0].level == Approx(0.015));
  CHECK(std::isnan(looks[0].efficacy_z));
  CHECK(looks[1].level == 0.0);
  CHECK(looks[3].level == Approx(0.025));
  CHECK(decided({3.0, 0.0, 0.5, 2.01}) == 0b11);
  CHECK(looks[3].reject);
  // The subgroup stops for futility and isn't tested again.
  CHECK(decided({-0.1, 9.0, 0.5, 2.2}) == 0b00);
  CHECK(looks[0].stop == Stop::futility);
  CHECK(looks[3].level == Approx(0.010));
  CHECK(decided({-0.1, 9.0, 0.5, 2.35}) == 0b10);
}
