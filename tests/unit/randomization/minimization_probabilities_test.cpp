#include <array>
#include <cmath>

#include "rehearse/randomization/minimization.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

Minimization three_arms() {
  ProcedureSpec spec;
  spec.kind = ProcedureKind::minimization;
  spec.probability = 0.7;
  return {3, spec, {{2, 1.0}, {2, 2.0}}};
}

using Levels = std::array<std::uint32_t, 2>;

}  // namespace

TEST_CASE("minimization says its probabilities", "[randomization][exact]") {
  Minimization rule = three_arms();
  std::array<double, 3> p{};
  rule.probabilities(Levels{0, 0}, p);
  for (const double each : p) CHECK(each == Approx(1.0 / 3));
  rule.add(Levels{0, 0}, 0);
  // Ranges, if he got arm 0, 1 or 2: 2, 1 and 1 of both factors.
  rule.probabilities(Levels{0, 0}, p);
  CHECK(p[0] == Approx(0.15));
  CHECK(p[1] == Approx((0.7 + 0.15) / 2));
  CHECK(p[2] == Approx((0.7 + 0.15) / 2));
  rule.add(Levels{0, 1}, 1);
  // First factor: 1 1 0, so 2, 2 and 0; second's level 0: 2, 1, 1, twice.
  rule.probabilities(Levels{0, 0}, p);
  CHECK(p[0] == Approx(0.15));
  CHECK(p[1] == Approx(0.15));
  CHECK(p[2] == Approx(0.7));
}

TEST_CASE("minimization draws by what it says",
          "[randomization][statistical]") {
  // 4.9 standard errors for each arm: a false alarm in 300,000.
  constexpr int trials = 40'000;
  Minimization rule = three_arms();
  std::array<int, 3> drawn{};
  std::array<double, 3> expected{};
  for (std::uint64_t k = 0; k < trials; ++k) {
    rule.begin({3, Purpose::allocation, k}, 0);
    (void)rule.next(Levels{0, 1});
    (void)rule.next(Levels{1, 1});
    std::array<double, 3> p{};
    rule.probabilities(Levels{1, 0}, p);
    for (std::size_t arm = 0; arm < 3; ++arm) expected[arm] += p[arm];
    ++drawn[rule.next(Levels{1, 0})];
  }
  for (std::size_t arm = 0; arm < 3; ++arm)
    CHECK(std::abs(drawn[arm] - expected[arm]) < 4.9 * std::sqrt(trials / 4.0));
}
