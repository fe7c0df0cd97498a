#include "rehearse/design/parametric_graph.hpp"

#include <cmath>
#include <vector>

#include "rehearse/core/normal.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

struct Intersection {
  HypothesisSet set;
  std::vector<double> levels;
};

void check_levels(ParametricGraph& graph, const Eigen::MatrixXd& correlation,
                  const std::vector<Intersection>& expected) {
  for (const auto& [set, levels] : expected)
    for (std::size_t h = 0; h < levels.size(); ++h) {
      if ((set >> h & 1U) == 0) continue;
      CAPTURE(set, h);
      CHECK(graph.level(set, h, correlation) ==
            Approx(levels[h]).epsilon(1e-4).margin(1e-12));
    }
}

Comparison population(std::vector<FactorLevel> levels, std::size_t arm = 1) {
  Comparison comparison;
  comparison.population = std::move(levels);
  comparison.arm = arm;
  return comparison;
}

}  // namespace

// R: the graph's weights by its algorithm written anew, levels by mvtnorm's
// pmvnorm (Miwa, 2048 steps) and uniroot.
TEST_CASE("levels of nested populations in every intersection",
          "[design][exact]") {
  const std::vector<double> alphas{0.0125, 0.0075, 0.005};
  const std::vector<Transition> edges{
      {0, 1, 1.0}, {1, 0, 0.5}, {1, 2, 0.5}, {2, 0, 1.0}};
  const HypothesisGraph start{alphas, edges};
  ParametricGraph graph{start, edges, {0, 0, 0}};
  const Comparison all = population({});
  const Comparison inner = population({{0, 1}});
  const Comparison innermost = population({{0, 1}, {1, 0}});
  const std::vector<TestedEvents> tests{{&all, 0.5, {100.0, 80.0}},
                                        {&inner, 0.5, {60.0, 45.0}},
                                        {&innermost, 0.5, {25.0, 20.0}}};
  Eigen::MatrixXd correlation = Eigen::MatrixXd::Identity(3, 3);
  for (Eigen::Index i = 0; i < 3; ++i)
    for (Eigen::Index j = 0; j < 3; ++j)
      correlation(i, j) = score_correlation(tests[static_cast<std::size_t>(i)],
                                            tests[static_cast<std::size_t>(j)]);
  CHECK(correlation(0, 1) == Approx(std::sqrt(105.0 / 180.0)).epsilon(1e-14));
  CHECK(correlation(2, 1) == Approx(std::sqrt(45.0 / 105.0)).epsilon(1e-14));
  check_levels(graph, correlation,
               {{7, {0.015560108, 0.009336065, 0.006224043}},
                {6, {0.0, 0.021863665, 0.005465916}},
                {5, {0.017417607, 0.0, 0.009378711}},
                {4, {0.0, 0.0, 0.025}},
                {3, {0.020672680, 0.008859720, 0.0}},
                {2, {0.0, 0.025, 0.0}},
                {1, {0.025, 0.0, 0.0}}});

  // Three arms: sets of one correlation, of other weights.
  const Eigen::MatrixXd arms = dunnett_correlation(std::vector{1.0, 1.0, 1.0});
  check_levels(graph, arms,
               {{7, {0.013989379, 0.008393628, 0.005595752}},
                {6, {0.0, 0.021047886, 0.005261971}},
                {5, {0.017417607, 0.0, 0.009378711}},
                {3, {0.018669602, 0.008001258, 0.0}}});
}

TEST_CASE("groups share by Bonferroni, and are raised each for itself",
          "[design][exact]") {
  const std::vector<double> alphas{0.0125, 0.0125, 0.0, 0.0};
  const std::vector<Transition> edges{{0, 1, 0.5}, {0, 2, 0.5}, {1, 0, 0.5},
                                      {1, 3, 0.5}, {2, 1, 1.0}, {3, 0, 1.0}};
  ParametricGraph graph{{alphas, edges}, edges, {0, 0, 2, 2}};
  // Arms of one and two participants to one of the control, whatever events
  // they had.
  const Comparison low = population({}, 1);
  const Comparison high = population({}, 2);
  const double r = score_correlation({&low, 0.5, {60.0, 40.0}},
                                     {&high, 2.0 / 3.0, {60.0, 70.0}});
  CHECK(r == Approx(std::sqrt(1.0 / 2.0 * 2.0 / 3.0)).epsilon(1e-14));
  Eigen::MatrixXd correlation = Eigen::MatrixXd::Identity(4, 4);
  correlation(0, 1) = correlation(1, 0) = r;
  correlation(2, 3) = correlation(3, 2) = r;
  check_levels(graph, correlation,
               {{15, {0.013827094, 0.013827094, 0.0, 0.0}},
                {14, {0.0, 0.01875, 0.00625, 0.0}},
                {13, {0.01875, 0.0, 0.0, 0.00625}},
                {12, {0.0, 0.0, 0.013827094, 0.013827094}},
                {11, {0.013827094, 0.013827094, 0.0, 0.0}},
                {10, {0.0, 0.025, 0.0, 0.0}},
                {9, {0.01875, 0.0, 0.0, 0.00625}},
                {7, {0.013827094, 0.013827094, 0.0, 0.0}},
                {6, {0.0, 0.01875, 0.00625, 0.0}},
                {5, {0.025, 0.0, 0.0, 0.0}},
                {3, {0.013827094, 0.013827094, 0.0, 0.0}}});
}

TEST_CASE("without transitions arms keep Dunnett's bound", "[design][exact]") {
  // R's integrate() and uniroot(), as in dunnett_test: 2 to 5 equal groups.
  const std::vector<double> bounds{2.2121351, 2.3489761, 2.4417749, 2.5114663};
  for (std::size_t k = 2; k <= 5; ++k) {
    const std::vector<double> alphas(k, 0.025 / static_cast<double>(k));
    ParametricGraph graph{
        {alphas, {}}, {}, std::vector<std::size_t>(k, std::size_t{0})};
    const Eigen::MatrixXd correlation =
        dunnett_correlation(std::vector<double>(k, 1.0));
    const HypothesisSet all = (HypothesisSet{1} << k) - 1;
    for (const HypothesisSet set : {HypothesisSet{1}, HypothesisSet{3}, all})
      CHECK(normal_upper_quantile(graph.level(set, 0, correlation)) ==
            Approx(bounds[k - 2]).margin(2e-5).epsilon(0.0));
  }
}

TEST_CASE("how populations lie to one another", "[design]") {
  using enum Overlap;
  const auto overlap = [](std::vector<FactorLevel> a,
                          std::vector<FactorLevel> b) {
    return overlap_of(population(std::move(a)), population(std::move(b)));
  };
  CHECK(overlap({}, {}) == nested);
  CHECK(overlap({{0, 1}}, {}) == nested);
  CHECK(overlap({{0, 1}}, {{0, 1}, {2, 0}}) == nested);
  CHECK(overlap({{0, 1}}, {{0, 0}}) == apart);
  CHECK(overlap({{0, 1}, {1, 0}}, {{0, 1}, {1, 1}}) == apart);
  CHECK(overlap({{0, 1}}, {{1, 1}}) == partial);
  const Comparison positive = population({{0, 1}});
  const Comparison negative = population({{0, 0}});
  CHECK(score_correlation({&positive, 0.5, {5.0, 4.0}},
                          {&negative, 0.5, {7.0, 2.0}}) == 0.0);
  const Comparison all = population({});
  CHECK(score_correlation({&positive, 0.5, {0.0, 0.0}},
                          {&all, 0.5, {0.0, 0.0}}) == 0.0);
  // Of other arms 30 of 60 control events are shared; of one 50 of 90 events.
  const Comparison other = population({}, 2);
  CHECK(score_correlation({&positive, 0.5, {30.0, 20.0}},
                          {&other, 2.0 / 3.0, {60.0, 80.0}}) ==
        Approx(std::sqrt(0.5 * 2.0 / 3.0 * 30.0 / 60.0)).epsilon(1e-14));
  CHECK(score_correlation({&all, 0.25, {60.0, 30.0}},
                          {&positive, 0.25, {30.0, 20.0}}) ==
        Approx(std::sqrt(50.0 / 90.0)).epsilon(1e-14));
}

TEST_CASE("who is tested together has one endpoint and one time", "[design]") {
  Scenario s;
  s.hypotheses.resize(6);
  for (Hypothesis& hypothesis : s.hypotheses)
    hypothesis.analysis.looks.resize(1);
  s.hypotheses[0].analysis.looks[0].events = 100;
  s.hypotheses[1].analysis.looks[0].with = 0;
  s.hypotheses[2].endpoint = HypothesisEndpoint::os;
  s.hypotheses[2].analysis.looks[0].calendar = 900.0;
  s.hypotheses[3].endpoint = HypothesisEndpoint::os;
  s.hypotheses[3].analysis.looks[0].with = 0;
  s.hypotheses[4].endpoint = HypothesisEndpoint::os;
  s.hypotheses[4].analysis.looks[0].calendar = 900.0;
  s.hypotheses[5].analysis.looks[0].events = 100;  // of its own
  CHECK(parametric_groups(s) == std::vector<std::size_t>{0, 0, 2, 3, 2, 5});
  s.hypotheses[1].analysis.levels = StratumLevels::corrected;
  CHECK(parametric_groups(s)[1] == 1);
}

TEST_CASE("correlations are planned by events, or of one population",
          "[design]") {
  Scenario s;
  s.hypotheses.resize(2);
  for (Hypothesis& hypothesis : s.hypotheses) {
    hypothesis.analysis.looks.resize(1);
    hypothesis.analysis.looks[0].with = 0;
  }
  s.hypotheses[0].analysis.looks[0].with.reset();
  s.hypotheses[0].analysis.looks[0].events = 200;
  s.hypotheses[1].analysis.comparison.population = {{0, 1}};
  CHECK_FALSE(planned_correlation(s));
  s.hypotheses[1].analysis.planned_events = 98;
  CHECK((*planned_correlation(s))(0, 1) == Approx(0.7).epsilon(1e-14));
  s.arms.push_back({"second", Role::experimental, 1, "", ""});
  s.hypotheses[1].analysis.comparison = population({}, 2);
  s.hypotheses[1].analysis.planned_events.reset();
  CHECK((*planned_correlation(s))(1, 0) == Approx(0.5).epsilon(1e-14));
}
