// A secondary hypothesis tested once the primary is rejected, two looks at
// half and all of the information: its error under the primary's worst drift.
// Oracles: Hung, Wang & O'Neill (2007, J Biopharm Stat 17:1201) have .041;
// settings of Glimm, Maurer & Bretz (2010, Stat Med 29:219) and Tamhane, Mehta
// & Liu (2010, Biometrics 66:1174); recomputed apart from this project.
#include <Eigen/Core>
#include <array>
#include <cmath>
#include <vector>

#include "rehearse/analysis/multivariate_normal.hpp"
#include "rehearse/core/numbers.hpp"
#include "rehearse/design/graph_test.hpp"
#include "rehearse/design/group_sequential_design.hpp"
#include "rehearse/design/repeated_p.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

using Bounds = std::array<double, 2>;

constexpr double obrien_fleming = 0.0;  // Wang & Tsiatis's delta
constexpr double pocock = 0.5;
constexpr Bounds naive{1.96, 1.96};

GroupSequentialPlan plan_of(double delta) {
  GroupSequentialPlan plan;
  plan.efficacy = WangTsiatis{delta};
  plan.looks = {{0.5}, {1.0}};
  return plan;
}

Bounds bounds_of(double delta) {
  const std::vector<SeenLook> seen{{0.5, {}}, {1.0, {}}};
  const auto at = bounds_at(efficacy_at_level(plan_of(delta), 0.025), seen);
  return {at[0].efficacy_z, at[1].efficacy_z};
}

// P(the secondary, true, is rejected at the look at which the primary, whose
// last Z has mean `drift`, is): the trial ends there.
double error_at(double drift, double rho, const Bounds& primary,
                const Bounds& secondary) {
  const double root_half = std::sqrt(0.5);
  const IntegrationEffort effort{.relative = 1e-5, .absolute = 1e-7};
  const double first = primary[0] - drift * root_half;
  const Eigen::Matrix2d now{{1.0, rho}, {rho, 1.0}};
  const double at_first =
      normal_box_probability(now, std::array{first, secondary[0]},
                             std::array{infinity, infinity}, effort)
          .value;
  // The primary's Z at the first and last look, the secondary's at the last.
  const Eigen::Matrix3d later{{1.0, root_half, rho * root_half},
                              {root_half, 1.0, rho},
                              {rho * root_half, rho, 1.0}};
  const double at_last =
      normal_box_probability(
          later, std::array{-infinity, primary[1] - drift, secondary[1]},
          std::array{first, infinity, infinity}, effort)
          .value;
  return at_first + at_last;
}

struct Worst {
  double error = 0.0;
  double drift = 0.0;
};

// Over drifts from 0 to 8.
Worst worst_error(double step, double rho, const Bounds& primary,
                  const Bounds& secondary) {
  Worst worst;
  for (int k = 0; k * step <= 8.0; ++k) {
    const double error = error_at(k * step, rho, primary, secondary);
    if (error > worst.error) worst = {error, k * step};
  }
  return worst;
}

constexpr double coarse = 0.25;  // the oracles' grid of drifts
constexpr double fine = 0.01;

}  // namespace

TEST_CASE("the secondary at 1.96 at both looks errs too often",
          "[design][graph][oracle]") {
  const Bounds obf = bounds_of(obrien_fleming);
  const Bounds poc = bounds_of(pocock);
  CHECK(obf[0] == Approx(2.796508).margin(1e-6));
  CHECK(obf[1] == Approx(1.977430).margin(1e-6));
  CHECK(poc[0] == Approx(2.178279).margin(1e-6));
  const auto check = [](const Worst& worst, double error, double drift,
                        double margin) {
    CAPTURE(worst.error, worst.drift);
    CHECK(worst.error == Approx(error).margin(margin));
    CHECK(worst.drift == Approx(drift).margin(0.011));
  };
  check(worst_error(coarse, 1.0, obf, naive), 0.0410, 1.25, 3e-4);
  check(worst_error(coarse, 1.0, poc, naive), 0.0399, 0.5, 3e-4);
  check(worst_error(coarse, 0.5, obf, naive), 0.0285, 3.0, 3e-4);
  check(worst_error(coarse, 0.5, poc, naive), 0.0275, 2.75, 3e-4);
  // At the worst drift of all, by R's integrate.
  check(worst_error(fine, 1.0, obf, naive), 0.04149521, 1.19, 2e-5);
  check(worst_error(fine, 1.0, poc, naive), 0.04154432, 0.31, 2e-5);
}

TEST_CASE("the secondary at bounds of its own keeps its level",
          "[design][graph][oracle][HYP-03]") {
  struct Setting {
    double primary, secondary, same, half;  // errors at rho 1 and 0.5
    double worst;                           // at rho 1, by R's integrate
  };
  for (const auto& [primary, secondary, same, half, worst] :
       {Setting{obrien_fleming, obrien_fleming, 0.0250, 0.0167, 0.02500006},
        Setting{pocock, obrien_fleming, 0.0188, 0.0108, 0.01919522},
        Setting{obrien_fleming, pocock, 0.0244, 0.0169, 0.02497207},
        Setting{pocock, pocock, 0.0250, 0.0163, 0.02499958}}) {
    const Bounds first = bounds_of(primary);
    const Bounds second = bounds_of(secondary);
    const auto error = [&](double step, double rho) {
      return worst_error(step, rho, first, second).error;
    };
    CAPTURE(primary, secondary);
    CHECK(error(coarse, 1.0) == Approx(same).margin(3e-4));
    CHECK(error(coarse, 0.5) == Approx(half).margin(3e-4));
    CHECK(error(fine, 1.0) == Approx(worst).margin(2e-5));
  }
}

// What the errors above are of is what the graph decides.
TEST_CASE("a fixed sequence rejects where the hierarchy's bounds say",
          "[design][graph]") {
  const HypothesisGraph graph{std::array{0.025, 0.0},
                              std::array{Transition{0, 1, 1.0}}};
  const std::vector<GroupSequentialPlan> plans{plan_of(obrien_fleming),
                                               plan_of(pocock)};
  const std::array look_back{LookBack::none, LookBack::none};
  const Bounds first = bounds_of(obrien_fleming);
  const Bounds second = bounds_of(pocock);
  const std::array z{1.5, 1.97, 1.98, 2.17, 2.18, 2.79, 2.8};
  for (std::size_t point = 0; point < z.size() * z.size() * z.size(); ++point) {
    const double p1 = z[point % 7];
    const double p2 = z[point / 7 % 7];
    const double s1 = z[point / 49];
    const double s2 = z[(point * 5 + 3) % 7];
    const std::vector<HypothesisLook> looks{
        {0, 0, 0.5, p1}, {1, 0, 0.5, s1}, {0, 1, 1.0, p2}, {1, 1, 1.0, s2}};
    const bool now = p1 >= first[0];
    const bool by_last = now || p2 >= first[1];
    const bool at_first = now && s1 >= second[0];
    const bool at_last = by_last && s2 >= second[1];
    const auto test = test_by_graph(graph, plans, looks, look_back);
    CHECK((test.hypotheses[0].alpha_left == 0.0) == by_last);
    const bool secondary = test.rejections.size() == 2;
    CHECK(secondary == (at_first || at_last));
    if (secondary) CHECK(test.rejections[1].analysis == (at_first ? 0 : 1));
  }
}
