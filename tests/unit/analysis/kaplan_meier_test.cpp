#include "rehearse/analysis/kaplan_meier.hpp"

#include <cmath>
#include <vector>

#include "support/catch.hpp"
#include "support/data_set.hpp"

using namespace rehearse;

namespace {

// Median of control participants who leave one after another: 'd' dies, 'c'
// is censored, at ticks 0, 1, 2, …; '+' puts two at one time.
MedianTicks median(const std::string& fates) {
  std::vector<ObservationKey> keys;
  std::uint64_t tick = 0;
  for (std::size_t i = 0; i < fates.size(); ++i) {
    if (fates[i] == '+') continue;
    if (i > 0 && fates[i - 1] != '+') ++tick;
    keys.push_back(pack(tick, 0, Role::control, fates[i] == 'd'));
  }
  std::ranges::sort(keys);
  AnalysisWorkspace workspace;
  return kaplan_meier_medians(keys, workspace)[0];
}

void check(const MedianTicks& m, std::uint64_t first, std::uint64_t second) {
  CHECK(m.reached);
  CHECK(m.first == first);
  CHECK(m.second == second);
}

}  // namespace

TEST_CASE("the median is the first time with S <= 0.5", "[analysis][exact]") {
  check(median("ddd"), 1, 1);
  check(median("d"), 0, 0);
  check(median("ccccd"), 4, 4);
  check(median("d+d+ddcc"), 0, 1);  // 3 of 6: flat at 0.5 until tick 1
}

TEST_CASE("a flat at 0.5 gives its midpoint, if it ends",
          "[analysis][exact][ANA-04]") {
  check(median("dddd"), 1, 2);
  check(median("ddcd"), 1, 3);  // the censoring does not end it
  check(median("ddcc"), 1, 1);  // nothing ends it
  check(median("d+dd+d"), 0, 1);
}

TEST_CASE("a flat at 0.5 is one whatever rounding made of it",
          "[analysis][exact]") {
  // Half in exact numbers; a product of doubles falls just below in the first
  // and stays just above in the second.
  check(median("dddccdddd"), 5, 6);
  check(median("ddddddddddddccddddcccdcc"), 11, 14);
}

TEST_CASE("a curve above 0.5 has no median", "[analysis][exact]") {
  CHECK_FALSE(median("").reached);
  CHECK_FALSE(median("ccc").reached);
  CHECK_FALSE(median("dccc").reached);
}

TEST_CASE("strata and the other arm leave a curve alone", "[analysis]") {
  // At tick 1 a censoring of stratum 0 stands before a death of stratum 1.
  std::vector<ObservationKey> keys{
      pack(0, 0, Role::control, true), pack(1, 0, Role::control, false),
      pack(1, 0, Role::experimental, true), pack(1, 1, Role::control, true),
      pack(2, 1, Role::control, true)};
  AnalysisWorkspace workspace;
  const auto curve = kaplan_meier_curve(split_by_arm(keys, workspace)[0]);
  REQUIRE(curve.size() == 3);
  CHECK(curve[1].at_risk == 3);
  CHECK(curve[1].survival == Approx(0.5).epsilon(1e-15));  // 3/4 · 2/3
  check(kaplan_meier_medians(keys, workspace)[0], 1, 2);
}

TEST_CASE("Greenwood's variance and both limits by hand",
          "[analysis][exact][ANA-04]") {
  const KaplanMeierPoint point{0, 10, 4, 0.6, 4.0 / (10 * 6)};
  const double reach = 1.959963984540054 * std::sqrt(4.0 / 60.0);
  const auto log = survival_ci95(point, ConfidenceType::log);
  CHECK(log[0] == Approx(0.6 * std::exp(-reach)).epsilon(1e-14));
  CHECK(log[1] == Approx(0.6 * std::exp(reach)).epsilon(1e-14));
  // S^exp(±z se / log S)
  const auto log_log = survival_ci95(point, ConfidenceType::log_log);
  const double turn = reach / -std::log(0.6);
  CHECK(log_log[0] == Approx(std::pow(0.6, std::exp(turn))).epsilon(1e-14));
  CHECK(log_log[1] == Approx(std::pow(0.6, std::exp(-turn))).epsilon(1e-14));
}

TEST_CASE("limits are undefined where survival is 0, log-log also at 1",
          "[analysis][exact]") {
  const KaplanMeierPoint none{0, 3, 0, 1.0, 0.0};
  const KaplanMeierPoint all{0, 3, 3, 0.0, HUGE_VAL};
  CHECK(survival_ci95(none, ConfidenceType::log) == std::array{1.0, 1.0});
  CHECK(std::isnan(survival_ci95(none, ConfidenceType::log_log)[0]));
  CHECK(std::isnan(survival_ci95(all, ConfidenceType::log)[1]));
  CHECK(std::isnan(survival_ci95(all, ConfidenceType::log_log)[1]));
}

TEST_CASE("the curve of censoring, by hand", "[analysis][exact]") {
  // An event and a censoring at tick 3, a censoring at 5, an event at 6. Both
  // at 3 leave together: 1 - 1/4, then 3/4 (1 - 1/2).
  const std::vector keys{
      pack(3, 0, Role::control, true), pack(3, 0, Role::control, false),
      pack(5, 1, Role::control, false), pack(6, 0, Role::control, true)};
  const std::vector reversed = censoring_keys(keys);
  CHECK(reversed == std::vector{pack(3, 0, Role::control, true),
                                pack(3, 0, Role::control, false),
                                pack(5, 1, Role::control, true),
                                pack(6, 0, Role::control, false)});
  const std::vector curve = kaplan_meier_curve(reversed);
  REQUIRE(curve.size() == 3);
  CHECK(curve[0].survival == 0.75);
  CHECK(curve[1].survival == 0.375);
  CHECK(curve[2].survival == 0.375);
  CHECK(curve[1].at_risk == 2);
  CHECK(curve[1].events == 1);
}
