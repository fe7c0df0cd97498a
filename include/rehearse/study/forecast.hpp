#pragma once

#include <optional>
#include <vector>

#include "rehearse/forecast/calibrate_forecast.hpp"
#include "rehearse/forecast/forecast_trial.hpp"
#include "rehearse/study/study_run.hpp"

namespace rehearse {

/// What a forecast is asked for, beside what the config says. `months` and
/// `seed` of the futures are filled in.
struct ForecastStudy {
  ModelRequest models;
  FutureRequest futures;
};

/// Fits models to a running trial's data and goes on from them: `months` are
/// the calendar's, up to the last milestone's 95% limit. What is doubtful about
/// the fits is warned of. Nothing: it was stopped.
/// \throws RequestError where nothing can be fitted.
[[nodiscard]] std::optional<Forecast> study_forecast(const Scenario& scenario,
                                                     const OngoingTrial& trial,
                                                     const ForecastStudy& study,
                                                     const StudyRun& run);

/// What the limits of such forecasts are worth, in `trials` simulated trials.
/// Nothing: it was stopped. \throws RequestError where the scenario's last look
/// waits for no number of events.
[[nodiscard]] std::optional<std::vector<CalibrationRow>> study_calibration(
    const Scenario& scenario, const ForecastStudy& study, std::uint64_t trials,
    const StudyRun& run);

}  // namespace rehearse
