#include "rehearse/montecarlo/outcomes.hpp"

#include <cmath>
#include <numeric>
#include <vector>

#include "rehearse/core/moments.hpp"
#include "rehearse/montecarlo/estimate_power.hpp"
#include "support/catch.hpp"
#include "support/random_scenario.hpp"

using namespace rehearse;

namespace {

struct Run {
  PowerEstimate estimate;
  Outcomes outcomes;
};

Run run(Scenario s, double hazard_ratio, std::uint64_t seed,
        std::uint64_t replicates) {
  s.endpoint.effect = {{unbounded, hazard_ratio}};
  s.seed = seed;
  s.replicates = replicates;
  Run result;
  RunOptions options;
  options.each_replicate = [&](std::uint64_t,
                               std::span<const LookResult> looks) {
    result.outcomes.add(looks);
  };
  result.estimate = estimate_power(s, options);
  return result;
}

// The looks of one replicate, as far as outcomes go.
LookResult last_look(const Outcomes& of, std::size_t r) {
  LookResult look{};
  look.reached = true;
  look.z = of.z[r];
  look.analysis_time = of.analysis_time[r];
  look.reject = of.rejected[r] != 0;
  look.stop = look.reject ? Stop::efficacy : Stop::none;
  return look;
}

PairedDifference paired_difference(const Outcomes& outcomes,
                                   const Outcomes& reference) {
  OutcomeDifference difference;
  for (std::size_t r = 0; r < outcomes.size(); ++r) {
    const LookResult look = last_look(outcomes, r);
    difference.add({&look, 1}, reference);
  }
  return difference.result();
}

double independent(double a, double b) { return std::sqrt(a * a + b * b); }

}  // namespace

TEST_CASE("a paired difference by hand", "[montecarlo][exact][SWP-02]") {
  const Outcomes a{{1, 1, 0, 1}, {2.0, 3.0, 1.0, 2.5}, {10, 20, 30, 40}};
  const Outcomes b{{0, 1, 0, 1}, {1.0, 3.5, 1.0, 2.0}, {11, 20, 30, 39}};
  const PairedDifference d = paired_difference(a, b);
  CHECK(d.power.estimate == 0.25);
  // sqrt((1/4 - 1/16) / 4): one replicate of four rejects here alone.
  CHECK(d.power.mcse == Approx(std::sqrt(3.0) / 8.0));
  CHECK(d.z.mean == Approx(0.25));
  CHECK(d.analysis_time.mean == 0.0);
  CHECK(paired_difference(a, a).power.mcse == 0.0);
}

TEST_CASE("differences are over the replicates that both have",
          "[montecarlo][exact]") {
  // 300,000 replicates, in three parts, of which the reference has 250,000.
  Outcomes a;
  Outcomes b;
  std::vector<double> differences;
  for (int r = 0; r < 300'000; ++r) {
    a.rejected.push_back(r % 3 == 0 ? 1 : 0);
    a.z.push_back(std::sin(r));
    a.analysis_time.push_back(r);
    if (r >= 250'000) continue;
    b.rejected.push_back(r % 2 == 0 ? 1 : 0);
    b.z.push_back(std::cos(r));
    b.analysis_time.push_back(2.0 * r);
    differences.push_back(std::sin(r) - std::cos(r));
  }
  const PairedDifference d = paired_difference(a, b);
  const Moments z = Moments::of(differences);
  CHECK(d.z.count == 250'000);
  CHECK(d.z.mean == Approx(z.mean).epsilon(1e-9));
  CHECK(d.z.sd == Approx(z.sd()).epsilon(1e-12));
  CHECK(d.analysis_time.mean == Approx(-124'999.5).epsilon(1e-12));
  // Of 0 to 249,999: 83,334 are multiples of 3, 125,000 even, 41,667 both.
  CHECK(d.power.estimate == Approx((83'334.0 - 125'000.0) / 250'000.0));
  CHECK(paired_difference(b, a).z.count == 250'000);
}

TEST_CASE("common random numbers make differences precise",
          "[montecarlo][exact]") {
  // W1 at hazard ratios 0.60 and 0.65: no coupling makes the error of the
  // difference of power more than 1.59 times smaller.
  const Run a = run(w1_scenario(), 0.60, 1, 20'000);
  const Run b = run(w1_scenario(), 0.65, 1, 20'000);
  const PairedDifference d = paired_difference(b.outcomes, a.outcomes);
  const double power =
      independent(a.estimate.power.mcse, b.estimate.power.mcse) / d.power.mcse;
  const double z =
      independent(a.estimate.looks[0].z.mcse, b.estimate.looks[0].z.mcse) /
      d.z.mcse;
  const double time = independent(a.estimate.looks[0].analysis_time.mcse,
                                  b.estimate.looks[0].analysis_time.mcse) /
                      d.analysis_time.mcse;
  CAPTURE(power, z, time);
  CHECK(power > 1.5);
  CHECK(power < 1.62);
  CHECK(z > 5.0);
  CHECK(time > 5.0);
}

TEST_CASE("intervals of paired differences cover",
          "[montecarlo][statistical][SWP-02]") {
  // 300 runs of 1,024: coverage 0.95 within 4 of its standard errors, 0.05.
  constexpr int runs = 300;
  std::vector<Proportion> differences;
  for (int seed = 1; seed <= runs; ++seed) {
    const auto number = static_cast<std::uint64_t>(seed);
    differences.push_back(
        paired_difference(run(w1_scenario(), 0.65, number, 1024).outcomes,
                          run(w1_scenario(), 0.60, number, 1024).outcomes)
            .power);
  }
  double truth = 0.0;
  for (const Proportion& d : differences) truth += d.estimate / runs;
  int covered = 0;
  for (const Proportion& d : differences)
    covered += d.ci95[0] < truth && truth < d.ci95[1] ? 1 : 0;
  CHECK(covered / static_cast<double>(runs) == Approx(0.95).margin(0.05));
}

TEST_CASE("differences are merged in chunks of their number",
          "[montecarlo][exact]") {
  const auto value = [](std::size_t r) {
    return std::sin(static_cast<double>(r)) / 3.0;
  };
  const std::size_t size = 2 * difference_replicates + 1000;
  Outcomes reference;
  OutcomeDifference difference;
  Moments expected;
  std::vector<double> chunk;
  for (std::size_t r = 0; r < size; ++r) {
    LookResult look{};
    look.z = value(r);
    reference.rejected.push_back(0);
    reference.z.push_back(0.0);
    reference.analysis_time.push_back(0.0);
    difference.add({&look, 1}, reference);
    chunk.push_back(look.z);
    if (chunk.size() < difference_replicates) continue;
    expected.merge(Moments::of(chunk));
    chunk.clear();
  }
  expected.merge(Moments::of(chunk));
  CHECK(difference.result().z.mean == expected.mean);  // to the last bit
  CHECK(difference.result().z.sd == expected.sd());
}
