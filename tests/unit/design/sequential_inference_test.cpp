// Values of two looks at 115 and 164 events, Lan-DeMets O'Brien-Fleming at
// 0.025: by R's integrate and uniroot on the bivariate normal density, which
// share nothing with the recursion: alpha*(t) = 2 - 2 Phi(z_{1-alpha/2}/sqrt
// t).
#include "rehearse/design/sequential_inference.hpp"

#include <cmath>
#include <vector>

#include "rehearse/core/normal.hpp"
#include "rehearse/design/analysis_design.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

Look look(const char* name, int events) {
  Look look;
  look.name = name;
  look.events = events;
  return look;
}

AnalysisPlan two_looks() {
  AnalysisPlan plan;
  plan.efficacy.rule = FunctionSpending{Spending::lan_demets_obrien_fleming};
  plan.looks = {look("interim", 115), look("final", 164)};
  return plan;
}

constexpr double information = 40.0;

SequentialInference at_final(const AnalysisPlan& plan) {
  const std::vector<SeenLook> seen{{115.0, 1.9}, {164.0, 2.1}};
  return sequential_inference(plan, 0.5, seen, information);
}

}  // namespace

TEST_CASE("repeated p and limits are those of the bivariate normal",
          "[design][sequential][ANA-12]") {
  const auto final = at_final(two_looks());
  CHECK(final.fraction == 1.0);
  CHECK(final.bounds.efficacy_z == Approx(2.00020158735).epsilon(1e-8));
  CHECK(*final.repeated_p == Approx(0.0194835117105).epsilon(1e-6));
  CHECK(*final.sequential_p == *final.repeated_p);  // the interim's is greater
  CHECK(final.repeated_limits->low == Approx(0.015779514542).epsilon(1e-6));
  CHECK(final.repeated_limits->high == Approx(0.648298794093).epsilon(1e-8));
  const std::vector<SeenLook> first{{115.0, 1.9}};
  const auto interim = sequential_inference(two_looks(), 0.5, first, 28.0);
  CHECK(*interim.repeated_p == Approx(0.0670011058262).epsilon(1e-7));
  CHECK(*interim.sequential_p == *interim.repeated_p);
  CHECK_FALSE(interim.stagewise);  // the trial goes on
}

TEST_CASE("after stopping results are ordered by stage",
          "[design][sequential]") {
  const auto final = at_final(two_looks());
  REQUIRE(final.stagewise);
  CHECK(final.stagewise->p == Approx(0.0205836253859).epsilon(1e-6));
  CHECK(final.stagewise->median == Approx(0.326971461752).epsilon(1e-6));
  CHECK(final.stagewise->limits.low == Approx(0.0132075967309).epsilon(1e-4));
  CHECK(final.stagewise->limits.high == Approx(0.638530875287).epsilon(1e-6));
}

TEST_CASE("the repeated p is alpha on the bound", "[design][sequential]") {
  AnalysisPlan plan = two_looks();
  for (const RejectionRule& rule : std::vector<RejectionRule>{
           FunctionSpending{Spending::lan_demets_obrien_fleming},
           FunctionSpending{Spending::hwang_shih_decani, -4.0},
           FunctionSpending{Spending::lan_demets_pocock},
           PointSpending{{0.01, 0.025}}, WangTsiatis{0.25}}) {
    plan.efficacy.rule = rule;
    const auto bounds = planned_bounds(plan, 0.5);
    for (std::size_t look = 0; look < 2; ++look) {
      std::vector<SeenLook> seen{{115.0, 0.0}};
      if (look == 1) seen.push_back({164.0, 0.0});
      seen.back().z = bounds[look]->efficacy_z;
      const auto inference = sequential_inference(plan, 0.5, seen, 30.0);
      CHECK(*inference.repeated_p == Approx(0.025).epsilon(1e-6));
      CHECK(inference.stagewise);
    }
  }
}

TEST_CASE("what the design doesn't say is left open", "[design][sequential]") {
  AnalysisPlan plan = two_looks();
  // The interim's z isn't known.
  std::vector<SeenLook> seen{{115.0, {}}, {164.0, 2.1}};
  CHECK_FALSE(sequential_inference(plan, 0.5, seen, 40.0).sequential_p);
  // A result against: no level below 0.5 rejects.
  seen = {{115.0, -1.0}};
  CHECK_FALSE(sequential_inference(plan, 0.5, seen, 28.0).repeated_p);
  // Stated bounds don't move with alpha.
  plan.efficacy.rule = HaybittlePeto{3.0};
  CHECK_FALSE(at_final(plan).repeated_p);
  // A look that may not reject.
  plan = two_looks();
  plan.looks[0].efficacy = false;
  seen = {{115.0, 5.0}};
  const auto blind = sequential_inference(plan, 0.5, seen, 28.0);
  CHECK_FALSE(blind.repeated_p);
  CHECK_FALSE(blind.repeated_limits);
}

TEST_CASE("one look is a fixed design", "[design][sequential]") {
  AnalysisPlan plan;
  plan.efficacy.rule = FunctionSpending{Spending::lan_demets_obrien_fleming};
  plan.looks = {look("final", 100)};
  const std::vector<SeenLook> seen{{93.0, 1.7}};
  const auto only = sequential_inference(plan, 0.5, seen, 25.0);
  CHECK(*only.repeated_p == Approx(normal_upper_tail(1.7)).epsilon(1e-8));
  CHECK(only.stagewise->p == Approx(normal_upper_tail(1.7)).epsilon(1e-8));
  CHECK(only.stagewise->median == Approx(1.7 / 5.0).epsilon(1e-8));
}
