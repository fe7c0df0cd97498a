#include "rehearse/report/forecast_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "estimate_text.hpp"
#include "forecast_changes.hpp"
#include "forecast_figures.hpp"
#include "rehearse/report/scenario_words.hpp"
#include "rehearse/store/seed_json.hpp"
#include "rehearse/text/calendar_date.hpp"
#include "rehearse/text/number_text.hpp"
#include "rehearse/text/percent.hpp"

namespace rehearse {
namespace {

constexpr std::size_t most_months = 12;

template <class Item, class Of>
std::vector<Figures> figures_of(const std::vector<Item>& items, const Of& of) {
  std::vector<Figures> all;
  for (const Item& item : items) all.push_back(of(item));
  return all;
}

std::vector<Figures> milestones_of(const ForecastReport& report) {
  return figures_of(report.forecast->milestones,
                    [&](const MilestoneForecast& milestone) {
                      return milestone_figures(report, milestone);
                    });
}

// ---- JSON and CSV ----

Json need_json(const ForecastReport& report, const SitesNeeded& needed) {
  Json sites = Json::array();
  for (const SitesNeeded::Row& row : needed.rows)
    sites.push_back({{"probability", row.probability},
                     {"sites", optional_json(row.sites)}});
  Json json{{"milestone", needed.need.milestone.name},
            {"by", date_json(report, needed.need.day)}};
  json.update(object_of({share("probability_now", needed.now)}));
  json["sites"] = sites;
  return json;
}

// What any selection of the rows of CSV says of its origin.
Json run_json(const ForecastReport& report) {
  Json json = head_json("forecast", report.config);
  json["seed"] = seed_json(report.config.seed_text);
  if (!report.forecast) return json;
  const Forecast& forecast = *report.forecast;
  json["futures"] = forecast.futures;
  json["cutoff"] = report.cutoff;
  json["participants"] = forecast.participants;
  json["events"] = forecast.events;
  json["dropouts"] = forecast.dropouts;
  json["blinded"] = report.blinding == Blinding::blinded;
  json["parameters"] = report.parameters;
  return json;
}

Json json_of(const ForecastReport& report) {
  Json json = run_json(report);
  if (report.forecast) {
    const Forecast& forecast = *report.forecast;
    json["milestones"] = objects_of(milestones_of(report));
    json["models"] = objects_of(figures_of(forecast.models, model_figures));
    json["observed_by_month"] =
        objects_of(figures_of(forecast.observed, observed_figures));
    json["by_month"] = objects_of(figures_of(forecast.by_month, month_figures));
    json["sites_needed"] = Json::array();
    for (const SitesNeeded& needed : forecast.sites_needed)
      json["sites_needed"].push_back(need_json(report, needed));
  }
  if (!report.calibration.empty())
    json["calibration"] =
        objects_of(figures_of(report.calibration, calibration_figures));
  if (report.changes) json["changes"] = changes_json(*report.changes);
  return json;
}

std::vector<Json> rows_of(const ForecastReport& report) {
  const auto items = report.forecast
                         ? milestones_of(report)
                         : figures_of(report.calibration, calibration_figures);
  std::vector<Json> rows;
  for (const Figures& item : items) {
    Json& row = rows.emplace_back(run_json(report));
    row.erase("command");
    row.update(object_of(item));
  }
  return rows;
}

// ---- the document ----

// The next milestone, which is what is asked for every month.
Document::Answer answer_of(const ForecastReport& report) {
  const auto& all = report.forecast->milestones;
  const auto next = std::ranges::find_if_not(all, is_reached);
  if (next == all.end()) return {"Every milestone is reached"};
  const auto& [q05, q10, q25, median, q75, q90, q95] = next->day;
  const std::string& name = next->milestone.name;
  if (!std::isfinite(median))
    return {fmt::format("{} is probably never reached", name),
            fmt::format("(probability {})", proportion_text(next->never))};
  return {fmt::format("{}: {}", name, date_text(report, median)),
          fmt::format("(90% limits {} to {})", date_text(report, q05),
                      date_text(report, q95))};
}

TextTable milestone_table(const ForecastReport& report) {
  std::vector<std::string> names;
  for (const MilestoneForecast& milestone : report.forecast->milestones)
    names.push_back(milestone.milestone.name);
  return figure_rows("Milestone", names, milestones_of(report));
}

// A dozen rows or so, with the last: the JSON holds every month.
TextTable month_table(const Forecast& forecast) {
  const auto& months = forecast.by_month;
  std::vector<Figures> few;
  if (months.empty()) return {};
  const std::size_t step = (months.size() - 1) / most_months + 1;
  for (std::size_t i = 0; i < months.size(); ++i)
    if ((i + 1) % step == 0 || i + 1 == months.size())
      few.push_back(month_figures(months[i]));
  return figure_columns(few);
}

std::string need_text(const ForecastReport& report, const SitesNeeded& needed) {
  std::string text = fmt::format(
      "{} by {}: probability {} with the sites there are",
      needed.need.milestone.name, date_text(report, needed.need.day),
      proportion_text(needed.now));
  for (const SitesNeeded::Row& row : needed.rows)
    text += fmt::format("; {} for {}",
                        !row.sites        ? "no number of sites within reach"
                        : *row.sites == 0 ? "none more"
                                          : fmt::format("{} more", *row.sites),
                        fmt::format("{:g}%", 100.0 * row.probability));
  return text;
}

std::string blinding_text(const ForecastReport& report) {
  const Scenario& scenario = report.config.scenario;
  if (report.blinding == Blinding::unblinded)
    return "no: each participant's arm is read from the data, the effect is "
           "theirs";
  return fmt::format(
      "yes: no arm is read; the arms are one mixture, whose effect is the "
      "config's ({})",
      scenario.prior ? "prior of [assurance]" : effect_words(scenario));
}

std::string parameters_text(const std::string& rule) {
  if (rule == "fixed")
    return "fixed at their estimates: their error isn't in the limits, which "
           "are too narrow";
  if (rule == "normal")
    return "normal: drawn around their estimates by their errors";
  return "posterior: drawn from what data and the config's assumptions leave "
         "possible";
}

Document::Facts facts_of(const ForecastReport& report) {
  const Forecast& forecast = *report.forecast;
  Document::Facts facts;
  facts.width = 12;
  facts.facts = {
      {"Data", fmt::format("{} to {}: {} participants, {} events, {} dropouts",
                           report.data, report.cutoff, forecast.participants,
                           forecast.events, forecast.dropouts)},
      {"Blinded", blinding_text(report)},
      {"Parameters", parameters_text(report.parameters)}};
  for (const SitesNeeded& needed : forecast.sites_needed)
    facts.facts.push_back({"Needed", need_text(report, needed)});
  facts.facts.push_back(
      {"Run",
       fmt::format("seed {}, {} futures, config {}", report.config.seed_text,
                   grouped_text(forecast.futures),
                   report.config.sha256.substr(0, 12))});
  return facts;
}

void add_forecast(const ForecastReport& report, Document& document) {
  const Forecast& forecast = *report.forecast;
  using Table = Document::Table;
  document.add(answer_of(report));
  document.add(Table{milestone_table(report)});
  if (report.changes) add_changes(*report.changes, document);
  document.add(Table{month_table(forecast), "Expected by month"});
  document.add(Table{model_table(forecast.models), "Models"});
  document.add(Document::Note{
      {"Dates and limits: over the futures, those in which it is never reached "
       "counted as later than any. Its sd is of the others, up to their 99% "
       "limit. "
       "± is the Monte Carlo standard error."}});
  document.add(facts_of(report));
}

void add_calibration(const ForecastReport& report, Document& document) {
  if (report.calibration.empty()) return;
  document.add(Document::Table{
      figure_columns(figures_of(report.calibration, calibration_figures)),
      "Simulated trials, forecast when they had a share of their events"});
  document.add(Document::Note{
      {"Limits that are worth their name hold the true date in 50, 80 and 90% "
       "of the trials. Width: from the first to the last of the 90% limits, on "
       "average. ± is the Monte Carlo standard error."}});
}

Document document_of(const ForecastReport& report) {
  Document document;
  document.add(
      Document::Heading{heading(report.config.scenario),
                        report.forecast ? "Forecast of " : "Calibration of "});
  if (report.forecast) add_forecast(report, document);
  add_calibration(report, document);
  return document;
}

}  // namespace

Report report_of(const ForecastReport& report) {
  return {json_of(report), rows_of(report), document_of(report)};
}

std::vector<Diagnostic> forecast_warnings(const ForecastReport& report) {
  constexpr double often = 0.05;
  std::vector<Diagnostic> warnings;
  const auto warn = [&](std::string message) {
    warnings.push_back({report.data, std::move(message), "", 0});
  };
  if (!report.forecast) return warnings;
  for (const MilestoneForecast& one : report.forecast->milestones)
    if (one.never.estimate > often)
      warn(fmt::format(
          "{} is never reached in {} of the futures (too few participants are "
          "left to have the event, or to come): plan fewer events or more "
          "participants",
          one.milestone.name, percent_text(one.never.estimate)));
  if (report.parameters == "fixed")
    warn(
        "--parameters fixed takes estimates for the truth (the limits can be "
        "several times too narrow): use it for comparison alone");
  return warnings;
}

}  // namespace rehearse
