#include "rehearse/analysis/interval_score_tests.hpp"

#include <boost/random/mersenne_twister.hpp>
#include <cmath>
#include <vector>

#include "support/catch.hpp"
#include "support/interval_data.hpp"
#include "support/interval_em.hpp"

using namespace rehearse;

namespace {

using Observations = std::vector<IntervalObservation>;

IntervalScoreTests tests_of(const Observations& seen, std::size_t strata = 1) {
  IntervalWorkspace workspace;
  return interval_score_tests(seen, strata, workspace);
}

double survival(double place, const std::vector<double>& jumps) {
  double sum = 0.0;
  for (std::size_t k = 0; k < jumps.size(); ++k)
    if (2.0 * static_cast<double>(k) <= place) sum += jumps[k];
  return std::exp(-sum);
}

// c of the header, by the EM algorithm's S and its definition.
struct SlowScores {
  double score = 0.0;
  double variance = 0.0;
};
SlowScores slow_scores(const Observations& seen, const reference::EmFit& fit,
                       const std::vector<double>& jumps) {
  std::vector<double> times;
  const auto ends = reference::em_ends(seen, times);
  std::vector<double> c;
  double mean_x = 0.0;
  for (const auto& end : ends) {
    const double left = survival(end.first, fit.jump);
    const double log_left = std::log(survival(end.first, jumps));
    const bool open = std::isinf(end.last);
    const double right = open ? 0.0 : survival(end.last, fit.jump);
    const double log_right = open ? 0.0 : std::log(survival(end.last, jumps));
    c.push_back((left * log_left - right * log_right) / (left - right));
    mean_x += end.x / static_cast<double>(ends.size());
  }
  SlowScores sums;
  double x2 = 0.0;
  double c2 = 0.0;
  for (std::size_t i = 0; i < c.size(); ++i) {
    sums.score -= ends[i].x * c[i];
    x2 += (ends[i].x - mean_x) * (ends[i].x - mean_x);
    c2 += c[i] * c[i];
  }
  sums.variance = x2 * c2 / static_cast<double>(c.size() - 1);
  return sums;
}

}  // namespace

TEST_CASE("scores that can be done by hand", "[analysis][intervals]") {
  // S is 2/3, 1/3, 0. Finkelstein's c: S log S / ... of (0,1] is
  // -(2/3) log(2/3) / (1/3) = 2 log 1.5; of (1,2]: 2 log(2/3) + log 3; of
  // (2,inf): -log 3. Sun's A takes 1/3 and 1/2 away: c is 2/3, 1/6, -5/6, the
  // log-rank's.
  const auto [sun, finkelstein] =
      tests_of({{0, 1, 0, Role::control},
                {1, 2, 0, Role::control},
                {2, unseen, 0, Role::experimental}});
  CHECK(sun.score == Approx(5.0 / 6.0).epsilon(1e-12));
  CHECK(sun.variance == Approx(2.0 / 3.0 * 42.0 / 36.0 / 2.0).epsilon(1e-12));
  CHECK(finkelstein.score == Approx(std::log(3.0)).epsilon(1e-12));
  const double c2 = std::pow(2 * std::log(1.5), 2) +
                    std::pow(std::log(4.0 / 3.0), 2) +
                    std::pow(std::log(3.0), 2);
  CHECK(finkelstein.variance == Approx(c2 / 3.0).epsilon(1e-12));
  CHECK(sun.p_one_sided() < 0.5);
  CHECK(sun.p_two_sided() == Approx(2.0 * sun.p_one_sided()));
}

TEST_CASE("on exact times Sun's score is the log-rank's",
          "[analysis][intervals]") {
  // Observed less expected, by hand: at 1, 2 of 5 (3 control, 2 experimental)
  // of which one experimental; at 3, 1 of 2 (one each), control.
  const auto tests = tests_of({{1, 1, 0, Role::control},
                               {1, 1, 0, Role::experimental},
                               {2, unseen, 0, Role::control},
                               {3, 3, 0, Role::control},
                               {4, unseen, 0, Role::experimental}});
  CHECK(tests.sun.score == Approx(2.0 * 2.0 / 5.0 + 0.5 - 1.0).epsilon(1e-12));
}

TEST_CASE("both scores are those of their definition, by a slow S",
          "[analysis][intervals]") {
  boost::random::mt19937_64 engine{20250707};
  std::size_t compared = 0;
  for (std::size_t set = 0; set < 60; ++set) {
    const auto seen = random_intervals(engine, 8 + set % 40, 6.0);
    const auto fit = reference::Em{seen}.run(30'000, 0.0);
    auto grouped = fit.jump;
    for (double& jump : grouped) jump = -std::expm1(-jump);
    const auto tests = tests_of(seen);
    const auto f = slow_scores(seen, fit, fit.jump);
    const auto s = slow_scores(seen, fit, grouped);
    if (f.variance == 0.0) continue;
    // EM stops short of the maximum by 1e-5 or so.
    CHECK(tests.finkelstein.score == Approx(f.score).margin(2e-3));
    CHECK(tests.finkelstein.variance == Approx(f.variance).epsilon(2e-3));
    CHECK(tests.sun.score == Approx(s.score).margin(2e-3));
    CHECK(tests.sun.variance == Approx(s.variance).epsilon(2e-3));
    ++compared;
  }
  CHECK(compared > 50);
}

TEST_CASE("other names for the arms turn z round", "[analysis][intervals]") {
  boost::random::mt19937_64 engine{5};
  for (int set = 0; set < 50; ++set) {
    auto seen = random_intervals(engine, 71, 12.0, 3);
    const auto before = tests_of(seen, 3);
    for (IntervalObservation& one : seen)
      one.arm = one.arm == Role::control ? Role::experimental : Role::control;
    const auto after = tests_of(seen, 3);
    CHECK(after.sun.z() == Approx(-before.sun.z()).margin(1e-12));
    CHECK(after.finkelstein.z() ==
          Approx(-before.finkelstein.z()).margin(1e-12));
    CHECK(before.sun.z() != 0.0);
  }
}

TEST_CASE("strata are summed, each by its own NPMLE", "[analysis][intervals]") {
  boost::random::mt19937_64 engine{6};
  const auto seen = random_intervals(engine, 150, 12.0, 3);
  IntervalScoreTest sun;
  IntervalScoreTest finkelstein;
  for (std::uint32_t stratum = 0; stratum < 3; ++stratum) {
    Observations part;
    for (IntervalObservation one : seen)
      if (one.stratum == stratum) {
        one.stratum = 0;
        part.push_back(one);
      }
    const auto tests = tests_of(part);
    sun.score += tests.sun.score;
    sun.variance += tests.sun.variance;
    finkelstein.score += tests.finkelstein.score;
    finkelstein.variance += tests.finkelstein.variance;
  }
  const auto all = tests_of(seen, 5);  // two have nobody
  CHECK(all.sun.z() == Approx(sun.z()).epsilon(1e-12));
  CHECK(all.finkelstein.z() == Approx(finkelstein.z()).epsilon(1e-12));
  auto together = seen;
  for (IntervalObservation& one : together) one.stratum = 0;
  CHECK(all.sun.z() != Approx(tests_of(together).sun.z()));
}

TEST_CASE("the sign: who goes later is favoured", "[analysis][intervals]") {
  const Observations late{
      {0, 1, 0, Role::control},           {0, 2, 0, Role::control},
      {1, 2, 0, Role::control},           {3, 4, 0, Role::experimental},
      {2, unseen, 0, Role::experimental}, {3, unseen, 0, Role::experimental}};
  CHECK(tests_of(late).sun.z() > 1.0);
  CHECK(tests_of(late).finkelstein.z() > 1.0);
}

TEST_CASE("without information z is 0", "[analysis][intervals]") {
  const Observations one_arm{{0, 1, 0, Role::control},
                             {1, 2, 0, Role::control}};
  const Observations vague{{0, 5, 0, Role::control},
                           {1, unseen, 0, Role::experimental},
                           {0, 3, 0, Role::experimental}};
  for (const Observations& seen : {Observations{}, one_arm, vague}) {
    CHECK(tests_of(seen).sun.z() == 0.0);
    CHECK(tests_of(seen).finkelstein.z() == 0.0);
    CHECK(tests_of(seen).sun.p_one_sided() == 0.5);
  }
}
