#include "rehearse/montecarlo/graph_decision.hpp"

#include <vector>

#include "rehearse/core/normal.hpp"
#include "rehearse/montecarlo/familywise_error.hpp"
#include "rehearse/montecarlo/joint_estimate.hpp"
#include "rehearse/montecarlo/switching_estimate.hpp"
#include "support/catch.hpp"
#include "support/random_scenario.hpp"

using namespace rehearse;

namespace {

// Hypotheses of W1, with looks at `events` of each.
Scenario with_hypotheses(const std::vector<double>& alphas,
                         const std::vector<int>& events,
                         std::vector<Transition> transitions) {
  Scenario s = w1_scenario();
  s.analysis.looks.clear();
  for (const int count : events) {
    Look look;
    look.name = std::to_string(count);
    look.events = count;
    s.analysis.looks.push_back(look);
  }
  s.analysis.efficacy.rule =
      FunctionSpending{Spending::lan_demets_obrien_fleming, 0.0};
  for (std::size_t h = 0; h < alphas.size(); ++h) {
    Hypothesis hypothesis;
    hypothesis.name = "H" + std::to_string(h + 1);
    hypothesis.alpha = alphas[h];
    hypothesis.analysis = s.analysis;
    s.hypotheses.push_back(hypothesis);
  }
  s.multiplicity.transitions = std::move(transitions);
  return s;
}

// Looks at times 1, 2, … with these one-sided p, hypothesis by hypothesis.
std::vector<LookResult> looks_of(const Scenario& s,
                                 const std::vector<double>& p) {
  std::vector<LookResult> looks;
  for (const Hypothesis& hypothesis : s.hypotheses)
    for (std::size_t k = 0; k < hypothesis.analysis.looks.size(); ++k) {
      LookResult& look = looks.emplace_back();
      look.reached = look.informed = true;
      look.events =
          static_cast<std::uint32_t>(*hypothesis.analysis.looks[k].events);
      look.analysis_time = static_cast<double>(k + 1);
      look.z = normal_upper_quantile(p[looks.size() - 1]);
      look.hazard_ratio = 0.8;
    }
  return looks;
}

RejectedSet rejected(const std::vector<LookResult>& looks, std::size_t each) {
  const std::vector<std::size_t> counts(looks.size() / each, each);
  return rejected_set(looks, counts);
}

}  // namespace

// Maurer & Bretz (2013), Stat. Biopharm. Res. 5:311; the data are those of
// lrstat's man/fseqbon.Rd.
TEST_CASE("a graph decides the published case of two looks",
          "[montecarlo][exact][HYP-01]") {
  const Scenario s =
      with_hypotheses({0.0125, 0.0125, 0.0, 0.0}, {100, 200, 300},
                      {{0, 1, 0.5},
                       {0, 2, 0.5},
                       {1, 0, 0.5},
                       {1, 3, 0.5},
                       {2, 1, 1.0},
                       {3, 0, 1.0}});
  std::vector<LookResult> looks = looks_of(
      s, {.0062, .0002, .5, .017, .0035, .5, .009, .002, .5, .13, .06, .5});
  GraphDecision graph{s};
  graph.decide(looks);
  CHECK(rejected(looks, 3) == 0b0111);
  CHECK(looks[1].stop == Stop::efficacy);
  CHECK(looks[1].level == Approx(0.0125));
  CHECK(looks[4].level == Approx(0.01875));
  CHECK(looks[7].level == Approx(0.0125));
  CHECK(looks[10].level == Approx(0.025));  // left to H4
  CHECK(looks[1].efficacy_z == Approx(2.8458).margin(5e-5));
  CHECK(looks[4].efficacy_z == Approx(2.6541).margin(5e-5));
}

TEST_CASE("a level that comes later counts at later looks, or looks back",
          "[montecarlo][exact]") {
  Scenario s = with_hypotheses({0.025, 0.0}, {100, 200}, {{0, 1, 1.0}});
  // The second would be rejected at its first look, had it a level then.
  const std::vector<double> p{0.4, 0.001, 0.0001, 0.3};
  std::vector<LookResult> looks = looks_of(s, p);
  GraphDecision{s}.decide(looks);
  CHECK(rejected(looks, 2) == 0b01);
  CHECK(looks[2].level == 0.0);

  s.hypotheses[1].look_back = true;
  looks = looks_of(s, p);
  GraphDecision{s}.decide(looks);
  CHECK(rejected(looks, 2) == 0b11);
  CHECK(looks[2].stop == Stop::efficacy);
}

// Levels of two equal shares whose tests have correlation .5: c .0125 =
// .0134787 (R: mvtnorm's pmvnorm and uniroot), and .025 once the other is
// rejected.
TEST_CASE("a parametric plan decides by its intersections",
          "[montecarlo][exact]") {
  Scenario s =
      with_hypotheses({0.0125, 0.0125}, {100}, {{0, 1, 1.0}, {1, 0, 1.0}});
  s.arms.push_back({"second", Role::experimental, 1, "", ""});
  s.hypotheses[1].analysis.comparison.arm = 2;
  s.hypotheses[1].analysis.looks[0] = {};
  s.hypotheses[1].analysis.looks[0].with = 0;
  s.hypotheses[1].analysis.looks[0].events = 100;
  const auto decided = [&](const std::vector<double>& p) {
    std::vector<LookResult> looks = looks_of(s, p);
    for (LookResult& look : looks) look.events_by_arm = {50, 50};
    GraphDecision{s}.decide(looks);
    return looks;
  };
  const std::vector<double> between{0.0130, 0.0249};
  CHECK(rejected(decided(between), 1) == 0);
  s.multiplicity.parametric = true;
  const auto both = decided(between);
  CHECK(rejected(both, 1) == 0b11);
  CHECK(both[0].level == Approx(0.025));
  CHECK(both[0].efficacy_z == Approx(z_of_ci95));
  CHECK(both[1].level == Approx(0.025));
  const auto one = decided({0.0130, 0.0251});
  CHECK(rejected(one, 1) == 0b01);
  CHECK(one[0].level == Approx(0.01347866599).epsilon(1e-4));
  CHECK(one[1].level == Approx(0.025));
  CHECK_FALSE(one[1].reject);
  CHECK(rejected(decided({0.0136, 0.0249}), 1) == 0);
  std::vector<LookResult> looks = decided({0.0240, 0.5});
  GraphDecision graph{s};
  CHECK(graph.rejected_beside(looks, 0b10) == 0b11);
}

TEST_CASE("looks count in the order of their times, not of the config",
          "[montecarlo][exact]") {
  const Scenario s = with_hypotheses({0.025, 0.0}, {100}, {{0, 1, 1.0}});
  std::vector<LookResult> looks = looks_of(s, {0.001, 0.001});
  looks[0].analysis_time = 2.0;
  looks[1].analysis_time = 1.0;  // before its level comes
  GraphDecision{s}.decide(looks);
  CHECK(rejected(looks, 1) == 0b01);
  looks[1].analysis_time = 2.0;
  GraphDecision{s}.decide(looks);
  CHECK(rejected(looks, 1) == 0b11);
}

TEST_CASE("futility ends a hypothesis, harm the trial", "[montecarlo][exact]") {
  Scenario s = with_hypotheses({0.0125, 0.0125}, {100, 200}, {});
  s.hypotheses[0].analysis.looks[0].futility = FutilityAtZ{0.0};
  std::vector<LookResult> looks = looks_of(s, {0.9, 1e-6, 0.5, 1e-6});
  GraphDecision{s}.decide(looks);
  CHECK(looks[0].stop == Stop::futility);
  CHECK(rejected(looks, 2) == 0b10);

  s.hypotheses[0].harm_hazard_ratio = 1.2;
  looks = looks_of(s, {0.9, 1e-6, 0.5, 1e-6});
  looks[0].hazard_ratio = 1.3;
  GraphDecision{s}.decide(looks);
  CHECK(looks[0].stop == Stop::harm);
  CHECK(rejected(looks, 2) == 0);
  CHECK(trial_end(looks, std::vector<std::size_t>{2, 2}) == 1.0);
}

TEST_CASE("an external hypothesis keeps its alpha", "[montecarlo][exact]") {
  Scenario s = with_hypotheses({0.0, 0.025}, {100}, {{1, 0, 1.0}});
  s.hypotheses[1].endpoint = HypothesisEndpoint::external;
  CHECK(simulated_hypotheses(s) == std::vector<std::size_t>{0});
  Scenario alone = s;
  alone.hypotheses.resize(1);
  std::vector<LookResult> looks = looks_of(alone, {1e-9});
  GraphDecision{s}.decide(looks);
  CHECK(rejected(looks, 1) == 0);
}

TEST_CASE("sets of rejected hypotheses are counted", "[montecarlo][exact]") {
  RejectedSets sets{2};
  for (const RejectedSet set : {0U, 1U, 1U, 3U}) sets.add(set);
  const auto second = [](RejectedSet set) { return (set & 2U) != 0; };
  const auto first = [](RejectedSet set) { return (set & 1U) != 0; };
  CHECK(sets.probability(first).estimate == 0.75);
  CHECK(sets.conditional(second, first).estimate == Approx(1.0 / 3.0));
  const Success success{"B or A and B", {{1}, {0, 1}}};
  CHECK(succeeds(success, std::vector<std::size_t>{0, 1}, 2));
  CHECK_FALSE(succeeds(success, std::vector<std::size_t>{0, 1}, 1));
}

// The trial is W1 with PFS and overall survival at the same time: two tests at
// full alpha err too often, a fixed sequence doesn't. A null hypothesis
// rejected at p ± 4 errors of 20,000 replicates: false alarms 6e-5 each.
TEST_CASE("the familywise error is found, and found to be too large",
          "[montecarlo][statistical][HYP-03]") {
  Scenario s = with_hypotheses({0.025, 0.0}, {161}, {{0, 1, 1.0}});
  s.endpoint.death = {0.2, 0.005};
  s.replicates = 20'000;
  s.hypotheses[1].endpoint = HypothesisEndpoint::os;
  s.hypotheses[1].analysis.comparison.overall_survival = true;
  Look last;
  last.with = 0;
  last.information_fraction = 1.0;
  s.hypotheses[1].analysis.looks = {last};
  const auto sets = all_null_sets(s);
  const auto errors_of = [&] {
    return familywise_errors(s, sets, [](auto) { return RunOptions{}; }).of;
  };
  for (const FamilywiseError& e : errors_of())
    CHECK(e.error.estimate < 0.025 + 4.0 * e.error.mcse);
  s.hypotheses[1].alpha = 0.025;
  s.multiplicity = {0.05, {}, false, {}};
  const auto errors = errors_of();
  CHECK(errors[0].null == 0b11);
  CHECK(errors[0].error.estimate > 0.025 + 4.0 * errors[0].error.mcse);
}
