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
