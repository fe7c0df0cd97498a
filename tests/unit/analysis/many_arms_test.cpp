#include "rehearse/analysis/many_arms.hpp"

#include <algorithm>
#include <vector>

#include "support/catch.hpp"

using namespace rehearse;

namespace {

// Time, arm and event of each; one stratum.
const std::vector<ArmObservation> three_arms{
    {0, 0, 0, true},  {0, 0, 1, true},  {1, 0, 0, true}, {2, 0, 2, false},
    {3, 0, 1, true},  {3, 0, 2, true},  {4, 0, 0, true}, {5, 0, 2, true},
    {6, 0, 1, false}, {7, 0, 2, false},
};

std::vector<ArmObservation> of_two() {
  std::vector<ArmObservation> chosen;
  for (const ArmObservation& seen : three_arms)
    if (seen.arm < 2) chosen.push_back(seen);
  return chosen;
}

}  // namespace

TEST_CASE("two arms are the log-rank test", "[analysis][arms]") {
  const auto sums = many_arms_log_rank(of_two(), 1, 2);
  const auto pairs = compare_pairs(three_arms, 1, 3, Ties::efron);
  REQUIRE(pairs.size() == 3);
  const LogRank& pair = pairs[0].log_rank;
  CHECK(sums.observed[1] == pair.observed[1]);
  CHECK(sums.expected[1] == Approx(pair.expected[1]).epsilon(1e-14));
  CHECK(sums.covariance(1, 1) == Approx(pair.variance).epsilon(1e-14));
  CHECK(sums.test().chi_square == Approx(pair.chi_square()).epsilon(1e-12));
  CHECK(sums.test().degrees == 1);
  CHECK(sums.test().p == Approx(pair.p_two_sided()).epsilon(1e-12));
  CHECK(sums.trend_z(std::vector{1.0, 2.0}) == Approx(pair.z()).epsilon(1e-12));
}

TEST_CASE("the arm that is named is the experimental one of its pairs",
          "[analysis][arms]") {
  const auto plain = compare_pairs(three_arms, 1, 3, Ties::efron);
  const auto named = compare_pairs(three_arms, 1, 3, Ties::efron, 0);
  CHECK(named[0].experimental == 0);
  CHECK(named[0].control == 1);
  CHECK(named[0].log_rank.z() == Approx(-plain[0].log_rank.z()));
  CHECK(named[2].experimental == 2);
  CHECK(named[2].log_rank.z() == plain[2].log_rank.z());
}

TEST_CASE("a trend doesn't depend on the scores' scale", "[analysis][arms]") {
  const auto sums = many_arms_log_rank(three_arms, 1, 3);
  const double z = sums.trend_z(std::vector{1.0, 2.0, 3.0});
  CHECK(z > 0.0);
  CHECK(sums.trend_z(std::vector{10.0, 20.0, 30.0}) == Approx(z));
  CHECK(sums.trend_z(std::vector{-1.0, 0.0, 1.0}) == Approx(z));
  CHECK(sums.trend_z(std::vector{3.0, 2.0, 1.0}) == Approx(-z));
  CHECK(sums.trend_z(std::vector{2.0, 2.0, 2.0}) == Approx(0.0).margin(1e-6));
}

TEST_CASE("an arm that is never at risk counts for nothing",
          "[analysis][arms]") {
  const std::vector<ArmObservation> data = of_two();
  const auto without = many_arms_log_rank(data, 1, 2).test();
  const auto sums = many_arms_log_rank(data, 1, 3);
  CHECK(sums.test().degrees == 1);
  CHECK(sums.test().chi_square == Approx(without.chi_square));
  CHECK(many_arms_log_rank({}, 1, 3).test().degrees == 0);
  CHECK(many_arms_log_rank({}, 1, 3).test().p == 1.0);
}

TEST_CASE("Holm's p are steps down the sorted p", "[analysis][arms][ANA-10]") {
  const auto pairs = compare_pairs(three_arms, 1, 3, Ties::efron);
  std::vector<double> p;
  std::vector<double> holm;
  for (const PairOfArms& pair : pairs) {
    p.push_back(pair.log_rank.p_two_sided());
    holm.push_back(pair.p_holm);
  }
  std::ranges::sort(p);
  std::ranges::sort(holm);
  CHECK(holm[0] == Approx(std::min(1.0, 3.0 * p[0])));
  CHECK(holm[1] == Approx(std::min(1.0, std::max(3.0 * p[0], 2.0 * p[1]))));
  CHECK(holm[2] >= holm[1]);
}
