// A forecast proves itself in trials that are simulated: its limits hold the
// day as often as they say.
#include <cmath>

#include "rehearse/config/load.hpp"
#include "rehearse/forecast/calibrate_forecast.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

CalibrationRow calibrated(const std::string& config,
                          std::vector<std::string> set,
                          ParameterDraws parameters, std::uint64_t trials) {
  set.emplace_back("forecast.distributions=['exponential', 'weibull']");
  const Scenario s =
      load_config(REHEARSE_SOURCE_DIR "/configs/" + config,
                  {std::move(set), std::nullopt, std::nullopt, {}, {}})
          .scenario;
  CalibrationRequest request;
  request.parameters = parameters;
  request.events = *s.analysis.looks.back().events;
  request.trials = trials;
  request.futures = 400;
  request.at = {0.5};
  return calibrate_forecast(s, request, {})->front();
}

bool is_near(const Proportion& coverage, double stated, std::uint64_t trials) {
  const double error =
      std::sqrt(stated * (1.0 - stated) / static_cast<double>(trials));
  return std::abs(coverage.estimate - stated) < 4.5 * error;
}

}  // namespace

// Each is beyond 4.5 errors one time in 150,000; 400 trials find a 90% interval
// that holds .83 of the days.
TEST_CASE("limits hold the day as often as they say",
          "[statistical][forecast][FCT-02]") {
  constexpr std::uint64_t trials = 400;
  const CalibrationRow row =
      calibrated("w1.toml", {}, ParameterDraws::normal, trials);
  REQUIRE(row.trials == trials);
  CHECK(is_near(row.coverage[0], 0.5, trials));
  CHECK(is_near(row.coverage[1], 0.8, trials));
  CHECK(is_near(row.coverage[2], 0.9, trials));
}

TEST_CASE("limits hold the day of what a committee sees",
          "[statistical][forecast]") {
  constexpr std::uint64_t trials = 200;
  const CalibrationRow row =
      calibrated("nct07008976-irc.toml",
                 {"analysis.looks=[{name='final',events=130}]",
                  "analysis.efficacy.spending='none'"},
                 ParameterDraws::normal, trials);
  REQUIRE(row.trials == trials);
  CHECK(is_near(row.coverage[0], 0.5, trials));
  CHECK(is_near(row.coverage[2], 0.9, trials));
}

// At the estimate they are too narrow: 4,000 trials have .80 for .90.
TEST_CASE("limits at fixed parameters hold it less often",
          "[statistical][forecast][FCT-05]") {
  constexpr std::uint64_t trials = 400;
  const CalibrationRow row =
      calibrated("w1.toml", {}, ParameterDraws::fixed, trials);
  CHECK(row.coverage[2].estimate < 0.87);
}
