#pragma once

#include <optional>
#include <span>
#include <vector>

#include "rehearse/forecast/forecast_trial.hpp"

namespace rehearse {

/// How forecasts are put to the test.
struct CalibrationRequest {
  ModelRequest models;
  ParameterDraws parameters = ParameterDraws::normal;
  int events = 0;  ///< whose day is forecast
  std::uint64_t trials = 1'000;
  std::uint64_t futures = 1'000;
  std::vector<double> at{0.25, 0.5, 0.75};  ///< shares of the events
};

/// Simulates trials of the scenario, forecasts in each the day of its events
/// when shares of them are there, and counts how often the limits hold that
/// day; never is held by a limit of never. A trial that doesn't come to the
/// share, or to which nothing can be fitted, isn't counted. Nothing if it was
/// stopped.
[[nodiscard]] std::optional<std::vector<CalibrationRow>> calibrate_forecast(
    const Scenario& scenario, const CalibrationRequest& request,
    const RunOptions& options);

}  // namespace rehearse
