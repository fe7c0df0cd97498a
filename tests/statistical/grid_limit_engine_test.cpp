// What scans do to hazard ratios, by the engine: rows P1 to P3 of the oracles,
// population limits that tests/crosscheck/grid_limit_test.cpp finds by solving
// the limiting score equation. Ten million participants are 1,000 trials of
// 10,000, whose mean log hazard ratio is compared at 4 of its standard errors
// (0.0027), found from their spread: a false alarm in 16,000 each. A trial so
// large is off its limit by 1/events, 0.0001.
#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "rehearse/config/load.hpp"
#include "rehearse/core/moments.hpp"
#include "rehearse/core/units.hpp"
#include "rehearse/montecarlo/estimate_power.hpp"
#include "support/catch.hpp"
#include "support/reviewed_trial.hpp"

using namespace rehearse;

namespace {

// All enter within a day and are cut 24 months (730.5 days) after the first:
// nobody has a scan due between 729.5 and 730.5 days, so that all are as if
// followed for 24 months. Nobody dies: a death between progression and the next
// scan would be an event off the grid.
Scenario scanned_trial(std::vector<std::string> set) {
  for (std::string& key : perfect_reads()) set.push_back(std::move(key));
  for (const char* key :
       {"enrolment.duration='1 day'", "enrolment.ramp_up='0 days'",
        "dropout.annual_probability=0", "assessment.window='0 days'",
        "analysis.planned_events=200",
        "analysis.looks=[{name='final',calendar='24 months'}]"})
    set.emplace_back(key);
  Scenario scenario = reviewed_trial(std::move(set));
  scenario.endpoint.death = {};
  return scenario;
}

struct Means {
  Moments log_hazard_ratio;
  std::array<double, arm_count> median;  // over trials, of theirs [days]
};

double middle(std::vector<double> values) {
  const auto half =
      values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, half);
  return *half;
}

Means run(Scenario scenario, Ties ties, int participants, std::uint64_t n) {
  scenario.analysis.ties = ties;
  scenario.participants = participants;
  scenario.replicates = n;
  std::vector<double> log_hazard_ratio;
  std::array<std::vector<double>, arm_count> median;
  RunOptions options;
  options.each_replicate = [&](std::uint64_t,
                               std::span<const LookResult> looks) {
    log_hazard_ratio.push_back(std::log(looks[0].hazard_ratio));
    for (std::size_t arm = 0; arm < arm_count; ++arm)
      median[arm].push_back(looks[0].median[arm]);
  };
  (void)estimate_power(scenario, options);
  return {Moments::of(log_hazard_ratio),
          {middle(median[0]), middle(median[1])}};
}

void check_limit(const Means& means, double limit, double margin) {
  const Moments& ours = means.log_hazard_ratio;
  const double error = ours.sd() / std::sqrt(static_cast<double>(ours.count));
  CAPTURE(std::exp(ours.mean), limit, error);
  CHECK(std::abs(ours.mean - std::log(limit)) < 4 * error + margin / limit);
}

// The exact method's time grows with the square of the ties: it has 100 trials
// of 5,000.
void check_limits(const std::string& schedule, double efron, double breslow,
                  double exact, const std::array<double, arm_count>& medians) {
  const Scenario scenario = scanned_trial({"assessment.schedule=" + schedule});
  const Means by_efron = run(scenario, Ties::efron, 10'000, 1'000);
  check_limit(by_efron, efron, 5e-5);
  check_limit(run(scenario, Ties::breslow, 10'000, 1'000), breslow, 5e-5);
  check_limit(run(scenario, Ties::exact, 5'000, 100), exact, 5e-5);
  for (std::size_t arm = 0; arm < arm_count; ++arm)
    CHECK(by_efron.median[arm] / days_per_month ==
          Approx(medians[arm]).margin(5e-4));
}

}  // namespace

TEST_CASE("P1 by the engine: scans every 6 weeks",
          "[statistical][oracle][review][IRC-01]") {
  check_limits("[{every='6 weeks'}]", 0.6003, 0.6168, 0.5830, {6.899, 12.419});
}

TEST_CASE("P2 by the engine: every 6 weeks, then every 12",
          "[statistical][oracle][review][IRC-01]") {
  check_limits("[{every='6 weeks',until='48 weeks'},{every='12 weeks'}]",
               0.6006, 0.6216, 0.5784, {6.899, 13.799});
}

// The margin is the row's. Censored at the cut it would be 0.9694.
TEST_CASE("P3 by the engine: schedules that differ by arm",
          "[statistical][oracle][review][IRC-05]") {
  const Scenario scenario =
      scanned_trial({"endpoint.effect.hazard_ratio=1",
                     "assessment.schedule=[{every='6 weeks'}]",
                     "assessment.arms.E.schedule=[{every='7 weeks'}]"});
  const Means means = run(scenario, Ties::efron, 10'000, 1'000);
  check_limit(means, 0.9844, 1e-3);
  CHECK(std::exp(means.log_hazard_ratio.mean) > 0.98);
  // The true one, 207.0 days, is before the fifth scan of either schedule.
  CHECK(means.median[0] == 210.0);
  CHECK(means.median[1] == 245.0);
}

namespace {

// Population quantities of the log-rank test of one participant in two, in
// arms scanned every so many days with the same hazard: sum of expected less
// observed experimental events, their variance, and events.
struct LogRankLimit {
  double score = 0.0;
  double variance = 0.0;
  double events = 0.0;
};

LogRankLimit log_rank_limit(const std::array<int, arm_count>& every) {
  const double hazard = std::log(2.0) / (6.8 * days_per_month);
  const int follow_up = 730;
  LogRankLimit limit;
  for (int day = 1; day <= follow_up; ++day) {
    std::array<double, arm_count> events{};
    std::array<double, arm_count> at_risk{};
    for (std::size_t arm = 0; arm < arm_count; ++arm) {
      const int last = follow_up / every[arm] * every[arm];
      const int before = (day - 1) / every[arm] * every[arm];
      if (day <= last) at_risk[arm] = 0.5 * std::exp(-hazard * before);
      if (day % every[arm] == 0)
        events[arm] = at_risk[arm] - 0.5 * std::exp(-hazard * day);
    }
    const double d = events[0] + events[1];
    const double n = at_risk[0] + at_risk[1];
    if (d == 0.0) continue;
    limit.events += d;
    limit.score += d * at_risk[1] / n - events[1];
    limit.variance += d * at_risk[1] * at_risk[0] / (n * n) * (n - d) / n;
  }
  return limit;
}

void check_size(const std::string& schedule, double theory) {
  Overrides overrides;
  overrides.set = {"assessment.arms.new.schedule=" + schedule};
  Scenario scenario =
      load_config(REHEARSE_SOURCE_DIR "/configs/asymmetric-schedule.toml",
                  overrides)
          .scenario;
  scenario.replicates = 100'000;
  const Proportion size = estimate_power(scenario, {}).power;
  CAPTURE(schedule, theory, size.estimate, size.mcse);
  // The normal limit of z is within 0.0005 of the size at 222 events.
  CHECK(std::abs(size.estimate - theory) < 4 * size.mcse + 0.0005);
}

}  // namespace

// The log-rank's mean z follows from the same limits. It is the score of the
// exact method, whose hazard ratio tends to 0.9769 (Efron's, P3, to 0.9844,
// Breslow's to 0.9788): sqrt(246) score / sqrt(variance) = 0.166, and the size
// 1 - Phi(1.960 - 0.166) = 0.0364 instead of 0.025.
TEST_CASE("the config of asymmetric schedules shows their bias",
          "[statistical][review][size][IRC-05]") {
  const auto size = [](const LogRankLimit& limit) {
    const double z = std::sqrt(246.0 / limit.variance) * limit.score;
    return 0.5 * std::erfc((1.959963984540054 - z) / std::sqrt(2.0));
  };
  const LogRankLimit seven = log_rank_limit({42, 49});
  CHECK(246 * seven.events == Approx(222.4).margin(0.05));
  CHECK(size(seven) == Approx(0.0364).margin(5e-5));
  check_size("[{every='7 weeks'}]", size(seven));
  const LogRankLimit eight = log_rank_limit({42, 56});
  CHECK(size(eight) > size(seven) + 0.005);
  check_size("[{every='8 weeks'}]", size(eight));
  check_size("[{every='6 weeks'}]", 0.025);
}
