#include "rehearse/design/analysis_design.hpp"

#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "rehearse/core/normal.hpp"
#include "rehearse/design/actual_bounds.hpp"
#include "rehearse/design/group_sequential.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

constexpr double no_bound = std::numeric_limits<double>::infinity();
const double z_fixed = 1.959963984540054;  // one-sided 0.025

constexpr FunctionSpending obrien_fleming{Spending::lan_demets_obrien_fleming,
                                          0.0};

AnalysisPlan plan_of(const std::vector<int>& events) {
  AnalysisPlan plan;
  plan.efficacy.rule = obrien_fleming;
  for (const int count : events) {
    plan.looks.emplace_back();
    plan.looks.back().events = count;
  }
  return plan;
}

// Of the efficacy bounds.
std::vector<std::optional<double>> planned_efficacy_bounds(
    const AnalysisPlan& plan) {
  std::vector<std::optional<double>> z;
  for (const auto& bound : planned_bounds(plan, 0.5))
    z.push_back(bound ? std::optional{bound->efficacy_z} : std::nullopt);
  return z;
}

double actual(const AnalysisPlan& plan, const std::vector<int>& events) {
  return ActualBounds{solved_plan(plan, 0.5)}.at(events).efficacy_z;
}

// P(reject under the null hypothesis) at these looks.
double size_of(const std::vector<double>& events,
               const std::vector<double>& z) {
  std::vector<ScoreMoments> looks;
  for (const double count : events) looks.push_back({count});
  double sum = 0.0;
  for (const double reject : rejection_by_look(looks, z)) sum += reject;
  return sum;
}

}  // namespace

TEST_CASE("planned bounds are those of gsDesign and lrstat",
          "[design][exact]") {
  const auto [events, z, margin] =
      GENERATE(table<std::vector<int>, std::vector<double>, double>(
          {{{113, 161}, {2.43415296, 2.00034507}, 1e-8},
           {{115, 164}, {2.43548, 2.00020}, 5e-6},
           {{70, 100}, {2.437995, 1.999930}, 6e-7},
           {{1, 2, 3, 4}, {4.332634, 2.963132, 2.359044, 2.014090}, 1e-6},
           {{333, 667, 1000}, {3.712, 2.511, 1.993}, 5e-4},
           {{80, 100}, {2.250, 2.025}, 5e-4},
           {{106, 227, 287}, {3.508, 2.269, 2.023}, 5e-4}}));
  const auto bounds = planned_efficacy_bounds(plan_of(events));
  REQUIRE(bounds.size() == z.size());
  for (std::size_t k = 0; k < z.size(); ++k)
    CHECK(*bounds[k] == Approx(z[k]).margin(margin).epsilon(0));
}

TEST_CASE("an information fraction stands for events", "[design][exact]") {
  AnalysisPlan plan = plan_of({113, 161});
  const auto expected = planned_efficacy_bounds(plan);
  plan.looks[0].events.reset();
  plan.looks[0].calendar = 500.0;
  plan.looks[0].information_fraction = 113.0 / 161.0;
  CHECK(*planned_efficacy_bounds(plan)[1] ==
        Approx(*expected[1]).epsilon(1e-12));
  plan.looks[0].information_fraction.reset();
  CHECK(planned_efficacy_bounds(plan)[0] == std::nullopt);
  CHECK(planned_efficacy_bounds(plan)[1] == std::nullopt);
}

TEST_CASE("one look is the fixed design", "[design][exact]") {
  AnalysisPlan plan = plan_of({161});
  plan.efficacy.rule = FunctionSpending{};
  CHECK(*planned_efficacy_bounds(plan)[0] == Approx(z_fixed).epsilon(1e-14));
  CHECK(actual(plan, {100}) == Approx(z_fixed).epsilon(1e-14));
  CHECK(actual(plan, {300}) == Approx(z_fixed).epsilon(1e-14));
  CHECK(actual(plan, {0}) == no_bound);
  plan.looks[0].events.reset();
  plan.looks[0].calendar = 700.0;
  CHECK(*planned_efficacy_bounds(plan)[0] == Approx(z_fixed).epsilon(1e-14));
  CHECK(actual(plan, {90}) == Approx(z_fixed).epsilon(1e-14));
}

TEST_CASE("without spending the last look alone may reject",
          "[design][exact]") {
  AnalysisPlan plan = plan_of({50, 161});
  plan.efficacy.rule = FunctionSpending{};
  CHECK(actual(plan, {170}) == no_bound);
  CHECK(actual(plan, {170, 190}) == Approx(z_fixed).epsilon(1e-14));
}

TEST_CASE("at the planned events the actual bounds are the planned",
          "[design][exact]") {
  const AnalysisPlan plan = plan_of({113, 161});
  const auto bounds = planned_efficacy_bounds(plan);
  CHECK(actual(plan, {113}) == *bounds[0]);
  CHECK(actual(plan, {113, 161}) == *bounds[1]);
}

TEST_CASE("actual information is spent at the actual fraction",
          "[design][exact][SIM-14]") {
  // 115 of 164 by the definition: the same plan's interim, one look late.
  const AnalysisPlan plan = plan_of({100, 164});
  CHECK(actual(plan, {115}) == Approx(2.43548).margin(5e-6));
  CHECK(actual(plan, {115, 164}) == Approx(2.00020).margin(5e-6));
}

TEST_CASE("planned information is spent at the planned fraction",
          "[design][exact][SIM-14]") {
  AnalysisPlan plan = plan_of({115, 164});
  plan.efficacy.information = Information::planned;
  const double first = actual(plan, {130});
  CHECK(first == Approx(2.43548).margin(5e-6));
  // ... while the correlation is that of the events there were.
  const double last = actual(plan, {130, 164});
  CHECK(size_of({130, 164}, {first, last}) == Approx(0.025).epsilon(1e-10));
  CHECK(size_of({115, 164}, {first, last}) != Approx(0.025).epsilon(1e-4));
}

TEST_CASE("the last look spends what is left, run over or under",
          "[design][exact]") {
  const AnalysisPlan plan = plan_of({113, 161});
  const int last = GENERATE(120, 140, 161, 200, 400);
  const std::vector<int> events{118, last};
  const double first = actual(plan, {118});
  CHECK(size_of({118.0, static_cast<double>(last)},
                {first, actual(plan, events)}) == Approx(0.025).epsilon(1e-10));
}

TEST_CASE("an interim beyond the planned events spends everything",
          "[design][exact]") {
  const AnalysisPlan plan = plan_of({113, 161});
  CHECK(actual(plan, {165}) == Approx(z_fixed).epsilon(1e-14));
  CHECK(actual(plan, {165, 180}) == no_bound);
}

TEST_CASE("a look without growth is the same test", "[design][exact]") {
  const AnalysisPlan plan = plan_of({80, 113, 161});
  // Z is the same: together the two looks reject beyond the last bound, which
  // is therefore the fixed one.
  const AnalysisPlan two = plan_of({113, 161});
  CHECK(actual(two, {150, 150}) == Approx(z_fixed).epsilon(1e-12));
  // Nothing more to spend at the same actual fraction: no bound.
  CHECK(actual(plan, {90, 90}) == no_bound);
  // ... and the last look is as if the second had not been.
  CHECK(actual(plan, {90, 90, 161}) ==
        Approx(actual(plan_of({90, 161}), {90, 161})).epsilon(1e-12));
}

TEST_CASE("no growth is the limit of little growth", "[design][exact]") {
  AnalysisPlan plan = plan_of({80, 113, 161});
  plan.efficacy.information = Information::planned;
  const auto last_bound = [&](double growth) {
    const SolvedPlan solved = solved_plan(plan, 0.5);
    BoundRecursion recursion;
    (void)recursion.next(solved, 100.0);
    (void)recursion.next(solved, 100.0 + growth);
    return recursion.next(solved, 160.0).efficacy_z;
  };
  CHECK(last_bound(1e-5) == Approx(last_bound(0.0)).margin(1e-5));
  CHECK(last_bound(1.0) != Approx(last_bound(0.0)).margin(1e-5));
}

TEST_CASE("a look without events spends nothing", "[design][exact]") {
  const AnalysisPlan plan = plan_of({80, 113, 161});
  CHECK(actual(plan, {0}) == no_bound);
  CHECK(actual(plan, {0, 0, 0}) == no_bound);
  CHECK(
      actual(plan, {0, 113, 161}) ==
      Approx(*planned_efficacy_bounds(plan_of({113, 161}))[1]).epsilon(1e-12));
}

TEST_CASE("a look that may not stop leaves its alpha to the next",
          "[design][exact]") {
  AnalysisPlan plan = plan_of({80, 113, 161});
  plan.looks[0].efficacy = false;
  const auto bounds = planned_bounds(plan, 0.5);
  const auto without = planned_bounds(plan_of({113, 161}), 0.5);
  CHECK(bounds[0]->efficacy_z == no_bound);
  CHECK(bounds[0]->alpha_spent == 0.0);
  CHECK(bounds[1]->efficacy_z == Approx(without[0]->efficacy_z).epsilon(1e-12));
  CHECK(bounds[2]->efficacy_z == Approx(without[1]->efficacy_z).epsilon(1e-12));
}

TEST_CASE("twenty close looks keep the size", "[design][exact]") {
  std::vector<int> events;
  for (int k = 0; k < 20; ++k) events.push_back(100 + 2 * k);
  AnalysisPlan plan = plan_of(events);
  plan.efficacy.rule = FunctionSpending{Spending::lan_demets_pocock, 0.0};
  std::vector<double> z;
  for (const auto& bound : planned_efficacy_bounds(plan)) z.push_back(*bound);
  CHECK(size_of({events.begin(), events.end()}, z) ==
        Approx(0.025).epsilon(1e-9));
}

TEST_CASE("tiny spending gives a finite bound", "[design][exact]") {
  // 2 (1 - Phi(2.2414 / sqrt(t))) is 5e-23 at t = 0.05, 3e-15 at 0.08.
  const auto bounds = planned_bounds(plan_of({5, 8, 50, 100}), 0.5);
  for (std::size_t k = 0; k < 2; ++k) {
    const double tail = normal_upper_tail(bounds[k]->efficacy_z);
    CHECK(tail == Approx(bounds[k]->alpha_spent).epsilon(1e-6));
  }
  CHECK(*planned_efficacy_bounds(plan_of({5, 8, 50, 100}))[3] ==
        Approx(*planned_efficacy_bounds(plan_of({50, 100}))[1]).margin(1e-9));
}

TEST_CASE("a bound doesn't depend on what was asked before",
          "[design][exact]") {
  const AnalysisPlan plan = plan_of({54, 107, 161});
  ActualBounds bounds{solved_plan(plan, 0.5)};
  // More looks than are remembered, so that the memory is emptied on the way.
  for (int first = 1; first <= 300; ++first)
    for (int growth = 1; growth <= 300; ++growth)
      (void)bounds.at(std::array{first, first + growth});
  for (int first = 40; first <= 60; first += 5) {
    const std::vector<int> events{first, 2 * first, 3 * first};
    CHECK(bounds.at(events).efficacy_z == actual(plan, events));
    CHECK(bounds.at(std::span{events}.first(2)).efficacy_z ==
          actual(plan, {first, 2 * first}));
    CHECK(bounds.at(events).efficacy_z == actual(plan, events));
  }
}

TEST_CASE("a remembered look is known by all its events", "[design][exact]") {
  const AnalysisPlan plan = plan_of({54, 107, 161});
  ActualBounds bounds{solved_plan(plan, 0.5)};
  const auto ask = [&](std::vector<int> events) {
    return bounds.at(events).efficacy_z;
  };
  const double first = ask({100});
  const double second = ask({50, 100});
  const double other = ask({60, 100});
  CHECK(second == actual(plan, {50, 100}));
  CHECK(other == actual(plan, {60, 100}));
  CHECK(first != second);
  CHECK(second != other);
  CHECK(ask({100}) == first);
  CHECK(ask({50, 100}) == second);
  CHECK(ask({60, 100}) == other);
}
