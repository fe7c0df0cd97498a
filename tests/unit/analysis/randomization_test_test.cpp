#include "rehearse/analysis/randomization_test.hpp"

#include <cmath>

#include "rehearse/randomization/allocate.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

constexpr std::uint32_t one_list[] = {1, 1};

ProcedureSpec spec_of(ProcedureKind kind) {
  ProcedureSpec spec;
  spec.kind = kind;
  spec.block_sizes = {4};
  spec.block_weights = {1};
  return spec;
}

Procedure procedure_of(ProcedureKind kind, std::uint32_t length) {
  const std::vector<int> ratio{1, 1};
  return make_procedure(spec_of(kind), ratio, length);
}

// Everybody has his event, at 1, 2, 3, … in order of entry.
RandomizedTrial events_in_order(const std::vector<std::uint8_t>& arms) {
  RandomizedTrial trial;
  for (std::uint32_t i = 0; i < arms.size(); ++i) {
    trial.stratum.push_back(0);
    trial.arm.push_back(arms[i]);
    trial.keys.push_back(pack(i + 1, 0, static_cast<Role>(arms[i]), true));
    trial.person.push_back(i);
  }
  return trial;
}

RandomizationTest exact(const RandomizedTrial& trial, ProcedureKind kind) {
  const auto length = static_cast<std::uint32_t>(trial.stratum.size());
  std::vector<AllocationChain> chains{
      {procedure_of(kind, length), one_list, length}};
  const auto all = possible_allocations(trial.stratum, chains, 100'000);
  REQUIRE(all);
  double total = 0.0;
  for (const PossibleAllocation& allocation : *all)
    total += allocation.probability;
  CHECK(total == Approx(1.0).margin(1e-12));
  return exact_randomization_test(trial, *all);
}

DrawArms draws_of(ProcedureKind kind, const RandomizedTrial& trial) {
  const auto length = static_cast<std::uint32_t>(trial.stratum.size());
  StratifiedAllocator allocator{procedure_of(kind, length), {0}, {length}};
  std::vector<std::uint32_t> blocks(length);
  return [=, &trial](std::uint64_t draw, std::span<std::uint8_t> arms) mutable {
    allocator.allocate({3, Purpose::rerandomization, draw}, trial.stratum, arms,
                       blocks);
  };
}

}  // namespace

TEST_CASE("four in order of their events, by the random allocation rule",
          "[analysis][exact]") {
  // By hand: of the six arrangements of two and two, |z| of AABB is reached by
  // AABB and BBAA, that of ABAB by these and ABAB, BABA.
  const auto kind = ProcedureKind::random_allocation;
  const RandomizationTest aabb = exact(events_in_order({0, 0, 1, 1}), kind);
  CHECK(aabb.sequences == 6);
  CHECK(aabb.p_two_sided == Approx(1.0 / 3.0).margin(1e-12));
  CHECK(aabb.p_one_sided == Approx(1.0 / 6.0).margin(1e-12));
  const RandomizationTest abab = exact(events_in_order({0, 1, 0, 1}), kind);
  CHECK(abab.p_two_sided == Approx(2.0 / 3.0).margin(1e-12));
}

TEST_CASE("the reference distribution is the procedure's",
          "[analysis][exact]") {
  // The same arms: permuted blocks of 4 can't give AAAABBBB, so that what is
  // extreme there is another thing than under the random allocation rule.
  const RandomizedTrial trial = events_in_order({0, 0, 1, 1, 0, 0, 1, 1});
  const RandomizationTest blocks = exact(trial, ProcedureKind::permuted_block);
  const RandomizationTest rule = exact(trial, ProcedureKind::random_allocation);
  CHECK(blocks.sequences == 36);
  CHECK(rule.sequences == 70);
  CHECK(blocks.p_one_sided == Approx(1.0 / 36.0).margin(1e-12));
  CHECK(rule.p_one_sided > 2.0 / 70.0);
}

TEST_CASE("draws agree with the enumeration", "[analysis][statistical]") {
  // Within 4.5 standard errors (7e-6 two-sided), for each of eight.
  const auto kind =
      GENERATE(ProcedureKind::permuted_block, ProcedureKind::random_allocation,
               ProcedureKind::biased_coin, ProcedureKind::urn);
  const RandomizedTrial trial =
      events_in_order({0, 1, 0, 1, 1, 0, 0, 1, 0, 1, 1, 0});
  const RandomizationTest all = exact(trial, kind);
  const RandomizationTest some =
      sampled_randomization_test(trial, 20'000, draws_of(kind, trial));
  CHECK(some.z == all.z);
  REQUIRE(some.draws == 20'000U);
  CHECK(std::abs(some.p_one_sided - all.p_one_sided) <=
        4.5 * some.mcse_one_sided + 1e-4);
  CHECK(std::abs(some.p_two_sided - all.p_two_sided) <=
        4.5 * some.mcse_two_sided + 1e-4);
}

TEST_CASE("a sampled p is never 0, and counts the trial itself",
          "[analysis][exact]") {
  const RandomizedTrial trial = events_in_order(
      {0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1});
  // No draw of nine reaches it (six to the fifth arrangements).
  const RandomizationTest test = sampled_randomization_test(
      trial, 9, draws_of(ProcedureKind::permuted_block, trial));
  CHECK(test.p_one_sided == 0.1);
}

TEST_CASE("under no effect p is uniform", "[analysis][statistical]") {
  // 2,000 trials of 40: P(p <= 0.2) is 0.2 within 4.5 standard errors, from
  // above no more than the test's discreteness.
  constexpr int trials = 2000;
  constexpr std::uint64_t draws = 99;
  const RandomizedTrial shape =
      events_in_order(std::vector<std::uint8_t>(40, 0));
  const DrawArms draw = draws_of(ProcedureKind::permuted_block, shape);
  int small = 0;
  for (std::uint64_t k = 0; k < trials; ++k) {
    std::vector<std::uint8_t> arms(40);
    draw(1'000'000 + k, arms);
    const RandomizationTest test = sampled_randomization_test(
        events_in_order(arms), draws,
        [&](std::uint64_t d, std::span<std::uint8_t> out) {
          draw(k * draws + d, out);
        });
    small += test.p_one_sided <= 0.2 ? 1 : 0;
  }
  CHECK(std::abs(small - trials * 0.2) <= 4.5 * std::sqrt(trials * 0.16));
}

TEST_CASE("arms that the procedure can't give are noticed",
          "[analysis][exact]") {
  const auto can = [](const std::vector<std::uint8_t>& arms) {
    const RandomizedTrial trial = events_in_order(arms);
    std::vector<AllocationChain> chains{
        {procedure_of(ProcedureKind::permuted_block, 0), one_list, 0}};
    return can_be_allocated(trial, chains);
  };
  CHECK(can({0, 0, 1, 1, 1, 0, 1, 0}));
  CHECK_FALSE(can({0, 0, 0, 1}));
  CHECK_FALSE(can({0, 0, 1, 1, 1, 1, 1}));
  RandomizedTrial trial = events_in_order({0, 0, 0, 1});
  trial.arm[1] = unknown_arm;
  std::vector<AllocationChain> chains{
      {procedure_of(ProcedureKind::permuted_block, 0), one_list, 0}};
  CHECK(can_be_allocated(trial, chains));
}
