#include <atomic>
#include <cmath>
#include <cstring>

#include "rehearse/montecarlo/estimate_power.hpp"
#include "rehearse/montecarlo/replicate.hpp"
#include "rehearse/montecarlo/simulated_trial.hpp"
#include "support/catch.hpp"
#include "support/random_scenario.hpp"
#include "unit/montecarlo/counting_allocator.hpp"

using namespace rehearse;

namespace {

bool same_bytes(double a, double b) {
  return std::memcmp(&a, &b, sizeof a) == 0;
}

bool same(const Distribution& a, const Distribution& b) {
  return same_bytes(a.mean, b.mean) && same_bytes(a.sd, b.sd) &&
         same_bytes(a.q05, b.q05) && same_bytes(a.median, b.median) &&
         same_bytes(a.q95, b.q95) && a.count == b.count;
}

void check_same(const PowerEstimate& a, const PowerEstimate& b) {
  REQUIRE(a.replicates == b.replicates);
  CHECK(a.power.estimate == b.power.estimate);
  CHECK(same(a.stopping_time, b.stopping_time));
  REQUIRE(a.looks.size() == b.looks.size());
  for (std::size_t k = 0; k < a.looks.size(); ++k) {
    CHECK(a.looks[k].reject.estimate == b.looks[k].reject.estimate);
    CHECK(same(a.looks[k].events, b.looks[k].events));
    CHECK(same(a.looks[k].z, b.looks[k].z));
    CHECK(same(a.looks[k].hazard_ratio, b.looks[k].hazard_ratio));
    CHECK(same(a.looks[k].analysis_time, b.looks[k].analysis_time));
    CHECK(same(a.looks[k].median[1], b.looks[k].median[1]));
    CHECK(same_bytes(a.looks[k].geometric_mean_hazard_ratio,
                     b.looks[k].geometric_mean_hazard_ratio));
  }
}

RunOptions threads(unsigned count) {
  RunOptions options;
  options.threads = count;
  return options;
}

}  // namespace

TEST_CASE("any number of threads gives the same bytes",
          "[montecarlo][exact][threads][OPS-01]") {
  Scenario s = GENERATE(w1_scenario(), random_scenario(3), random_scenario(11));
  s.replicates = 10'000;  // the last chunk is not a whole one
  const PowerEstimate one = estimate_power(s, threads(1));
  check_same(one, estimate_power(s, threads(2)));
  check_same(one, estimate_power(s, threads(7)));
}

TEST_CASE("a replicate replayed alone is itself in the run, in order",
          "[montecarlo][exact][threads][OPS-02]") {
  Scenario s = random_scenario(20);
  s.replicates = 3000;
  std::uint64_t expected = 0;
  RunOptions options = threads(3);
  options.each_replicate = [&](std::uint64_t replicate,
                               std::span<const LookResult> looks) {
    REQUIRE(replicate == expected++);
    if (replicate % 97 != 0) return;
    const SimulatedTrial alone = simulate_trial(s, replicate);
    REQUIRE(alone.looks.size() == looks.size());
    for (std::size_t k = 0; k < looks.size(); ++k) {
      REQUIRE(same_bytes(alone.looks[k].z, looks[k].z));
      REQUIRE(same_bytes(alone.looks[k].hazard_ratio, looks[k].hazard_ratio));
      REQUIRE(same_bytes(alone.looks[k].efficacy_z, looks[k].efficacy_z));
      REQUIRE(alone.looks[k].reject == looks[k].reject);
    }
  };
  (void)estimate_power(s, options);
  CHECK(expected == 3000);
}

TEST_CASE("the replicate loop allocates nothing", "[montecarlo][exact]") {
  Scenario s = w1_scenario();
  Look interim;
  interim.name = "interim";
  interim.events = 113;
  if (GENERATE(false, true)) {  // strata, Weibull, two looks
    s.analysis.looks.insert(s.analysis.looks.begin(), interim);
    s.analysis.efficacy.rule =
        FunctionSpending{Spending::lan_demets_obrien_fleming, 0.0};
    s.endpoint.control.family = Family::weibull;
    s.endpoint.control.shape = 0.774;
    s.factors = {{"a", {"0", "1"}, {0.5, 0.5}, {1.0, 1.2}}};
    s.randomization.stratify_by = {0};
    s.analysis.stratify_by = {0};
    s.stratum_streams = {0, 1ULL << 40};
  }
  const TrialPlan plan{s};
  ReplicateEngine engine{plan, {&s.analysis, 1}};
  (void)engine.run(0);
  const std::uint64_t before = allocations;
  for (std::uint64_t replicate = 1; replicate < 2000; ++replicate)
    (void)engine.run(replicate);
  CHECK(allocations == before);
}

TEST_CASE("a run can be stopped and says what was done",
          "[montecarlo][exact][threads]") {
  Scenario s = w1_scenario();
  s.replicates = 1'000'000'000;
  std::atomic<bool> stop{false};
  RunOptions options = threads(2);
  options.stop = &stop;
  options.progress = [&](std::uint64_t done) { stop = done > 5000; };
  const PowerEstimate e = estimate_power(s, options);
  CHECK(e.interrupted);
  CHECK(e.replicates > 0);
  CHECK(e.replicates < s.replicates);
  CHECK(e.looks[0].events.count == e.replicates);  // moments and counts
  CHECK(e.power.estimate == Approx(0.8966).margin(0.05));
}

TEST_CASE("what a callback throws ends the run",
          "[montecarlo][exact][threads]") {
  Scenario s = w1_scenario();
  s.replicates = 20'000;
  RunOptions options = threads(2);
  options.each_replicate = [](std::uint64_t, std::span<const LookResult>) {
    throw std::runtime_error{"the disk is full"};
  };
  CHECK_THROWS_WITH(estimate_power(s, options), "the disk is full");
}

TEST_CASE("nothing stops where there is no estimate", "[montecarlo]") {
  // Three days after the first entry there is hardly ever an event.
  Scenario s = w1_scenario();
  Look early;
  early.name = "early";
  early.calendar = 3.0;
  early.information_fraction = 0.1;
  early.futility = FutilityAtHazardRatio{1.0};
  s.analysis.looks.insert(s.analysis.looks.begin(), early);
  s.analysis.planned_events = 161;
  for (const FutilityAtLook& rule : {FutilityAtLook{FutilityAtHazardRatio{1.0}},
                                     FutilityAtLook{FutilityAtZ{0.5}}}) {
    s.analysis.looks[0].futility = rule;
    const TrialPlan plan{s};
    ReplicateEngine engine{plan, {&s.analysis, 1}};
    int without = 0;
    for (std::uint64_t r = 0; r < 200; ++r) {
      const LookResult& look = engine.run(r)[0];
      if (look.events > 0) continue;
      ++without;
      REQUIRE_FALSE(look.informed);
      REQUIRE(std::isnan(look.hazard_ratio));
      REQUIRE_FALSE(look.futility);
      REQUIRE(look.stop == Stop::none);
    }
    CHECK(without > 100);
  }
}
