#include "rehearse/montecarlo/familywise_error.hpp"

#include <vector>

#include "rehearse/core/normal.hpp"
#include "rehearse/montecarlo/graph_decision.hpp"
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
