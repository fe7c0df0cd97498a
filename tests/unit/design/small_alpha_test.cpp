#include <boost/math/quadrature/gauss.hpp>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "rehearse/core/normal.hpp"
#include "rehearse/design/after_stopping.hpp"
#include "rehearse/design/group_sequential_design.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

using Real = long double;
using Nodes = boost::math::quadrature::gauss<Real, 20>;

Real upper_tail(Real z) {
  return 0.5L * std::erfc(z / std::numbers::sqrt2_v<Real>);
}

// Of f(x) phi(x), by panels of less than 2, and from -13 where it is lower.
template <class Function>
Real normal_integral(const Function& f, Real low, Real high) {
  low = std::max(low, -13.0L);
  high = std::min(high, 14.0L);
  if (!(low < high)) return 0.0L;
  const auto panels = static_cast<int>(std::ceil((high - low) / 1.9L));
  const Real width = (high - low) / panels;
  const auto density = [&](Real x) {
    return f(x) * std::exp(-0.5L * x * x) /
           std::sqrt(2.0L * std::numbers::pi_v<Real>);
  };
  Real sum = 0.0L;
  for (int k = 0; k < panels; ++k)
    sum += Nodes::integrate(density, low + k * width, low + (k + 1) * width);
  return sum;
}

struct Stops {
  Real information;
  Real above;  // z
  Real below;
};

// P(first beyond `above` at the last of one, two or three looks): nested
// integrals over the independent increments, in long double.
Real first_above(const std::vector<Stops>& looks, Real score = 0.0L,
                 std::size_t k = 0) {
  const Real before = k == 0 ? 0.0L : looks[k - 1].information;
  const Real sd = std::sqrt(looks[k].information - before);
  const auto at = [&](Real z) {
    return (z * std::sqrt(looks[k].information) - score) / sd;
  };
  if (k + 1 == looks.size()) return upper_tail(at(looks[k].above));
  return normal_integral(
      [&](Real x) { return first_above(looks, score + x * sd, k + 1); },
      at(looks[k].below), at(looks[k].above));
}

GroupSequentialDesign solve(const GroupSequentialPlan& plan) {
  const auto solved = solve_design(plan);
  if (const auto* infeasible = std::get_if<Infeasible>(&solved))
    FAIL(describe(*infeasible));
  return std::get<GroupSequentialDesign>(solved);
}

GroupSequentialPlan plan_at(double alpha, const RejectionRule& rule,
                            const std::vector<double>& information) {
  GroupSequentialPlan plan;
  plan.alpha = alpha;
  plan.efficacy = rule;
  for (const double at : information) plan.looks.push_back({at});
  return plan;
}

// Where trials stop under the null hypothesis, as the efficacy bounds count.
std::vector<Stops> stops_of(const GroupSequentialDesign& design) {
  const GroupSequentialPlan& plan = design.solved.plan;
  std::vector<Stops> stops;
  for (std::size_t k = 0; k < plan.looks.size(); ++k) {
    const LookBounds& at = design.bounds[k];
    Real below = -std::numeric_limits<Real>::infinity();
    if (plan.tails == Tails::two) below = -at.efficacy_z;
    if (plan.futility == FutilityRule::binding) below = at.futility_z;
    stops.push_back({plan.looks[k].information, at.efficacy_z, below});
  }
  return stops;
}

// The error spent at each look and in all is that of the integrals.
void check_spent(const GroupSequentialDesign& design) {
  const auto stops = stops_of(design);
  Real sum = 0.0L;
  for (std::size_t k = 0; k < stops.size(); ++k) {
    sum += first_above({stops.begin(), stops.begin() + k + 1});
    const double spent = design.bounds[k].alpha_spent;
    if (spent == 0.0)
      CHECK(sum == 0.0L);
    else
      CHECK(static_cast<double>(sum) / spent == Approx(1.0).margin(2e-9));
  }
  CHECK(design.bounds.back().alpha_spent == design.solved.plan.alpha);
}

const std::vector<RejectionRule> every_rule{
    FunctionSpending{},
    FunctionSpending{Spending::lan_demets_obrien_fleming},
    FunctionSpending{Spending::lan_demets_pocock},
    FunctionSpending{Spending::hwang_shih_decani, -4.0},
    FunctionSpending{Spending::kim_demets, 0.5},
    WangTsiatis{0.0},
    WangTsiatis{0.5},
    WangTsiatis{0.25},
    WangTsiatis{0.7},
    HaybittlePeto{7.5}};

const std::vector<double> small_levels{1.2e-6, 1e-7, 1e-9, 1e-12};

}  // namespace

TEST_CASE("bounds of small levels spend what nested integrals say",
          "[design][exact][DES-01]") {
  for (const double alpha : small_levels)
    for (const RejectionRule& rule : every_rule)
      for (const Tails tails : {Tails::one, Tails::two}) {
        CAPTURE(alpha, rule.index(), tails == Tails::two);
        GroupSequentialPlan plan = plan_at(alpha, rule, {50.0, 80.0, 100.0});
        plan.tails = tails;
        const auto design = solve(plan);
        check_spent(design);
        const auto null = stopping_under(design, 0.0);
        CHECK(cumulative_reject(null).back() / alpha ==
              Approx(1.0).margin(2e-9));
        CHECK(cumulative_reject(stopping_under(design, design.drift)).back() ==
              Approx(0.9).margin(1e-10));
      }
}

TEST_CASE("so do they beside binding futility and harm", "[design][exact]") {
  for (const double alpha : small_levels) {
    CAPTURE(alpha);
    GroupSequentialPlan plan =
        plan_at(alpha, FunctionSpending{Spending::lan_demets_pocock},
                {40.0, 70.0, 100.0});
    plan.beta = FunctionSpending{Spending::lan_demets_obrien_fleming};
    plan.futility = FutilityRule::binding;
    for (PlannedLook& look : plan.looks) look.futility = FutilityBySpending{};
    check_spent(solve(plan));
    plan.futility = FutilityRule::non_binding;
    plan.harm = HarmRule{alpha, FunctionSpending{Spending::kim_demets, 1.0}};
    const auto design = solve(plan);
    CHECK(design.bounds.back().harm_spent == alpha);
    std::vector<Stops> mirror;
    Real sum = 0.0L;
    for (std::size_t k = 0; k < plan.looks.size(); ++k) {
      mirror.push_back({plan.looks[k].information, -design.bounds[k].harm_z,
                        -std::numeric_limits<Real>::infinity()});
      sum += first_above(mirror);
    }
    CHECK(static_cast<double>(sum) / alpha == Approx(1.0).margin(2e-9));
  }
}

TEST_CASE("beta as small as that is spent as exactly", "[design][exact]") {
  for (const double beta : {1e-6, 1e-9}) {
    CAPTURE(beta);
    GroupSequentialPlan plan =
        plan_at(0.025, FunctionSpending{Spending::lan_demets_obrien_fleming},
                {1.0, 2.0, 3.0});
    plan.power = 1.0 - beta;
    plan.beta = FunctionSpending{Spending::lan_demets_pocock};
    for (PlannedLook& look : plan.looks) look.futility = FutilityBySpending{};
    const auto design = solve(plan);
    // The trials that stop for futility, seen from below.
    const double effect = design.drift / std::sqrt(3.0);
    std::vector<Stops> mirror;
    Real sum = 0.0L;
    for (std::size_t k = 0; k < plan.looks.size(); ++k) {
      const double mean = effect * std::sqrt(plan.looks[k].information);
      mirror.push_back({plan.looks[k].information,
                        mean - design.bounds[k].futility_z,
                        mean - design.bounds[k].efficacy_z});
      sum += first_above(mirror);
    }
    CHECK(static_cast<double>(sum) / beta == Approx(1.0).margin(1e-6));
  }
}

TEST_CASE("twenty looks have bounds at every level", "[design]") {
  std::vector<double> information;
  for (int k = 1; k <= 20; ++k) information.push_back(k);
  for (const double alpha : {1e-5, 1e-6, 1e-8, 1e-10, 1e-12})
    for (const RejectionRule& rule : every_rule) {
      // Its last bounds are so high that rounding leaves them nothing.
      const auto* shape = std::get_if<WangTsiatis>(&rule);
      if (shape != nullptr && shape->delta > 0.5) continue;
      CAPTURE(alpha, rule.index());
      const auto design = solve(plan_at(alpha, rule, information));
      const auto null = cumulative_reject(stopping_under(design, 0.0));
      CHECK(null.back() / alpha == Approx(1.0).margin(1e-8));
      // Bonferroni's limits of the lowest bound.
      double lowest = 100.0;
      for (const LookBounds& at : design.bounds)
        lowest = std::min(lowest, at.efficacy_z);
      CHECK(lowest > normal_upper_quantile(alpha) - 1e-9);
      CHECK(lowest < normal_upper_quantile(alpha / 20.0));
    }
}

TEST_CASE("a small p-value after stopping is that of the integrals",
          "[design][exact]") {
  const std::vector<double> information{50.0, 80.0};
  const std::vector<LookBounds> bounds{{.efficacy_z = 7.4}};
  const StoppedTrial trial{information, bounds, 7.0};
  const Real p = upper_tail(7.4L) +
                 first_above({{50.0L, 7.4L, -13.0L}, {80.0L, 7.0L, -13.0L}});
  CHECK(stagewise_tail(trial, 0.0, FutilityStops::ignored) /
            static_cast<double>(p) ==
        Approx(1.0).margin(1e-9));
}
