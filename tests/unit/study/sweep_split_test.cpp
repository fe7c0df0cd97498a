// Into how many shares a sweep is split.
#include "rehearse/study/sweep_split.hpp"

#include <string>

#include "support/catch.hpp"
#include "unit/study/trial.hpp"

using namespace rehearse;

namespace {

// Hazard ratios from 0.5 on; then levels of alpha, which share simulations.
Sweep sweep_of(std::size_t ratios, const std::vector<std::string>& alphas) {
  SweepRequest request;
  SweepAxis axis{{"endpoint.effect.hazard_ratio"}, {}};
  for (std::size_t i = 0; i < ratios; ++i)
    axis.steps.push_back({std::to_string(0.5 + 0.001 * double(i))});
  request.plan.axes = {axis};
  SweepAxis levels{{"analysis.alpha"}, {}};
  for (const std::string& alpha : alphas) levels.steps.push_back({alpha});
  if (!alphas.empty()) request.plan.axes.push_back(levels);
  return read_sweep(request, read_trial, {});
}

}  // namespace

TEST_CASE("a sweep is split into shares worth a task", "[study]") {
  // 10 s a simulation of 3,000 replicates; 0.1 s to read a cell.
  const WorkCost cost{0.1, 1.0, 9.0 / 3000.0};
  const Sweep sweep = sweep_of(100, {});
  // 16 tasks of a minute would have 15 simulations of the reference beyond
  // 100. One run takes 0.1 × 102 + 1,000 s; 7 tasks 60.2 + 0.6 × 2 more, 6.1%;
  // 5 tasks 40.8 more, 4.04%.
  const WorkSplit split = split_sweep(sweep, cost, 60.0);
  CHECK(split.shares == 5);
  CHECK(split.seconds == Approx((0.1 * 110.0 + 1040.0) / 5.0));
  CHECK(split.overhead == Approx(1051.0 / 1010.2 - 1.0));
  CHECK(split_sweep(sweep, cost, 400.0).shares == 2);
  CHECK(split_sweep(sweep, cost, 4000.0).shares == 1);
  CHECK(split_sweep(sweep, cost, 4000.0).overhead == 0.0);
  // Two threads do in 200 s what one does in 400.
  CHECK(split_sweep(sweep, cost, 200.0, 2).shares == 2);
  // As many replicates again, for the precision.
  const WorkCost twice{0.1, 1.0, 9.0 / 3000.0, 3000.0};
  CHECK(split_sweep(sweep, twice, 4000.0).seconds ==
        Approx(0.1 * 102.0 + 1900.0));
}

TEST_CASE("long cells are simulated side by side", "[study]") {
  const WorkSplit split =
      split_sweep(sweep_of(8, {}), {0.0, 1000.0, 0.0}, 60.0);
  CHECK(split.shares == 8);
  CHECK(split.seconds == Approx(15'000.0 / 8.0));
}

TEST_CASE("cells that share a simulation aren't drawn apart", "[study]") {
  // Two shares would have one alpha each: all simulations twice.
  CHECK(split_sweep(sweep_of(60, {"0.025", "0.05"}), {0.0, 1.0, 0.0}, 20.0)
            .shares == 1);
}

TEST_CASE("a share reads its own cells of a sweep that is described",
          "[study][exact]") {
  SweepRequest request;
  request.plan.axes = {
      {{"endpoint.effect.hazard_ratio"}, {{"0.5"}, {"0.6"}, {"0.7"}, {"0.8"}}}};
  request.plan.reference = {"endpoint.effect.hazard_ratio=0.7"};
  const Sweep whole = read_sweep(request, read_trial, {});
  request.shard = {2, 4};
  request.plan_made = whole.identity;
  std::size_t reads = 0;
  const ConfigReader counted = [&](const std::vector<std::string>& changes) {
    ++reads;
    return read_trial(changes);
  };
  const Sweep share = read_sweep(request, counted, {});
  CHECK(reads == 3);  // the config, its own cell, the reference
  CHECK(identity_sha256(share.identity) == identity_sha256(whole.identity));
  const auto rows = study_sweep(share, request, {}, nullptr);
  const auto all = study_sweep(whole, {}, {}, nullptr);
  REQUIRE((rows && all));
  CHECK(rows->at(1) == all->at(1));
  request.plan_made->seed = "2";
  CHECK_THROWS_AS(read_sweep(request, read_trial, {}), RequestError);
  request.plan_made = whole.identity;
  request.plan_made->cells_sha256[1] = whole.identity.cells_sha256[0];
  CHECK_THROWS_AS(read_sweep(request, read_trial, {}), RequestError);
  request.plan_made->cells_sha256.pop_back();
  CHECK_THROWS_AS(read_sweep(request, read_trial, {}), RequestError);
}

TEST_CASE("a sweep's cost is measured", "[study]") {
  const Sweep sweep = sweep_of(5, {});
  const auto cost = measure_cost(sweep, {}, {});
  REQUIRE(cost);
  CHECK(cost->replicate > 1e-8);
  CHECK(cost->replicate < 1e-3);
  CHECK(cost->simulation >= 0.0);
  CHECK(cost->added == 0.0);
  SweepRequest precise;
  precise.precision = 0.001;  // of a power of about 0.6: p (1 - p) 1e6
  const auto more = measure_cost(sweep, precise, {});
  REQUIRE(more);
  CHECK(more->added > 2e5);
  CHECK(more->added < 2.6e5);
  precise.precision = 0.5;  // that of the config's own replicates
  CHECK(measure_cost(sweep, precise, {})->added == 0.0);
  const std::atomic<bool> stop{true};
  StudyRun run;
  run.stop = &stop;
  CHECK_FALSE(measure_cost(sweep, {}, run));
}
