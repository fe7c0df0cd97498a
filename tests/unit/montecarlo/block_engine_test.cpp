// A block of replicates against the same replicates one by one, by the scalar
// code that analyses data sets, and on every instruction set.
#include <algorithm>
#include <cmath>

#include "rehearse/analysis/summarize.hpp"
#include "support/block_checks.hpp"
#include "support/catch.hpp"
#include "support/random_scenario.hpp"

using namespace rehearse;
using namespace block_checks;

namespace {

Scenario stratified(std::vector<int> block_sizes) {
  Scenario s = w1_scenario();
  s.factors = {{"a", {"0", "1"}, {0.5, 0.5}, {1.0, 1.2}},
               {"b", {"0", "1", "2"}, {0.2, 0.5, 0.3}, {1.0, 1.1, 1.5}}};
  s.randomization.stratify_by = {0, 1};
  s.analysis.stratify_by = {0, 1};
  s.stratum_streams.clear();
  for (std::uint64_t k = 0; k < 6; ++k) s.stratum_streams.push_back(k << 40);
  s.randomization.procedure.block_weights.assign(block_sizes.size(), 1);
  s.randomization.procedure.block_sizes = std::move(block_sizes);
  Look interim;
  interim.name = "interim";
  interim.events = 90;
  s.analysis.looks.insert(s.analysis.looks.begin(), interim);
  s.analysis.efficacy.rule =
      FunctionSpending{Spending::lan_demets_obrien_fleming, 0.0};
  return s;
}

// Times of a few steps of the grid: most of them are tied.
Scenario tied() {
  Scenario s = w1_scenario();
  s.endpoint.control.hazard = 500.0;
  return s;
}

// Some live longer than a key has room for, and the events are never reached.
Scenario long_lived() {
  Scenario s = w1_scenario();
  s.endpoint.control.family = Family::weibull;
  s.endpoint.control.shape = 0.15;
  s.analysis.looks[0].events = 245;
  s.dropout_hazard = {0.0, 0.0};
  return s;
}

Scenario unequal() {
  Scenario s = stratified({3, 6, 9});
  s.arms[1].allocation = 2;
  return s;
}

Scenario urn() {
  Scenario s = stratified({4});
  s.randomization.procedure = {};
  s.randomization.procedure.kind = ProcedureKind::block_urn;
  s.randomization.procedure.lambda = 2;
  return s;
}

Scenario of_size(int participants, int events) {
  Scenario s = w1_scenario();
  s.participants = participants;
  s.analysis.looks[0].events = events;
  return s;
}

Scenario non_inferior() {
  Scenario s = stratified({4, 6});
  s.analysis.null_hazard_ratio = 1.3;
  return s;
}

Scenario weibull() {
  Scenario s = stratified({4, 6});
  s.endpoint.control.family = Family::weibull;
  s.endpoint.control.shape = 0.5;
  return s;
}

Scenario log_logistic() {
  Scenario s = w1_scenario();
  s.endpoint.control.family = Family::log_logistic;
  s.endpoint.control.shape = 1.7;
  return s;
}

Scenario log_normal() {
  Scenario s = w1_scenario();
  s.endpoint.control.family = Family::log_normal;
  s.endpoint.control.sigma = 1.1;
  return s;
}

Scenario cure() {
  Scenario s = w1_scenario();
  ModelSpec uncured;
  uncured.family = Family::weibull;
  uncured.median = 150.0;
  uncured.shape = 1.2;
  s.endpoint.control = {};
  s.endpoint.control.family = Family::cure;
  s.endpoint.control.cured = 0.2;
  s.endpoint.control.uncured = {uncured};
  s.analysis.looks[0].events = 120;
  return s;
}

std::vector<Scenario> scenarios() {
  return {w1_scenario(),     stratified({4}), stratified({2, 4, 6}),
          unequal(),         urn(),           tied(),
          long_lived(),      of_size(17, 9),  of_size(300, 260),
          of_size(777, 400), non_inferior(),  weibull(),
          log_logistic(),    log_normal(),    cure()};
}

double median_time(const MedianTicks& median) {
  if (!median.reached) return std::numeric_limits<double>::infinity();
  return 0.5 * (time_of_tick(median.first) + time_of_tick(median.second));
}

void check_look(const LookResult& ours, const Cut& cut,
                const SurvivalSummary& theirs, std::size_t entered) {
  REQUIRE(ours.analysis_time == cut.time);
  REQUIRE(ours.reached == cut.reached);
  REQUIRE(ours.participants == entered);
  REQUIRE(ours.events_by_arm == theirs.events);
  REQUIRE(ours.informed == theirs.informed);
  check_number(ours.z, theirs.z, 1e-10);
  check_number(ours.log_hazard_ratio, theirs.log_hazard_ratio, 1e-10);
  check_number(ours.hazard_ratio, std::exp(theirs.log_hazard_ratio), 1e-10);
  check_number(ours.log_hazard_ratio_se, theirs.log_hazard_ratio_se, 1e-9);
  for (std::size_t arm = 0; arm < arm_count; ++arm)
    REQUIRE(ours.median[arm] == median_time(theirs.median[arm]));
}

void check_one_by_one(const Scenario& s, std::uint64_t replicates) {
  const TrialPlan plan{s};
  ReplicateEngine engine{plan, {&s.analysis, 1}};
  TrialSimulator trial{plan};
  Observations seen{plan.participants};
  AnalysisWorkspace workspace;
  for (std::uint64_t replicate = 0; replicate < replicates; ++replicate) {
    CAPTURE(replicate);
    const auto looks = engine.run(replicate);
    trial.enrol(replicate);
    trial.randomize(replicate);
    trial.draw_times(replicate);
    seen.observe(trial.participants(), plan.cells.analysis_stratum);
    double previous = 0.0;
    for (std::size_t k = 0; k < looks.size(); ++k) {
      const Cut cut =
          seen.cut_of(s.analysis.looks[k], trial.participants(), previous);
      const auto data = seen.data_at(cut.time, trial.participants());
      check_look(looks[k], cut,
                 summarize(data, plan.cells.analysis_strata, s.analysis.ties,
                           s.analysis.null_hazard_ratio, workspace),
                 data.size());
      previous = cut.time;
    }
  }
}

}  // namespace

TEST_CASE("a lane is the replicate by itself, on every instruction set",
          "[montecarlo][exact]") {
  on_every_target([](std::int64_t target) {
    CAPTURE(hwy::TargetName(target));
    std::size_t number = 0;
    for (const Scenario& s : scenarios()) {
      CAPTURE(number++);
      check_one_by_one(s, 64);
    }
  });
}

TEST_CASE("every instruction set gives the same bytes",
          "[montecarlo][exact][OPS-01]") {
  for (const Scenario& s : scenarios())
    check_every_target({s, {s.analysis}}, 64);
}

TEST_CASE("a replicate doesn't depend on the order of asking",
          "[montecarlo][exact]") {
  const Scenario s = stratified({4, 6});
  const TrialPlan plan{s};
  ReplicateEngine in_order{plan, {&s.analysis, 1}};
  ReplicateEngine backwards{plan, {&s.analysis, 1}};
  std::vector<double> forth;
  std::vector<double> back;
  for (std::uint64_t r = 0; r < 80; ++r)
    for (const LookResult& look : in_order.run(r)) forth.push_back(look.z);
  for (std::uint64_t r = 80; r-- > 0;) {
    const auto looks = backwards.run(r);
    for (std::size_t k = looks.size(); k-- > 0;) back.push_back(looks[k].z);
  }
  std::ranges::reverse(back);
  CHECK(forth == back);
}
