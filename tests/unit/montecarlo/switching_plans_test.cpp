#include <cmath>
#include <tuple>
#include <vector>

#include "rehearse/design/analysis_design.hpp"
#include "rehearse/montecarlo/graph_decision.hpp"
#include "rehearse/montecarlo/replicate.hpp"
#include "rehearse/montecarlo/switching_estimate.hpp"
#include "support/catch.hpp"
#include "support/random_scenario.hpp"

using namespace rehearse;

namespace {

// PFS at 60 and 120 events, and OS with it; also as nobody had switched.
Scenario pfs_and_os() {
  Scenario s = w1_scenario();
  s.endpoint.death.after_progression_hazard = 0.003;
  s.endpoint.death.switching = Switching{};
  s.endpoint.death.switching->probability = 0.5;
  Hypothesis pfs;
  pfs.name = "PFS";
  pfs.alpha = pfs.analysis.alpha = 0.02;
  pfs.analysis.looks.resize(2);
  pfs.analysis.looks[0].events = 60;
  pfs.analysis.looks[1].events = 120;
  pfs.analysis.looks[1].name = "last";
  Hypothesis os = pfs;
  os.name = "OS";
  os.endpoint = HypothesisEndpoint::os;
  os.alpha = os.analysis.alpha = 0.005;
  os.analysis.comparison.overall_survival = true;
  os.also = {SwitchingAnalysis::censor_at_switch};
  s.hypotheses = {pfs, os};
  return s;
}

std::vector<AnalysisPlan> all_plans(const Scenario& s) {
  std::vector<AnalysisPlan> plans = hypothesis_plans(s);
  const std::vector<AnalysisPlan> further = switching_plans(s);
  plans.insert(plans.end(), further.begin(), further.end());
  return plans;
}

}  // namespace

TEST_CASE("analyses without switching are feasible whatever the bounds",
          "[montecarlo][exact]") {
  Scenario s = pfs_and_os();
  AnalysisPlan& os = s.hypotheses[1].analysis;
  SECTION("points of two looks") {
    os.efficacy.rule = PointSpending{{0.002, 0.005}};
  }
  SECTION("beta of two looks") {
    os.futility.spending = FunctionSpending{Spending::hwang_shih_decani, -2.0};
    for (Look& look : os.looks) look.futility = FutilityBySpending{};
  }
  SECTION("harm at points of two looks") {
    os.harm = HarmRule{0.1, PointSpending{{0.05, 0.1}}};
  }
  REQUIRE(std::holds_alternative<SolvedPlan>(solve_plan(os, 0.5)));
  const std::vector<AnalysisPlan> plans = switching_plans(s);
  REQUIRE(plans.size() == 2);
  for (const AnalysisPlan& plan : plans) CHECK(plan.looks[0].name == "last");
  for (const AnalysisPlan& plan : plans)
    CHECK(std::holds_alternative<SolvedPlan>(solve_plan(plan, 0.5)));
}

TEST_CASE("analyses without switching are of their own replicate",
          "[montecarlo][exact][HYP-06]") {
  // OS waits for PFS's looks, the further analyses for OS's.
  Scenario s = pfs_and_os();
  for (std::size_t k = 0; k < 2; ++k) {
    Look& look = s.hypotheses[1].analysis.looks[k];
    look.events.reset();
    look.with = k;
    look.information_fraction = k == 0 ? 0.5 : 1.0;
  }
  const TrialPlan plan{s};
  const std::vector<AnalysisPlan> plans = all_plans(s);
  std::optional<GraphDecision> graph;
  graph.emplace(s);
  ReplicateEngine engine{plan, plans, graph};
  for (const std::uint64_t replicate : {0, 1, 2}) {
    CAPTURE(replicate);
    const std::span<const LookResult> looks = engine.run(replicate);
    REQUIRE(looks.size() == 6);
    for (std::size_t look = 3; look < 6; ++look) {
      CAPTURE(look);
      CHECK(looks[look].reached);
      CHECK(looks[look].analysis_time == looks[1].analysis_time);
      CHECK(looks[look].participants == looks[1].participants);
    }
  }
}

TEST_CASE("what switching takes from an estimate, by hand",
          "[montecarlo][exact]") {
  // Looks: PFS's two, OS's two, then OS as if nobody had switched, and with
  // censoring at the switch.
  SwitchingTally tally{pfs_and_os()};
  REQUIRE_FALSE(tally.empty());
  const double log_ratios[3][3]{// randomized, without switching, censored
                                {-0.25, -0.50, -0.75},
                                {-0.125, -0.25, 0.125},
                                {-0.5, -0.75, HUGE_VAL}};
  for (const auto& row : log_ratios) {
    std::vector<LookResult> looks(6);
    for (std::size_t k = 0; k < 3; ++k) {
      looks[3 + k].log_hazard_ratio = row[k];
      looks[3 + k].log_hazard_ratio_se = 0.25;
    }
    tally.add(looks);
  }
  const auto estimates = tally.estimates();
  REQUIRE(estimates.size() == 3);
  const auto& [randomized, without, censored] =
      std::tie(estimates[0], estimates[1], estimates[2]);
  CHECK(randomized.hypothesis == 1);
  CHECK(randomized.switchers == Switchers::as_randomized);
  CHECK(without.switchers == Switchers::without_switch);
  CHECK(randomized.log_hazard_ratio.mean == Approx(-0.875 / 3));
  CHECK(randomized.bias.mean == Approx(0.625 / 3));
  CHECK(randomized.difference.mean == 0.0);
  CHECK(without.bias.mean == 0.0);
  CHECK(without.difference.mean == Approx(-0.625 / 3));
  CHECK(censored.replicates == 2);
  CHECK(censored.bias.mean == Approx((-0.25 + 0.375) / 2));
  CHECK(censored.difference.mean == Approx((-0.5 + 0.25) / 2));
  // The mean without switching is -0.5; 1.96 se are 0.49.
  CHECK(randomized.coverage.estimate == 1.0);
  CHECK(censored.coverage.estimate == 0.5);
}
