#include "forecast_figures.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>

#include "estimate_text.hpp"
#include "rehearse/text/calendar_date.hpp"
#include "rehearse/text/number_text.hpp"

namespace rehearse {
namespace {

constexpr std::array<const char*, forecast_levels.size()> level_names{
    "q05", "q10", "q25", "median", "q75", "q90", "q95"};
constexpr std::size_t middle_level = 3;
constexpr std::array<const char*, 3> limit_names{"q50", "q80", "q90"};
constexpr std::array<const char*, 3> hold_labels{"50% hold", "80% hold",
                                                 "90% hold"};
constexpr std::array<const char*, 3> limit_labels{"50% limits", "80% limits",
                                                  "90% limits"};

std::string days_text(double days, double error) {
  const int decimals = decimals_by_error(error, 1);
  return fixed_text(days, decimals);
}

// ---- dates ----

Json dates_json(const ForecastReport& report,
                const MilestoneForecast& milestone) {
  Json json = Json::object();
  for (std::size_t i = 0; i < level_names.size(); ++i)
    json[level_names[i]] = date_json(report, milestone.day[i]);
  return json;
}

// JSON has no infinity.
Json finite_json(double value) {
  return std::isfinite(value) ? Json(value) : Json(nullptr);
}

Json errors_json(const MilestoneForecast& milestone) {
  Json json = Json::object();
  for (std::size_t i = 0; i < level_names.size(); ++i)
    json[level_names[i]] = finite_json(milestone.day_mcse[i]);
  return json;
}

// What has happened has one day.
std::string median_text(const ForecastReport& report,
                        const MilestoneForecast& milestone) {
  const double median = milestone.day[middle_level];
  const std::string date = date_text(report, median);
  if (is_reached(milestone)) return "reached " + date;
  if (!std::isfinite(median)) return date;
  const double error = milestone.day_mcse[middle_level];
  if (!std::isfinite(error)) return date;
  return fmt::format("{} ± {} days", date, days_text(error, error));
}

// Limits of 50, 80 and 90% stand 1, 2 and 3 levels from the median.
std::string forecast_limits(const ForecastReport& report,
                            const MilestoneForecast& milestone, std::size_t i) {
  if (is_reached(milestone)) return "";
  return fmt::format("{} to {}",
                     date_text(report, milestone.day[middle_level - 1 - i]),
                     date_text(report, milestone.day[middle_level + 1 + i]));
}

// ---- probabilities ----

// What has happened has none.
std::string if_ahead(const MilestoneForecast& milestone, const Proportion& p) {
  return is_reached(milestone) ? "" : proportion_text(p);
}

ResultFigure never_figure(const MilestoneForecast& milestone) {
  ResultFigure figure = share("probability_never", milestone.never);
  figure.shown = {{"Never reached", if_ahead(milestone, milestone.never)}};
  return figure;
}

ResultFigure by_figure(const ForecastReport& report,
                       const MilestoneForecast& milestone) {
  Json estimates = Json::object(), errors = Json::object(),
       limits = Json::object();
  std::vector<Shown> shown;
  for (std::size_t i = 0; i < milestone.by.size(); ++i) {
    const std::string& date = report.by_dates.at(i);
    const Json json = proportion_json(milestone.by[i]);
    estimates[date] = json["estimate"];
    errors[date] = json["mcse"];
    limits[date] = json["ci95"];
    shown.push_back({"By " + date, if_ahead(milestone, milestone.by[i])});
  }
  return {shown, Json::object({{"probability_by", estimates},
                               {"probability_by_mcse", errors},
                               {"probability_by_ci95", limits}})};
}

// ---- variance ----

struct Cause {
  const char* key;
  const char* label;
  double variance;
};

std::array<Cause, 3> causes_of(const VarianceByCause& variance) {
  return {Cause{"parameters", "from parameters", variance.parameters},
          {"enrolment", "from enrolment", variance.enrolment},
          {"chance", "from chance", variance.chance}};
}

std::string share_text(double variance, double whole) {
  return fmt::format("{} days ({}%)", fixed_text(std::sqrt(variance), 1),
                     fixed_text(100.0 * variance / whole, 0));
}

// The parts sum to the whole as variances, which are days squared: people read
// the root of each, and its share.
ResultFigure variance_figure(const MilestoneForecast& milestone) {
  const auto causes = causes_of(milestone.variance);
  double whole = 0.0;
  for (const Cause& cause : causes) whole += cause.variance;
  Json json = Json::object();
  const bool shows = whole > 0.0 && !is_reached(milestone);
  std::vector<Shown> shown{
      {"Sd of the date",
       shows ? fixed_text(std::sqrt(whole), 1) + " days" : ""}};
  for (const Cause& cause : causes) {
    json[cause.key] = cause.variance;
    shown.push_back({std::string{"  "} + cause.label,
                     shows ? share_text(cause.variance, whole) : ""});
  }
  return {std::move(shown), Json::object({{"variance", json}})};
}

const char* counted_text(Counted counted) {
  return counted == Counted::events ? "events" : "participants";
}

// ---- what is there ----

Json observed_json(const MilestoneForecast& milestone) {
  return milestone.observed ? Json(*milestone.observed) : Json(nullptr);
}

std::string observed_text(const MilestoneForecast& milestone) {
  const Milestone& what = milestone.milestone;
  return fmt::format(
      "{} of {} {}",
      milestone.observed ? fmt::to_string(*milestone.observed) : "unknown",
      what.number, counted_text(what.counted));
}

// ---- models ----

std::string model_text(Forecasted what) {
  switch (what) {
    case Forecasted::event:
      return "event";
    case Forecasted::dropout:
      return "dropout";
    case Forecasted::enrolment:
      return "enrolment";
  }
  return "";
}

// ---- months ----

Json count_json(const MonthForecast::Count& count) {
  return {{"mean", count.mean},
          {"mcse", count.mcse},
          {"q05", count.q05},
          {"q95", count.q95}};
}

std::string count_limits(const MonthForecast::Count& count) {
  return fmt::format("{} to {}", fixed_text(count.q05, 0),
                     fixed_text(count.q95, 0));
}

}  // namespace

Json date_json(const ForecastReport& report, double day) {
  if (!std::isfinite(day)) return nullptr;
  return date_after(report.origin, std::ceil(day));
}

std::string date_text(const ForecastReport& report, double day) {
  return std::isfinite(day) ? date_after(report.origin, std::ceil(day))
                            : "not reached";
}

Figures milestone_figures(const ForecastReport& report,
                          const MilestoneForecast& milestone) {
  const Milestone& what = milestone.milestone;
  Figures figures{
      {"name", what.name},
      {"counted", counted_text(what.counted)},
      {"number", what.number},
      {"observed", observed_json(milestone), "Now", observed_text(milestone)},
      {"date", dates_json(report, milestone), "Median date",
       median_text(report, milestone)},
      {"date_mcse_days", errors_json(milestone)}};
  for (std::size_t i = 0; i < limit_labels.size(); ++i)
    figures.push_back(
        {"", {}, limit_labels[i], forecast_limits(report, milestone, i)});
  figures.push_back(never_figure(milestone));
  figures.push_back(by_figure(report, milestone));
  figures.push_back(variance_figure(milestone));
  return figures;
}

Figures model_figures(const FittedModel& model) {
  Json parameters = Json::object();
  for (const auto& parameter : model.parameters)
    parameters[parameter.name] = {{"estimate", parameter.estimate},
                                  {"se", parameter.se}};
  return {{"what", model_text(model.what)},
          {"distribution", model.distribution},
          {"aic", model.aic},
          {"bic", model.bic},
          {"weight", model.weight},
          {"parameters", parameters}};
}

TextTable model_table(const std::vector<FittedModel>& models) {
  TextTable table{{"Model", "Law", "AIC", "Weight", "Parameter", "Estimate",
                   "Standard error"},
                  {}};
  for (const FittedModel& model : models) {
    std::vector<std::string> row{model_text(model.what), model.distribution,
                                 fixed_text(model.aic, 1),
                                 fixed_text(model.weight, 2)};
    for (const auto& [name, estimate, se] : model.parameters) {
      table.rows.push_back(row);
      for (std::string cell :
           {name, fmt::format("{:.4g}", estimate), fmt::format("{:.2g}", se)})
        table.rows.back().push_back(std::move(cell));
      row.assign(row.size(), "");
    }
  }
  return table;
}

Figures month_figures(const MonthForecast& month) {
  return {{"month", month.month, "End of", month.month},
          {"events", count_json(month.events), "Events",
           fixed_text(month.events.mean, 1)},
          {"", {}, "90% limits", count_limits(month.events)},
          {"participants", count_json(month.participants), "Participants",
           fixed_text(month.participants.mean, 1)},
          {"", {}, "90% limits", count_limits(month.participants)}};
}

Figures observed_figures(const MonthObserved& month) {
  return {{"month", month.month},
          {"events", month.events},
          {"participants", month.participants}};
}

Figures calibration_figures(const CalibrationRow& row) {
  Json estimates = Json::object(), errors = Json::object(),
       limits = Json::object();
  std::vector<Shown> shown;
  for (std::size_t i = 0; i < limit_names.size(); ++i) {
    const Json json = proportion_json(row.coverage[i]);
    estimates[limit_names[i]] = json["estimate"];
    errors[limit_names[i]] = json["mcse"];
    limits[limit_names[i]] = json["ci95"];
    shown.push_back({hold_labels[i], proportion_text(row.coverage[i])});
  }
  return {{"at", row.at, "Events",
           fmt::format("{}%", fixed_text(100.0 * row.at, 0))},
          {shown, Json::object({{"coverage", estimates},
                                {"coverage_mcse", errors},
                                {"coverage_ci95", limits}})},
          {"width_days", row.width.mean, "Width (days)",
           with_error(row.width.mean, row.width.mcse, 1)},
          {"width_days_mcse", row.width.mcse},
          {"trials", row.trials, "Trials", grouped_text(row.trials)}};
}

}  // namespace rehearse
