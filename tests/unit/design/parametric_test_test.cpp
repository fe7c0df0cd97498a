#include "rehearse/design/parametric_test.hpp"

#include <vector>

#include "rehearse/core/normal.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

// Two arms, an event of the one hypothesis and one look of all.
Scenario two_arms() {
  Scenario s;
  s.arms.push_back({"second", Role::experimental, 1, "", ""});
  s.hypotheses.resize(2);
  for (Hypothesis& hypothesis : s.hypotheses) {
    hypothesis.alpha = 0.0125;
    hypothesis.analysis.looks.resize(1);
    hypothesis.analysis.looks[0].with = 0;
  }
  s.hypotheses[0].analysis.looks[0].with.reset();
  s.hypotheses[0].analysis.looks[0].events = 100;
  s.hypotheses[1].analysis.comparison.arm = 2;
  s.multiplicity.parametric = true;
  return s;
}

GraphTest test(const Scenario& s, double first, double second) {
  std::vector<double> alphas{0.0125, 0.0125};
  const auto look = [](std::size_t h, double p) {
    return ParametricLook{{h, 1, 100.0, normal_upper_quantile(p)}, 50.0};
  };
  return test_by_intersections(s, {alphas, s.multiplicity.transitions},
                               std::vector{look(0, first), look(1, second)});
}

}  // namespace

// R: c .0125 by mvtnorm's pmvnorm and uniroot at correlation 50 / 100.
constexpr double together = 0.01347866599;

TEST_CASE("observed looks of two arms are tested step by step",
          "[design][exact]") {
  Scenario s = two_arms();
  s.multiplicity.transitions = {{0, 1, 1.0}, {1, 0, 1.0}};
  const GraphTest both = test(s, 0.0249, 0.0134);
  REQUIRE(both.rejections.size() == 2);
  CHECK(both.rejections[0].alpha == Approx(0.025));
  CHECK(both.rejections[1].alpha == Approx(0.025));
  CHECK(both.hypotheses[0].alpha_left == 0.0);
  CHECK(both.hypotheses[0].sequential_p == Approx(0.0249));

  const GraphTest one = test(s, 0.0251, 0.0134);
  REQUIRE(one.rejections.size() == 1);
  CHECK(one.rejections[0].hypothesis == 1);
  CHECK(one.rejections[0].alpha == Approx(together).epsilon(1e-4));
  CHECK(one.hypotheses[0].alpha_left == Approx(0.025));
  CHECK(one.looks[0].efficacy_z == Approx(z_of_ci95));

  const GraphTest none = test(s, 0.0249, 0.0136);
  CHECK(none.rejections.empty());
  CHECK(none.looks[0].alpha == Approx(together).epsilon(1e-4));
  CHECK(none.hypotheses[1].alpha_left == Approx(together).epsilon(1e-4));
}

TEST_CASE("without transitions observed looks have Dunnett's bound",
          "[design][exact]") {
  const Scenario s = two_arms();
  const GraphTest one = test(s, 0.0136, 0.0134);
  REQUIRE(one.rejections.size() == 1);
  CHECK(one.rejections[0].hypothesis == 1);
  CHECK(one.looks[0].efficacy_z == Approx(2.2121351).margin(1e-4));
}

TEST_CASE("a later analysis completes an earlier one's intersections",
          "[design][exact]") {
  Scenario s = two_arms();
  s.hypotheses[1].endpoint = HypothesisEndpoint::os;  // a group of its own
  s.multiplicity.transitions = {{0, 1, 1.0}, {1, 0, 1.0}};
  const std::vector<double> alphas{0.0125, 0.0125};
  const std::vector<ParametricLook> looks{
      {{0, 1, 100.0, normal_upper_quantile(0.02)}, 50.0},
      {{1, 2, 80.0, normal_upper_quantile(0.01)}, 40.0}};
  const auto rejections = [&] {
    return test_by_intersections(s, {alphas, s.multiplicity.transitions}, looks)
        .rejections;
  };
  // The first's look is past: its p of .02 came when its level was .0125.
  REQUIRE(rejections().size() == 1);
  CHECK(rejections()[0].hypothesis == 1);
  s.hypotheses[0].look_back = true;
  REQUIRE(rejections().size() == 2);
  CHECK(rejections()[0].hypothesis == 0);
  CHECK(rejections()[0].analysis == 2);
}
