#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rehearse/core/errors.hpp"
#include "rehearse/data/ongoing_data.hpp"
#include "rehearse/forecast/forecast.hpp"
#include "rehearse/report/forecast_change.hpp"
#include "rehearse/text/report.hpp"
#include "rehearse/trial/trial_config.hpp"

namespace rehearse {

/// What `forecast` says: of data, of simulated trials (--calibrate), or both.
struct ForecastReport {
  TrialConfig config;
  std::string data;    ///< name of the file
  std::string cutoff;  ///< ISO
  std::string origin;  ///< day 0 of the forecast's days, ISO
  Blinding blinding = Blinding::blinded;
  std::string parameters;  ///< how they are drawn: normal, posterior, fixed
  std::optional<Forecast> forecast{};   ///< none: there are no data
  std::vector<std::string> by_dates{};  ///< ISO, as in each milestone's `by`
  std::vector<CalibrationRow> calibration{};
  std::optional<ForecastChange> changes{};  ///< since a previous forecast
};

/// JSON; CSV of a row for each milestone (without data, for each row of the
/// calibration); and a document.
[[nodiscard]] Report report_of(const ForecastReport& report);

/// What a reader may take wrongly.
[[nodiscard]] std::vector<Diagnostic> forecast_warnings(
    const ForecastReport& report);

}  // namespace rehearse
