// Studies are called without a command line: everything around them is
// injected.
#include <atomic>

#include "rehearse/study/power.hpp"
#include "rehearse/study/size.hpp"
#include "rehearse/study/sweep.hpp"
#include "support/catch.hpp"
#include "unit/study/trial.hpp"

using namespace rehearse;

namespace {

SweepRequest grid() {
  SweepRequest request;
  request.plan.axes = {
      {{"endpoint.effect.hazard_ratio"}, {{"0.4"}, {"0.5"}, {"1"}}}};
  return request;
}

}  // namespace

TEST_CASE("a study needs nothing around it", "[study]") {
  const PowerReport report = study_power(read_trial({}), {});
  CHECK_FALSE(is_interrupted(report));
  CHECK(report.estimate.replicates == 3000);
  const PowerEstimate alone = estimate_power(read_trial({}).scenario, {});
  CHECK(report.estimate.power.estimate == alone.power.estimate);
  CHECK(report.analytic.power);
}

TEST_CASE("a study tells how far it is, and every replicate", "[study]") {
  std::uint64_t last = 0;
  bool begun = false;
  std::uint64_t replicates = 0;
  StudyRun run;
  run.threads = 2;
  run.progress = [&](const ProgressState& state) {
    begun = begun || state.done == 0;
    CHECK(state.done >= last);
    CHECK(state.replicates == 3000);
    last = state.done;
  };
  (void)study_power(
      read_trial({}), run,
      [&](std::uint64_t, std::span<const LookResult>) { ++replicates; });
  CHECK(begun);
  CHECK(last == 3000);
  CHECK(replicates == 3000);
}

TEST_CASE("a study that is stopped says so", "[study]") {
  const std::atomic<bool> stop{true};
  StudyRun run;
  run.stop = &stop;
  CHECK(is_interrupted(study_power(read_trial({}), run)));
  const Sweep sweep = read_sweep(grid(), read_trial, run);
  CHECK_FALSE(study_sweep(sweep, grid(), run, nullptr));
  const SizeReport size =
      study_size(read_trial({}), 0.8, SolveFor::participants);
  CHECK_FALSE(simulate_size(size, read_trial, run));
}

TEST_CASE("a sweep's reference is where the config itself stands", "[study]") {
  const Sweep sweep = read_sweep(grid(), read_trial, {});
  CHECK(sweep.cells.size() == 3);
  CHECK(sweep.identity.reference == 1);
  CHECK(sweep.cells[1].sha256 == read_trial({}).sha256);
}

TEST_CASE("a sweep's shards together are the sweep", "[study][exact]") {
  const Sweep sweep = read_sweep(grid(), read_trial, {});
  const auto whole = study_sweep(sweep, grid(), {}, nullptr);
  REQUIRE(whole);
  REQUIRE(whole->size() == 3);
  CellRows joined;
  for (const std::size_t index : {1, 2}) {
    SweepRequest share = grid();
    share.shard = {index, 2};
    const auto rows = study_sweep(sweep, share, {}, nullptr);
    REQUIRE(rows);
    joined.insert(rows->begin(), rows->end());
  }
  CHECK(joined == *whole);
}

TEST_CASE("a sweep that can't be is refused", "[study]") {
  SweepRequest request = grid();
  request.plan.reference = {"endpoint.effect.hazard_ratio=0.7"};
  CHECK_THROWS_AS(read_sweep(request, read_trial, {}), RequestError);
  request = grid();
  request.plan.axes.front().steps.push_back({"-1"});
  CHECK_THROWS_AS(read_sweep(request, read_trial, {}), ConfigError);
  request.plan.axes.front().steps.assign(1'000'001, {"0.5"});
  CHECK_THROWS_AS(read_sweep(request, read_trial, {}), RequestError);
}

TEST_CASE("what many cells warn of is told once", "[study]") {
  SweepRequest request;
  request.plan.axes = {{{"endpoint.effect.hazard_ratio"}, {{"2"}, {"3"}}}};
  std::vector<Diagnostic> told;
  StudyRun run;
  run.warn = [&](const std::vector<Diagnostic>& warnings) { told = warnings; };
  (void)read_sweep(request, read_trial, run);
  REQUIRE_FALSE(told.empty());
  using Catch::Matchers::Contains;
  CHECK_THAT(told.front().message,
             Contains("of 2 cells") || Contains("[in every cell]"));
}

TEST_CASE("no size has a power beyond reach", "[study]") {
  LoadedConfig config = read_trial({"endpoint.effect.hazard_ratio=1"});
  CHECK_THROWS_AS(study_size(config, 0.9, SolveFor::participants), ConfigError);
}
