// Designs against trials drawn one by one: a score walk of normal increments,
// stopped at the bounds. 4 standard errors: a false alarm in 16,000 checks.
#include <boost/random/mersenne_twister.hpp>
#include <boost/random/normal_distribution.hpp>
#include <cmath>
#include <vector>

#include "rehearse/design/after_stopping.hpp"
#include "rehearse/design/group_sequential_design.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

constexpr int trials = 400'000;

struct Counts {
  std::vector<StoppingAtLook> at;
  double information = 0.0;
};

Counts walk(const GroupSequentialDesign& design, double drift) {
  const std::vector<ScoreMoments> looks =
      planned_moments(design.solved.plan, drift);
  Counts counts{std::vector<StoppingAtLook>(looks.size())};
  boost::random::mt19937_64 generator{20250707};
  boost::random::normal_distribution<double> normal;
  for (int trial = 0; trial < trials; ++trial) {
    double score = 0.0;
    ScoreMoments before{0.0};
    for (std::size_t k = 0; k < looks.size(); ++k) {
      score += looks[k].mean - before.mean +
               std::sqrt(looks[k].information - before.information) *
                   normal(generator);
      before = looks[k];
      const double z = score / std::sqrt(before.information);
      const LookBounds& bounds = design.bounds[k];
      if (z >= bounds.efficacy_z)
        counts.at[k].reject += 1.0 / trials;
      else if (z <= bounds.harm_z)
        counts.at[k].harm += 1.0 / trials;
      else if (z <= bounds.futility_z)
        counts.at[k].futility += 1.0 / trials;
      else if (k + 1 < looks.size())
        continue;
      counts.information += before.information / trials;
      break;
    }
  }
  return counts;
}

double margin(double probability) {
  return 4.0 * std::sqrt(probability * (1.0 - probability) / trials) + 1e-6;
}

void check_design(const GroupSequentialPlan& plan) {
  const auto solved = solve_design(plan);
  REQUIRE(std::holds_alternative<GroupSequentialDesign>(solved));
  const auto& design = std::get<GroupSequentialDesign>(solved);
  for (const double drift : {0.0, 0.6 * design.drift, design.drift}) {
    CAPTURE(drift);
    const Counts counts = walk(design, drift);
    const auto expected = stopping_under(design, drift);
    for (std::size_t k = 0; k < expected.size(); ++k) {
      CAPTURE(k);
      const auto near = [](double count, double probability) {
        CHECK(std::abs(count - probability) <= margin(probability));
      };
      near(counts.at[k].reject, expected[k].reject);
      near(counts.at[k].futility, expected[k].futility);
      near(counts.at[k].harm, expected[k].harm);
    }
    const double range = plan.looks.back().information;
    CHECK(std::abs(counts.information - expected_information(design, drift)) <=
          4.0 * 0.5 * range / std::sqrt(trials));
  }
}

GroupSequentialPlan plan_at(const std::vector<double>& events) {
  GroupSequentialPlan plan;
  plan.efficacy = FunctionSpending{Spending::lan_demets_obrien_fleming};
  for (const double count : events) plan.looks.push_back({count});
  return plan;
}

}  // namespace

TEST_CASE("beta spending, binding and not, as drawn",
          "[design][crosscheck][SIM-17]") {
  GroupSequentialPlan plan = plan_at({40.0, 80.0, 120.0, 161.0});
  plan.beta = FunctionSpending{Spending::lan_demets_pocock};
  for (PlannedLook& look : plan.looks) look.futility = FutilityBySpending{};
  plan.harm = HarmRule{0.1, FunctionSpending{Spending::kim_demets, 1.0}};
  plan.futility = GENERATE(FutilityRule::non_binding, FutilityRule::binding);
  check_design(plan);
}

TEST_CASE("stated futility, as drawn", "[design][crosscheck][DES-09]") {
  GroupSequentialPlan plan = plan_at({40.0, 80.0, 120.0, 161.0});
  plan.efficacy = WangTsiatis{0.25};
  plan.looks[0].futility = FutilityAtHazardRatio{1.1};
  plan.looks[1].futility = FutilityAtZ{0.2};
  plan.looks[2].futility = FutilityAtConditionalPower{0.15, Trend::design};
  plan.futility = FutilityRule::binding;
  check_design(plan);
}

TEST_CASE("two tails, as drawn", "[design][crosscheck][DES-17]") {
  GroupSequentialPlan plan = plan_at({40.0, 80.0, 161.0});
  plan.efficacy = WangTsiatis{0.5};
  plan.tails = Tails::two;
  plan.alpha = 0.1;
  check_design(plan);
}

TEST_CASE("limits after stopping cover, and the estimate is median-unbiased",
          "[design][crosscheck][ANA-12]") {
  constexpr int fewer = 20'000;
  const auto solved = solve_design(plan_at({60.0, 113.0, 161.0}));
  const auto& design = std::get<GroupSequentialDesign>(solved);
  const std::vector<double> information{60.0, 113.0, 161.0};
  const double effect = 0.7 * design.drift / std::sqrt(161.0);
  boost::random::mt19937_64 generator{7};
  boost::random::normal_distribution<double> normal;
  int above = 0;   // the estimate is above the truth: p(truth) < 1/2
  int within = 0;  // the 80% interval
  for (int trial = 0; trial < fewer; ++trial) {
    double score = 0.0;
    double before = 0.0;
    std::size_t k = 0;
    for (;; ++k) {
      const double growth = information[k] - before;
      score += effect * growth + std::sqrt(growth) * normal(generator);
      before = information[k];
      if (k == 2 || score >= design.bounds[k].efficacy_z * std::sqrt(before))
        break;
    }
    const StoppedTrial end{std::span{information}.first(k + 1),
                           std::span{design.bounds}.first(k),
                           score / std::sqrt(before)};
    const double tail = stagewise_tail(end, effect, FutilityStops::ignored);
    above += tail < 0.5 ? 1 : 0;
    within += tail > 0.1 && tail < 0.9 ? 1 : 0;
  }
  CHECK(std::abs(above / 20'000.0 - 0.5) < 4.0 * 0.5 / std::sqrt(fewer));
  CHECK(std::abs(within / 20'000.0 - 0.8) < 4.0 * 0.4 / std::sqrt(fewer));
}
