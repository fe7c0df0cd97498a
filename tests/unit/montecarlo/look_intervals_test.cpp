#include "rehearse/montecarlo/look_intervals.hpp"

#include <cmath>

#include "rehearse/analysis/interval_hazards.hpp"
#include "rehearse/analysis/interval_score_tests.hpp"
#include "rehearse/config/load.hpp"
#include "rehearse/core/time_grid.hpp"
#include "rehearse/montecarlo/estimate_power.hpp"
#include "rehearse/montecarlo/replicate.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

constexpr const char* tests = "analysis.also_tests=['sun','finkelstein']";

Scenario scenario_of(const char* file, std::vector<std::string> set) {
  Overrides overrides;
  overrides.set = std::move(set);
  return load_config(std::string{REHEARSE_SOURCE_DIR "/configs/"} + file,
                     overrides)
      .scenario;
}

// Scans every 42 days to the day, each read at once by one who sees all.
Scenario with_plain_scans(std::vector<std::string> set) {
  set.emplace_back("assessment.schedule=[{every='42 days'}]");
  return scenario_of("w1.toml", std::move(set));
}

// What plain scans make of a participant, from the times themselves.
IntervalObservation expected_of(const Participants& people, std::size_t i,
                                double follow_up) {
  const double event = people.event_time[i];
  const double known = std::min(people.dropout_time[i], follow_up);
  const double seen = 42.0 * std::ceil(event / 42.0);
  const double last = 42.0 * std::floor(known / 42.0);
  const auto arm = static_cast<Role>(people.arm[i]);
  if (seen <= known) return {seen - 42.0, seen, 0, arm};
  return {std::max(last, 1.0), HUGE_VAL, 0, arm};
}

}  // namespace

TEST_CASE("plain scans leave the interval between two of them",
          "[montecarlo][interval]") {
  const Scenario s =
      with_plain_scans({tests, "analysis.ties='interval-censored'"});
  const TrialPlan plan{s};
  const auto plans = analysis_plans(s);
  ReplicateEngine engine{plan, plans};
  IntervalWorkspace workspace;
  for (std::uint64_t replicate = 0; replicate < 50; ++replicate) {
    const auto looks = engine.run(replicate);
    const Participants& people = engine.participants();
    std::vector<IntervalObservation> expected;
    for (std::size_t i = 0; i < people.size(); ++i)
      if (people.entry[i] < looks[0].analysis_time)
        expected.push_back(
            expected_of(people, i, looks[0].analysis_time - people.entry[i]));
    const auto scores = interval_score_tests(expected, 1, workspace);
    CHECK(looks[1].z == Approx(scores.sun.z()).epsilon(1e-9));
    CHECK(looks[2].z == Approx(scores.finkelstein.z()).epsilon(1e-9));
    const auto hazards = fit_interval_hazards(expected, 1, workspace);
    CHECK(std::log(looks[0].hazard_ratio) ==
          Approx(hazards.log_hazard_ratio).epsilon(1e-7));
    CHECK(looks[0].log_hazard_ratio ==
          Approx(hazards.log_hazard_ratio).epsilon(1e-7));
    CHECK(looks[0].log_hazard_ratio_se == Approx(hazards.se).epsilon(1e-6));
  }
}

TEST_CASE("events seen when they happen are exact times",
          "[montecarlo][interval]") {
  const Scenario s = scenario_of("w1.toml", {tests});
  const TrialPlan plan{s};
  const auto plans = analysis_plans(s);
  ReplicateEngine engine{plan, plans};
  for (std::uint64_t replicate = 0; replicate < 50; ++replicate) {
    const auto looks = engine.run(replicate);
    // Sun's scores are the log-rank's there; variances of permutations and of
    // the hypergeometric law differ a little.
    CHECK(looks[1].z == Approx(looks[0].z).epsilon(0.05).margin(0.05));
    CHECK(looks[2].z == Approx(looks[0].z).epsilon(0.1).margin(0.1));
    CHECK(looks[1].events == looks[0].events);
  }
}

// Both tests on scans far apart, without effect: within 4 standard errors of
// alpha, a false alarm in 8,000 for the two.
TEST_CASE("score tests of intervals keep their size",
          "[montecarlo][interval]") {
  Scenario s = with_plain_scans({tests, "endpoint.effect.hazard_ratio=1",
                                 "assessment.schedule=[{every='84 days'}]"});
  s.replicates = 20'000;
  const auto estimates = estimate_powers(s, analysis_plans(s), {});
  for (const std::size_t test : {1U, 2U}) {
    const double size = estimates[test].power.estimate;
    CAPTURE(test, size);
    CHECK(std::abs(size - 0.025) < 4.0 * std::sqrt(0.025 * 0.975 / 20'000));
  }
}
