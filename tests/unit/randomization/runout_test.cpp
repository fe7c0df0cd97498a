#include "rehearse/randomization/runout.hpp"

#include <cmath>
#include <numeric>
#include <vector>

#include "support/catch.hpp"

using namespace rehearse;

namespace {

using Shares = std::vector<double>;
using Rows = std::vector<std::uint64_t>;

double runout(std::uint32_t participants, const Shares& shares,
              const Rows& rows) {
  const Runout runout = runout_of(participants, shares, rows);
  CHECK_FALSE(runout.is_bound);
  return runout.probability;
}

}  // namespace

TEST_CASE("the chance that a list runs out is the multinomial's",
          "[randomization][exact][LST-07]") {
  // Reference values: R, by a recursion over strata with dbinom() of those
  // left, which is another method.
  CHECK(runout(250, Shares(62, 1.0 / 62), Rows(62, 8)) ==
        Approx(0.769300238404754).epsilon(1e-12));
  CHECK(runout(250, Shares(62, 1.0 / 62), Rows(62, 16)) ==
        Approx(5.62989747586728e-05).epsilon(1e-8));
  CHECK(runout(5, {0.5, 0.3, 0.2}, {3, 2, 2}) == Approx(0.4085).epsilon(1e-12));
  Shares weights(20);
  std::iota(weights.begin(), weights.end(), 1.0);
  Rows rows;
  for (double& weight : weights) {
    weight /= 210.0;
    rows.push_back(
        static_cast<std::uint64_t>(std::ceil(300.0 * weight * 1.5 - 1e-9)));
  }
  CHECK(runout(300, weights, rows) == Approx(0.444719131760507).epsilon(1e-11));
}

TEST_CASE("a list as long as the trial never runs out",
          "[randomization][exact]") {
  CHECK(runout(250, {1.0}, {250}) == 0.0);
  CHECK(runout(250, {1.0}, {249}) == Approx(1.0));
  CHECK(runout(250, {0.5, 0.5}, {250, 300}) == 0.0);
  CHECK(runout(250, {0.5, 0.0, 0.5}, {250, 0, 250}) == 0.0);
  // As short as can be: P(exactly 2 and 3) = 10/32.
  CHECK(runout(5, {0.5, 0.5}, {2, 3}) == Approx(1.0 - 10.0 / 32));
  CHECK(runout(5, {0.5, 0.5}, {2, 2}) == Approx(1.0));
}

TEST_CASE("a small chance is the sum of the strata's, a long one a bound",
          "[randomization]") {
  // R: 62 * pbinom(29, 250, 1/62, lower.tail = FALSE), and with 20, which is
  // above the probability by half its square at most.
  CHECK(runout(250, Shares(62, 1.0 / 62), Rows(62, 29)) ==
        Approx(1.76905491736032e-15).margin(1e-26));
  CHECK(runout(250, Shares(62, 1.0 / 62), Rows(62, 20)) ==
        Approx(7.73755765796909e-08).margin(1e-12));
  Shares shares(20'000);
  std::iota(shares.begin(), shares.end(), 1.0);
  for (double& share : shares) share /= 20'000.0 * 20'001.0 / 2.0;
  const Runout bound = runout_of(200'000, shares, Rows(20'000, 40));
  CHECK(bound.is_bound);
  CHECK(bound.probability > 0.0);
  CHECK(bound.probability <= 1.0);
}

TEST_CASE("rows are a binomial's quantile", "[randomization][exact]") {
  // R: qbinom(p, n, share, lower.tail = FALSE).
  CHECK(rows_needed(250, 1.0 / 62, 1e-3 / 62) == 15);
  CHECK(rows_needed(1000, 0.1, 1e-6) == 148);
  CHECK(rows_needed(10, 0.3, 0.5) == 3);
  CHECK(rows_needed(250, 1.0, 1e-9) == 250);
  CHECK(rows_needed(250, 0.0, 1e-9) == 0);
}
