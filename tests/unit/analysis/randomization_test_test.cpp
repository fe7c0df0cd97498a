#include "rehearse/analysis/randomization_test.hpp"

#include <cmath>

#include "rehearse/analysis/log_rank.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

using Arms = std::vector<std::uint8_t>;

// 1:1 in lists of `length`, one for each of `strata`; minimization over one
// factor.
Scenario scenario_of(ProcedureKind kind, std::size_t length,
                     std::size_t strata = 1) {
  Scenario scenario;
  scenario.randomization.procedure.kind = kind;
  scenario.randomization.procedure.block_sizes = {4};
  scenario.randomization.procedure.block_weights = {1};
  scenario.randomization.procedure.probability = 0.8;
  scenario.factors = {{"sex", {"f", "m"}, {0.5, 0.5}, {1.0, 1.0}}};
  if (kind == ProcedureKind::minimization)
    scenario.randomization.minimize_over = {{0, 1.0}};
  for (std::size_t s = 0; s < strata; ++s) {
    scenario.stratum_streams.push_back(s << 32);
    scenario.stratum_lengths.push_back(static_cast<std::uint32_t>(length));
  }
  return scenario;
}

// Everybody has his event, at 1, 2, 3, … in order of entry; strata and levels
// by turns.
RandomizedTrial events_in_order(const Arms& arms, std::uint32_t strata = 1) {
  RandomizedTrial trial;
  for (std::uint32_t i = 0; i < arms.size(); ++i) {
    trial.stratum.push_back(i % strata);
    trial.arm.push_back(arms[i]);
    trial.levels.push_back(i % 2);
    trial.keys.push_back(pack(i + 1, 0, static_cast<Role>(arms[i]), true));
    trial.person.push_back(i);
  }
  return trial;
}

RandomizationTest test_of(const Arms& arms, ProcedureKind kind) {
  return randomization_test(events_in_order(arms),
                            scenario_of(kind, arms.size()), 0);
}

}  // namespace

TEST_CASE("four in order of their events, by the random allocation rule",
          "[analysis][exact]") {
  // By hand: of the six arrangements of two and two, |z| of AABB is reached by
  // AABB and BBAA, that of ABAB by these and ABAB, BABA.
  const auto kind = ProcedureKind::random_allocation;
  const RandomizationTest aabb = test_of({0, 0, 1, 1}, kind);
  CHECK_FALSE(aabb.draws);
  CHECK(aabb.sequences == 6);
  CHECK(aabb.mcse_one_sided == 0.0);
  CHECK(aabb.p_two_sided == Approx(1.0 / 3.0).margin(1e-12));
  CHECK(aabb.p_one_sided == Approx(1.0 / 6.0).margin(1e-12));
  const RandomizationTest abab = test_of({0, 1, 0, 1}, kind);
  CHECK(abab.p_two_sided == Approx(2.0 / 3.0).margin(1e-12));
}

TEST_CASE("the reference distribution is the procedure's",
          "[analysis][exact]") {
  // The same arms. Blocks of 4 can't give AAAABBBB, so that none of their 36
  // sequences is more extreme; of the 70 balanced ones and all 256, many are.
  const Arms arms{0, 0, 1, 1, 0, 0, 1, 1};
  const auto blocks = test_of(arms, ProcedureKind::permuted_block);
  const auto rule = test_of(arms, ProcedureKind::random_allocation);
  const auto complete = test_of(arms, ProcedureKind::complete);
  CHECK(blocks.sequences == 36);
  CHECK(blocks.p_one_sided == Approx(1.0 / 36.0).margin(1e-12));
  CHECK(rule.sequences == 70);
  CHECK(rule.p_one_sided > 0.1);
  CHECK(complete.sequences == 256);
  CHECK(complete.p_one_sided > 0.1);
}

TEST_CASE("sequences weigh what they are probable", "[analysis][exact]") {
  // By hand, blocks of 2 or 4 by equal chances, four participants: each of
  // ABAB, ABBA, BAAB, BABA has 9/48, AABB and BBAA (one block of 4) 4/48,
  // ABAA, ABBB, BAAA, BABB (a block of 4 cut after 2) 1/48. z of ABBB is 1.73,
  // above AABB's 1.70; all others' are below.
  Scenario scenario = scenario_of(ProcedureKind::permuted_block, 4);
  scenario.randomization.procedure.block_sizes = {2, 4};
  scenario.randomization.procedure.block_weights = {1, 1};
  const auto test =
      randomization_test(events_in_order({0, 0, 1, 1}), scenario, 0);
  CHECK(test.sequences == 10);
  CHECK(test.p_one_sided == Approx(5.0 / 48.0).margin(1e-12));
  CHECK(test.p_two_sided == Approx(10.0 / 48.0).margin(1e-12));
  // z of ABAB, 0.78, is reached by it, AABB and ABBB.
  const auto next =
      randomization_test(events_in_order({0, 1, 0, 1}), scenario, 0);
  CHECK(next.p_one_sided == Approx(14.0 / 48.0).margin(1e-12));
  CHECK(next.p_two_sided == Approx(28.0 / 48.0).margin(1e-12));
}

TEST_CASE("up to 100,000 sequences are enumerated", "[analysis][exact]") {
  const auto complete = ProcedureKind::complete;  // 2^16 and 2^17
  CHECK(test_of(Arms(16, 1), complete).sequences == 65'536);
  CHECK(test_of(Arms(16, 1), ProcedureKind::minimization).sequences == 65'536);
  const auto drawn = [](ProcedureKind kind) {
    return randomization_test(events_in_order(Arms(17, 1)),
                              scenario_of(kind, 17), 1)
        .draws.has_value();
  };
  CHECK(drawn(complete));
  CHECK(drawn(ProcedureKind::minimization));
}

TEST_CASE("strata have lists of their own", "[analysis][exact]") {
  // Two strata by turns, AABB in each: the one best of 6 x 6.
  const Scenario scenario = scenario_of(ProcedureKind::permuted_block, 4, 2);
  const auto test = randomization_test(
      events_in_order({0, 0, 0, 0, 1, 1, 1, 1}, 2), scenario, 0);
  CHECK(test.sequences == 36);
  CHECK(test.p_one_sided == Approx(1.0 / 36.0).margin(1e-12));
}

TEST_CASE("minimization is enumerated too", "[analysis][exact]") {
  // Two of one level, probability 0.8: AB and BA have 0.4, AA and BB 0.1. z is
  // 1 of AB, 0 of AA and BB, -1 of BA.
  RandomizedTrial trial = events_in_order({0, 1});
  trial.levels = {0, 0};
  const Scenario scenario = scenario_of(ProcedureKind::minimization, 2);
  const auto test = randomization_test(trial, scenario, 0);
  CHECK(test.sequences == 4);
  CHECK(test.z == Approx(1.0).margin(1e-12));
  CHECK(test.p_one_sided == Approx(0.4).margin(1e-12));
  CHECK(test.p_two_sided == Approx(0.8).margin(1e-12));
  // Of two levels, they don't know of one another.
  trial.levels = {0, 1};
  CHECK(randomization_test(trial, scenario, 0).p_one_sided ==
        Approx(0.25).margin(1e-12));
}

TEST_CASE("who isn't analysed was randomized", "[analysis][exact]") {
  // Blocks of 2, the first and the last of four aren't analysed: those between
  // are of two blocks, so that AB has 1/4; of one block it would have 1/2.
  RandomizedTrial trial = events_in_order({1, 0, 1, 0});
  trial.keys = {trial.keys[1], trial.keys[2]};
  trial.person = {1, 2};
  Scenario scenario = scenario_of(ProcedureKind::permuted_block, 4);
  scenario.randomization.procedure.block_sizes = {2};
  const auto test = randomization_test(trial, scenario, 0);
  CHECK(test.sequences == 4);
  CHECK(test.p_one_sided == Approx(0.25).margin(1e-12));
}

TEST_CASE("draws agree with the enumeration",
          "[analysis][statistical][ANA-13]") {
  // Within 4.5 standard errors (7e-6 two-sided), for each of 14.
  const auto kind = GENERATE(
      ProcedureKind::permuted_block, ProcedureKind::random_allocation,
      ProcedureKind::complete, ProcedureKind::biased_coin, ProcedureKind::urn,
      ProcedureKind::maximal, ProcedureKind::minimization);
  const RandomizedTrial trial =
      events_in_order({0, 1, 0, 1, 1, 0, 0, 1, 0, 1, 1, 0}, 2);
  const Scenario scenario = scenario_of(kind, 6, 2);
  const RandomizationTest all = randomization_test(trial, scenario, 0);
  REQUIRE_FALSE(all.draws);
  const RandomizationTest some = sampled_randomization_test(
      trial, 20'000, draw_by_procedure(scenario, trial));
  CHECK(some.z == all.z);
  REQUIRE(some.draws == 20'000U);
  CHECK(std::abs(some.p_one_sided - all.p_one_sided) <=
        4.5 * some.mcse_one_sided + 1e-4);
  CHECK(std::abs(some.p_two_sided - all.p_two_sided) <=
        4.5 * some.mcse_two_sided + 1e-4);
}

TEST_CASE("a sampled p is never 0, and counts the trial itself",
          "[analysis][exact]") {
  Arms arms;
  for (int block = 0; block < 10; ++block)
    arms.insert(arms.end(), {0, 0, 1, 1});
  // One of 6 to the 10th arrangements, the best: no draw of nine reaches it.
  const RandomizationTest test = randomization_test(
      events_in_order(arms), scenario_of(ProcedureKind::permuted_block, 40), 9);
  REQUIRE(test.draws == 9U);
  CHECK(test.p_one_sided == 0.1);
  CHECK(test.mcse_one_sided == Approx(0.1).margin(1e-12));  // sqrt(.1 .9 / 9)
}

TEST_CASE("under no effect p is uniform", "[analysis][statistical]") {
  // 2,000 trials of 40: P(p <= 0.05), … are exact (z has no ties to speak of);
  // each within 4.5 standard errors.
  constexpr int trials = 2000;
  constexpr std::uint64_t draws = 99;
  const RandomizedTrial shape = events_in_order(Arms(40, 0));
  const Scenario scenario = scenario_of(ProcedureKind::permuted_block, 40);
  const DrawArms draw = draw_by_procedure(scenario, shape);
  std::vector<double> p;
  for (std::uint64_t k = 0; k < trials; ++k) {
    Arms arms(40);
    draw(1'000'000 + k, arms);
    const RandomizationTest test = sampled_randomization_test(
        events_in_order(arms), draws,
        [&](std::uint64_t d, std::span<std::uint8_t> out) {
          draw(k * draws + d, out);
        });
    p.push_back(test.p_one_sided);
  }
  for (const double level : {0.05, 0.2, 0.5, 0.9}) {
    const auto below = std::ranges::count_if(
        p, [&](double value) { return value <= level + 1e-12; });
    CHECK(std::abs(static_cast<double>(below) - trials * level) <=
          4.5 * std::sqrt(trials * level * (1.0 - level)));
  }
}

TEST_CASE("with 246 participants p is near the normal one",
          "[analysis][statistical]") {
  // Rosenberger & Lachin (2016), section 6.9: without a trend over entry the
  // reference distribution is close to normal. Event times jump about (37 is
  // prime to 246), a third is censored; within 0.02, three standard errors.
  const Scenario scenario = scenario_of(ProcedureKind::permuted_block, 246);
  RandomizedTrial trial = events_in_order(Arms(246, 0));
  draw_by_procedure(scenario, trial)(1'000'000, trial.arm);
  for (std::uint32_t i = 0; i < 246; ++i)
    trial.keys[i] =
        pack(1 + i * 37 % 246, 0, static_cast<Role>(trial.arm[i]), i % 3 != 0);
  const RandomizationTest test = randomization_test(trial, scenario, 5000);
  auto sorted = trial.keys;
  std::ranges::sort(sorted);
  AnalysisWorkspace workspace;
  const LogRank normal = log_rank(sorted, 1, workspace);
  CHECK(test.z == normal.z());
  CHECK(std::abs(test.p_one_sided - normal.p_one_sided()) < 0.02);
  CHECK(std::abs(test.p_two_sided - normal.p_two_sided()) < 0.02);
}

TEST_CASE("arms that the procedure can't give are noticed",
          "[analysis][exact]") {
  const auto can = [](ProcedureKind kind, const Arms& arms) {
    return can_be_allocated(events_in_order(arms),
                            scenario_of(kind, arms.size()));
  };
  const auto blocks = ProcedureKind::permuted_block;
  CHECK(can(blocks, {0, 0, 1, 1, 1, 0, 1, 0}));
  CHECK_FALSE(can(blocks, {0, 0, 0, 1}));
  CHECK_FALSE(can(blocks, {0, 0, 1, 1, 1, 1, 1}));
  CHECK(can(blocks, {0, unknown_arm, 0, 1}));
  CHECK_FALSE(can(blocks, {0, unknown_arm, 0, 0}));
  CHECK(can(ProcedureKind::complete, {0, 0, 0, 0}));
}

TEST_CASE("arms that minimization can't give are noticed",
          "[analysis][exact]") {
  RandomizedTrial trial = events_in_order({0, 0, 0, 1});
  Scenario scenario = scenario_of(ProcedureKind::minimization, 0);
  CHECK(can_be_allocated(trial, scenario));
  scenario.randomization.procedure.probability = 1.0;
  CHECK_FALSE(can_be_allocated(trial, scenario));  // the third, as the first
  trial.arm[2] = 1;
  CHECK(can_be_allocated(trial, scenario));
  CHECK(randomization_test(trial, scenario, 0).sequences == 4);
}
