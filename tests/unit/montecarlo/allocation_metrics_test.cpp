// Exact metrics beside simulated ones of the same scenario.
#include "rehearse/montecarlo/allocation_metrics.hpp"

#include <cmath>

#include "rehearse/montecarlo/allocation_study.hpp"
#include "rehearse/trial/trial_plan.hpp"
#include "support/catch.hpp"
#include "support/random_scenario.hpp"

using namespace rehearse;

namespace {

constexpr std::uint64_t replicates = 20'000;

// 246 participants, two factors of unequal prevalence, five unequal sites.
Scenario scenario_of(ProcedureKind kind) {
  Scenario s = w1_scenario();
  s.factors = {{"sex", {"f", "m"}, {0.3, 0.7}, {1.0, 1.0}},
               {"line", {"1", "2"}, {0.5, 0.5}, {1.0, 1.0}}};
  s.sites = {{"A", 1.0}, {"B", 2.0}, {"C", 3.0}, {"D", 1.0}, {"E", 1.0}};
  ProcedureSpec& spec = s.randomization.procedure;
  spec.kind = kind;
  spec.block_sizes = {4, 6};
  spec.block_weights = {1, 2};
  spec.mti = 3;
  s.randomization.stratify_by = {0};
  s.stratum_streams = {1ULL << 40, 2ULL << 40};
  s.stratum_lengths = {112, 260};
  return s;
}

// Within 4.5 standard errors (7e-6 two-sided, for each of some hundreds). An
// event too rare to have occurred leaves no error: hence a dozen replicates.
void check(const Figure& exact, const Figure& simulated) {
  if (std::isnan(exact.value) || std::isnan(simulated.value)) return;
  CHECK(std::abs(exact.value - simulated.value) <=
        4.5 * std::hypot(exact.mcse, simulated.mcse) + 12.0 / replicates);
}

void check(const ImbalanceDistribution& exact,
           const ImbalanceDistribution& simulated) {
  if (exact.probability.empty()) return;
  check(exact.mean, simulated.mean);
  check(exact.mean_square, simulated.mean_square);
  check(exact.balanced, simulated.balanced);
  double total = 0.0;
  for (const double p : exact.probability) total += p;
  CHECK(total == Approx(1.0).margin(1e-9));
}

}  // namespace

TEST_CASE("exact metrics are what the simulator does, procedure by procedure",
          "[montecarlo][statistical]") {
  const auto kind = GENERATE(
      ProcedureKind::complete, ProcedureKind::random_allocation,
      ProcedureKind::permuted_block, ProcedureKind::biased_coin,
      ProcedureKind::urn, ProcedureKind::big_stick, ProcedureKind::chen,
      ProcedureKind::block_urn, ProcedureKind::maximal);
  const Scenario s = scenario_of(kind);
  const AllocationMetrics simulated = simulate_allocation(s, replicates, 0);
  const AllocationMetrics exact = exact_metrics(
      stratum_procedure(s), reduced_ratio(s), allocation_trial(s));
  REQUIRE(exact.margins.size() == simulated.margins.size());
  std::size_t with_final = 0;
  for (std::size_t m = 0; m < exact.margins.size(); ++m) {
    INFO(exact.margins[m].name);
    REQUIRE(exact.margins[m].name == simulated.margins[m].name);
    CHECK(exact.margins[m].participants ==
          Approx(simulated.margins[m].participants));
    check(exact.margins[m].final, simulated.margins[m].final);
    check(exact.margins[m].maximum, simulated.margins[m].maximum);
    with_final += exact.margins[m].final.probability.empty() ? 0U : 1U;
  }
  CHECK(with_final == exact.margins.size());
  // The strata's maxima too.
  CHECK_FALSE(exact.margins[1].maximum.probability.empty());
  REQUIRE_FALSE(std::isnan(exact.sees_all.convergence.value));
  check(exact.sees_all.convergence, simulated.sees_all.convergence);
  REQUIRE(exact.sees_own_site);
  check(exact.sees_own_site->convergence, simulated.sees_own_site->convergence);
}

TEST_CASE("what a site sees of its own lists is all there is", "[montecarlo]") {
  Scenario s = scenario_of(ProcedureKind::permuted_block);
  s.randomization.stratify_by.clear();
  s.randomization.by_site = true;
  s.stratum_streams = {1, 2, 3, 4, 5};
  for (std::uint64_t& stream : s.stratum_streams) stream <<= 40;
  s.stratum_lengths.assign(5, 100);
  const AllocationMetrics metrics = allocation_metrics(s, 100, 1);
  REQUIRE(metrics.sees_own_site);
  CHECK(metrics.sees_own_site->convergence.value ==
        metrics.sees_all.convergence.value);
  CHECK(metrics.sees_own_site->convergence.mcse == 0.0);
}
