#include "rehearse/design/group_sequential.hpp"

#include <array>
#include <cmath>
#include <numeric>
#include <vector>

#include "rehearse/core/expect.hpp"
#include "rehearse/core/normal.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

std::vector<ScoreMoments> looks_at(const std::vector<double>& information,
                                   double drift = 0.0) {
  std::vector<ScoreMoments> looks;
  for (const double i : information) looks.push_back({i, drift * i});
  return looks;
}

double total(const std::vector<double>& reject) {
  return std::accumulate(reject.begin(), reject.end(), 0.0);
}

}  // namespace

TEST_CASE("O'Brien-Fleming's three looks spend 0.025", "[design][exact]") {
  // rpact 4.5's tests, equal information.
  const std::array z{3.4710914, 2.4544323, 2.0040356};
  const auto reject = rejection_by_look(looks_at({1.0, 2.0, 3.0}), z);
  CHECK(reject[0] == Approx(0.00025917372).epsilon(1e-6));
  CHECK(reject[0] + reject[1] == Approx(0.0071600594).epsilon(1e-6));
  CHECK(total(reject) == Approx(0.025).epsilon(1e-6));
}

TEST_CASE("Haybittle-Peto's last bound", "[design][exact][DES-06]") {
  // rpact's tests: three looks at 3, one-sided 0.025.
  OngoingTrials trials;
  for (const double information : {1.0, 2.0, 3.0}) {
    trials.go_to({information});
    trials.stop_above(3.0);
  }
  const std::array threes{3.0, 3.0, 3.0};
  const double spent =
      total(rejection_by_look(looks_at({1.0, 2.0, 3.0}), threes));
  trials.go_to({4.0});
  CHECK(trials.upper_quantile(0.025 - spent) == Approx(1.9827514).margin(1e-7));
}

TEST_CASE("bounds of a user's spending", "[design][exact][DES-05]") {
  // rpact's tests: cumulative 0.01, 0.02, 0.03, 0.05 at four equal looks.
  const std::array spend{0.01, 0.01, 0.01, 0.02};
  const std::array z{2.3263479, 2.2192994, 2.1201347, 1.8189562};
  OngoingTrials trials;
  for (std::size_t k = 0; k < z.size(); ++k) {
    trials.go_to({static_cast<double>(k + 1)});
    const double bound = trials.upper_quantile(spend[k]);
    CHECK(bound == Approx(z[k]).margin(1e-7));
    trials.stop_above(bound);
  }
}

TEST_CASE("Wang-Tsiatis' design and its power by look", "[design][exact]") {
  // rpact's tests: t = .2, .5, 1; Delta = .3; one-sided .025, power .9;
  // sample size inflated by 1.054858 against a fixed design.
  const std::vector<double> t{0.2, 0.5, 1.0};
  const auto bounds = [&](double c) {
    std::vector<double> z;
    for (const double fraction : t) z.push_back(c * std::pow(fraction, -0.2));
    return z;
  };
  double low = 1.9;
  double high = 3.0;
  for (int i = 0; i < 60; ++i) {
    const double c = 0.5 * (low + high);
    (total(rejection_by_look(looks_at(t), bounds(c))) > 0.025 ? low : high) = c;
  }
  const double drift =
      (normal_upper_quantile(0.025) + normal_upper_quantile(0.1)) *
      std::sqrt(1.054858);
  const auto reject = rejection_by_look(looks_at(t, drift), bounds(low));
  CHECK(reject[0] == Approx(0.08379162).margin(2e-7));
  CHECK(reject[1] == Approx(0.40937259).margin(2e-7));
  CHECK(reject[2] == Approx(0.40683579).margin(2e-7));
}

TEST_CASE("1.96 at every look inflates the error", "[design][exact]") {
  // Armitage, McPherson & Rowe 1969, table 2: one tail of two-sided tests.
  const auto [looks, expected] = GENERATE(
      table<int, double>({{2, .0415}, {4, .063}, {10, .097}, {20, .124}}));
  OngoingTrials trials;
  double reject = 0.0;
  for (int k = 1; k <= looks; ++k) {
    trials.go_to({static_cast<double>(k)});
    reject += trials.upper_tail(1.96);
    trials.stop_above(1.96);
    trials.stop_below(-1.96);
  }
  CHECK(reject == Approx(expected).margin(5e-4));
}

TEST_CASE("two tails mirror each other", "[design][exact][DES-17]") {
  OngoingTrials trials;
  trials.go_to({1.0});
  trials.stop_above(1.5);
  trials.stop_below(-1.5);
  trials.go_to({1.7});
  CHECK(trials.lower_tail(-1.2) ==
        Approx(trials.upper_tail(1.2)).epsilon(1e-12));
  // Everybody is above or below, or stopped before.
  CHECK(trials.lower_tail(0.3) + trials.upper_tail(0.3) ==
        Approx(1.0 - 2.0 * normal_upper_tail(1.5)).epsilon(1e-12));
}

TEST_CASE("a look at the same information is the same test",
          "[design][exact]") {
  OngoingTrials trials;
  trials.go_to({5.0});
  trials.stop_above(2.5);
  trials.go_to({5.0});
  CHECK(trials.upper_tail(2.0) ==
        Approx(normal_upper_tail(2.0) - normal_upper_tail(2.5)));
  CHECK(trials.upper_tail(2.6) == 0.0);
  // Only together with the part that stopped is it the normal tail.
  CHECK(trials.upper_quantile(0.02 - normal_upper_tail(2.5)) ==
        Approx(normal_upper_quantile(0.02)));
  trials.stop_below(-1.0);
  trials.go_to({5.0});
  CHECK(trials.lower_tail(-0.5) ==
        Approx(normal_upper_tail(0.5) - normal_upper_tail(1.0)));
  CHECK(trials.lower_quantile(0.2 - normal_upper_tail(1.0)) ==
        Approx(-normal_upper_quantile(0.2)));
}

TEST_CASE("close looks are integrated as exactly as distant ones",
          "[design][exact]") {
  // The limit of no growth from either side: the spent tail is normal.
  OngoingTrials trials;
  trials.go_to({100.0});
  trials.stop_above(2.3);
  trials.go_to({100.0 + 1e-4});
  const double both = normal_upper_tail(2.3) + trials.upper_tail(2.0);
  CHECK(both == Approx(normal_upper_tail(2.0)).margin(1e-7));
}

TEST_CASE("information must not fall", "[design][contract]") {
  OngoingTrials trials;
  trials.go_to({2.0});
  CHECK_THROWS_AS(trials.go_to({1.0}), PreconditionError);
}

TEST_CASE("events by Schoenfeld are those of published plans",
          "[design][exact][DES-18][SIZ-01]") {
  // gsDesign: HR .7, 90% power; EMILIA 508, DESTINY-Breast03 331,
  // DESTINY-Breast04 (2:1) 318; rpact: HR .6, 80%.
  CHECK(schoenfeld_events(0.70, 0.5, 0.025, 0.9) ==
        Approx(330.3779).epsilon(1e-7));
  CHECK(schoenfeld_events(0.75, 0.5, 0.025, 0.9) == Approx(507.84).margin(.01));
  CHECK(schoenfeld_events(0.68, 2.0 / 3.0, 0.025, 0.9) ==
        Approx(317.90).margin(.01));
  CHECK(schoenfeld_events(0.60, 0.5, 0.025, 0.8) ==
        Approx(120.3157).epsilon(1e-6));
  // rpact: 2:1 with the Wang-Tsiatis design above, pi .4 against .2.
  const double hazard_ratio = std::log(0.6) / std::log(0.8);
  CHECK(schoenfeld_events(hazard_ratio, 2.0 / 3.0, 0.025, 0.9) * 1.054858 ==
        Approx(72.714085).epsilon(1e-6));
}

TEST_CASE("fixed power by Schoenfeld", "[design][exact][DES-10]") {
  const auto power = [](double events, double hazard_ratio) {
    const std::array looks{schoenfeld_moments(events, hazard_ratio, 0.5)};
    const std::array z{normal_upper_quantile(0.025)};
    return rejection_by_look(looks, z)[0];
  };
  CHECK(power(100.0, 0.7) == Approx(0.4299155).margin(1e-7));  // gsDesign
  CHECK(power(39.02121789, 0.5) == Approx(0.58120457).margin(1e-8));  // East
  CHECK(power(161.0, 0.6) == Approx(0.899878803).margin(1e-9));       // lrstat
}

TEST_CASE("power by look under Schoenfeld's drift", "[design][exact]") {
  const auto reject = [](double interim, std::array<double, 2> z) {
    const std::array looks{schoenfeld_moments(interim, 0.6, 0.5),
                           schoenfeld_moments(161.0, 0.6, 0.5)};
    return rejection_by_look(looks, z);
  };
  // lrstat at 113 events, gsDesign at 70% of 161.
  const auto at_113 = reject(113.0, {2.43415296, 2.00034507});
  CHECK(at_113[0] == Approx(0.610615070).margin(1e-8));
  CHECK(at_113[1] == Approx(0.285257441).margin(1e-8));
  const auto at_70 = reject(0.7 * 161.0, {2.437995, 1.999930});
  CHECK(at_70[0] == Approx(0.60775554).margin(1e-6));
  CHECK(at_70[1] == Approx(0.28815107).margin(1e-6));
}
