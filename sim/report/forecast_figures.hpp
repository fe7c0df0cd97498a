#pragma once

#include <string>
#include <vector>

#include "figures.hpp"
#include "rehearse/report/forecast_report.hpp"

namespace rehearse {

/// ISO, of a day since the forecast's origin; null where it isn't reached.
[[nodiscard]] Json date_json(const ForecastReport& report, double day);
/// The same as text: "not reached".
[[nodiscard]] std::string date_text(const ForecastReport& report, double day);

[[nodiscard]] Figures milestone_figures(const ForecastReport& report,
                                        const MilestoneForecast& milestone);
[[nodiscard]] Figures model_figures(const FittedModel& model);
/// A row for each parameter.
[[nodiscard]] TextTable model_table(const std::vector<FittedModel>& models);
[[nodiscard]] Figures month_figures(const MonthForecast& month);
[[nodiscard]] Figures observed_figures(const MonthObserved& month);
[[nodiscard]] Figures calibration_figures(const CalibrationRow& row);

/// Whether so many are there already.
[[nodiscard]] inline bool is_reached(const MilestoneForecast& milestone) {
  return milestone.observed >= milestone.milestone.number;
}

}  // namespace rehearse
