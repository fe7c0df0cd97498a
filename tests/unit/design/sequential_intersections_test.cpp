// Levels of two looks are by R's mvtnorm (Miwa, 1024 steps) and uniroot, with
// spending and correlations written anew; those of one look as in
// parametric_graph_test.
#include "rehearse/design/sequential_intersections.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include "rehearse/core/normal.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

constexpr double no_z = -std::numeric_limits<double>::infinity();

// Of populations in one another, with looks at these events, whose shares pass
// on along `transitions`.
Scenario nested(const std::vector<std::vector<FactorLevel>>& populations,
                const std::vector<double>& alphas,
                const std::vector<std::vector<int>>& events,
                std::vector<Transition> transitions) {
  Scenario s;
  s.factors.resize(2);
  for (std::size_t h = 0; h < populations.size(); ++h) {
    Hypothesis& hypothesis = s.hypotheses.emplace_back();
    hypothesis.alpha = alphas[h];
    AnalysisPlan& plan = hypothesis.analysis;
    plan.comparison.population = populations[h];
    plan.efficacy.rule = FunctionSpending{Spending::lan_demets_obrien_fleming};
    for (std::size_t k = 0; k < events[h].size(); ++k) {
      Look& look = plan.looks.emplace_back();
      if (h == 0)
        look.events = events[h][k];
      else
        look.with = k;
      look.information_fraction =
          static_cast<double>(events[h][k]) / events[h].back();
    }
    plan.planned_events = events[h].back();
  }
  s.multiplicity.transitions = std::move(transitions);
  s.multiplicity.parametric = true;
  return s;
}

HypothesisGraph graph_of(const Scenario& s) {
  std::vector<double> alphas;
  for (const Hypothesis& h : s.hypotheses) alphas.push_back(h.alpha);
  return {alphas, s.multiplicity.transitions};
}

IntersectionLook look(std::size_t h, double events, double p) {
  return {h,
          {events / 2.0, events / 2.0},
          p < 1.0 ? normal_upper_quantile(p) : no_z};
}

const std::vector<Transition> to_each_other{{0, 1, 1.0}, {1, 0, 1.0}};

// A subgroup of 98 and 140 events among 196 and 280 of everybody.
Scenario subgroup() {
  return nested({{{0, 1}}, {}}, {0.015, 0.010}, {{98, 140}, {196, 280}},
                to_each_other);
}

}  // namespace

TEST_CASE("levels of two looks are raised by all that is shared",
          "[design][exact]") {
  const Scenario s = subgroup();
  CHECK(parametric_groups(s) == std::vector<std::size_t>{0, 0});
  const auto planned = planned_levels(s, graph_of(s));
  REQUIRE(planned.size() == 4);
  const auto check = [&](std::size_t at, HypothesisSet set, std::size_t look,
                         double own, double raised) {
    CAPTURE(at, look);
    CHECK(planned[at].set == set);
    CHECK(planned[at].looks[look].own == Approx(own).epsilon(1e-6));
    CHECK(planned[at].looks[look].raised == Approx(raised).epsilon(3e-5));
  };
  check(0, 3, 0, 0.003646228, 0.004050127);
  check(0, 3, 1, 0.013869098, 0.016315034);
  check(1, 3, 0, 0.002079025, 0.002309323);
  check(1, 3, 1, 0.009345872, 0.010994097);
  check(2, 2, 1, 0.02275388, 0.02275388);
  check(3, 1, 0, 0.00738449, 0.00738449);

  // Anderson et al. (2022), example 1, populations 1 and all: the R package
  // wpgsd prints 1.0810 at the interim look.
  Scenario anderson = nested({{{0, 1}}, {}}, {0.01125, 0.01375},
                             {{100, 200}, {225, 450}}, to_each_other);
  for (Hypothesis& h : anderson.hypotheses)
    h.analysis.efficacy.rule =
        FunctionSpending{Spending::hwang_shih_decani, -4.0};
  const auto levels = planned_levels(anderson, graph_of(anderson));
  CHECK(levels[0].looks[0].raised / levels[0].looks[0].own ==
        Approx(1.081001250).epsilon(2e-5));
  CHECK(levels[0].looks[1].raised / levels[0].looks[1].own ==
        Approx(1.152820033).epsilon(2e-5));
}

TEST_CASE("two looks are decided by their raised levels", "[design][exact]") {
  Scenario s = subgroup();
  SequentialIntersections test{s, graph_of(s)};
  // p of the subgroup and of everybody at both looks.
  const auto rejected = [&](double a1, double b1, double a2, double b2) {
    test.begin();
    test.take(std::vector{look(0, 98, a1), look(1, 196, b1)});
    const HypothesisSet first = test.rejected();
    test.take(std::vector{look(0, 140, a2), look(1, 280, b2)});
    return first | test.rejected();
  };
  CHECK(rejected(0.00404, 0.5, 0.5, 0.5) == 0b01);
  CHECK(rejected(0.00406, 0.5, 0.5, 0.5) == 0b00);
  CHECK(rejected(0.5, 0.00230, 0.5, 0.5) == 0b10);
  CHECK(rejected(0.5, 0.00232, 0.5, 0.5) == 0b00);
  CHECK(rejected(0.5, 0.5, 0.01631, 0.5) == 0b01);
  CHECK(rejected(0.5, 0.5, 0.01632, 0.5) == 0b00);
  CHECK(rejected(0.5, 0.5, 0.5, 0.01099) == 0b10);
  CHECK(rejected(0.5, 0.5, 0.5, 0.01100) == 0b00);
  // Once the one is rejected the other has all of alpha.
  CHECK(rejected(0.00404, 0.00738, 0.5, 0.5) == 0b11);
  CHECK(rejected(0.00404, 0.00739, 0.5, 0.0227) == 0b11);
  CHECK(rejected(0.00404, 0.00739, 0.5, 0.0228) == 0b01);
  // Everybody's p at the interim look is past when the subgroup is rejected.
  CHECK(rejected(0.5, 0.00738, 0.0163, 0.5) == 0b01);
  s.hypotheses[1].look_back = true;
  CHECK(rejected(0.5, 0.00738, 0.0163, 0.5) == 0b11);
}

TEST_CASE("one look is decided by the levels of intersections",
          "[design][exact]") {
  const Scenario s =
      nested({{}, {{0, 1}}, {{0, 1}, {1, 0}}}, {0.0125, 0.0075, 0.005},
             {{180}, {105}, {45}},
             {{0, 1, 1.0}, {1, 0, 0.5}, {1, 2, 0.5}, {2, 0, 1.0}});
  const auto rejected = [&](const std::vector<double>& p) {
    SequentialIntersections test{s, graph_of(s)};
    std::vector<IntersectionLook> looks;
    for (std::size_t h = 0; h < 3; ++h)
      looks.push_back(look(h, *s.hypotheses[h].analysis.planned_events, p[h]));
    test.take(looks);
    return test.rejected();
  };
  // By hand: the second is below its level in {1, 2, 3}, {2, 3} and {2}, but
  // {1, 2} needs .00886; the third helps it no more there.
  CHECK(rejected({0.9, 0.0090, 0.9}) == 0);
  CHECK(rejected({0.9, 0.0088, 0.9}) == 0b010);
  // The second rejects all with it; {1, 3} and {1} are left to the first.
  CHECK(rejected({0.0174, 0.0088, 0.9}) == 0b011);
  CHECK(rejected({0.0175, 0.0088, 0.9}) == 0b010);
  CHECK(rejected({1.0, 1.0, 0.006}) == 0);
}

TEST_CASE("arms without transitions keep Dunnett's bound at one look",
          "[design][exact]") {
  Scenario s = nested({{}, {}}, {0.0125, 0.0125}, {{100}, {100}}, {});
  s.arms.push_back({"second", Role::experimental, 1, "", ""});
  s.hypotheses[1].analysis.comparison.arm = 2;
  SequentialIntersections test{s, graph_of(s)};
  const double level = normal_upper_tail(2.2121351);
  for (const double p : {0.9999 * level, 1.0001 * level}) {
    test.begin();
    test.take(std::vector{look(0, 100, 0.9), look(1, 100, p)});
    CHECK(test.rejected() == (p < level ? 0b10U : 0U));
  }
}

// Scores grow by what their arms add, so that whatever each arm's events are
// there is such a correlation.
TEST_CASE("arms whose events grow unevenly have a correlation",
          "[design][exact]") {
  Scenario s =
      nested({{}, {}}, {0.0125, 0.0125}, {{60, 120}, {60, 120}}, to_each_other);
  s.arms.push_back({"second", Role::experimental, 1, "", ""});
  s.hypotheses[1].analysis.comparison.arm = 2;
  SequentialIntersections test{s, graph_of(s)};
  test.take(std::vector{look(0, 60, 0.5), look(1, 20, 0.5)});
  test.take(std::vector{look(0, 60, 0.5), look(1, 120, 0.5)});
  const auto level = test.level(0b11, 1);
  CHECK(level.raised >= level.own);
  CHECK(level.raised < 0.025);
}
