#pragma once

#include <string>

#include "rehearse/report/forecast_report.hpp"

// A forecast as an engine might give it, of figures that are easy to follow.
namespace rehearse::test {

inline MilestoneForecast milestone(const char* name, Counted counted,
                                   int number, int observed, double median,
                                   double spread) {
  MilestoneForecast one;
  one.milestone = {name, counted, number};
  one.observed = observed;
  one.day = {
      median - 3 * spread, median - 2 * spread, median - spread,    median,
      median + spread,     median + 2 * spread, median + 3 * spread};
  one.day_mcse.fill(0.6);
  one.never = proportion_of(0, 10'000);
  one.by = {proportion_of(2'500, 10'000)};
  one.variance = {100.0, 25.0, 275.0};
  return one;
}

inline ForecastReport forecast_sample() {
  ForecastReport report;
  Scenario& scenario = report.config.scenario;
  scenario.id = "T1";
  scenario.participants = 246;
  scenario.arms[0].id = "C";
  scenario.arms[1].id = "X";
  scenario.endpoint.name = "PFS";
  scenario.endpoint.effect = {EffectPeriod{unbounded, 0.6}};
  report.config.sha256 = std::string(64, 'a');
  report.config.seed_text = "7";
  report.data = "d.csv";
  report.cutoff = "2026-10-01";
  report.origin = "2026-01-01";
  report.parameters = "posterior";
  report.by_dates = {"2027-06-30"};
  Forecast forecast;
  forecast.participants = 180;
  forecast.events = 70;
  forecast.dropouts = 4;
  forecast.futures = 10'000;
  forecast.milestones = {
      milestone("events 50", Counted::events, 50, 70, 200, 0),
      milestone("interim", Counted::events, 115, 70, 400, 10),
      milestone("final", Counted::events, 164, 70, 600, 20)};
  forecast.milestones[2].day[6] = not_reached;
  forecast.milestones[2].never = proportion_of(600, 10'000);
  FittedModel model;
  model.what = Forecasted::event;
  model.distribution = "weibull";
  model.aic = 812.34;
  model.bic = 815.0;
  model.weight = 0.75;
  model.parameters = {{"shape", 1.2345678, 0.123}, {"scale", 321.0, 20.0}};
  forecast.models = {model};
  forecast.by_month = {{"2026-10", 303, {75, 72, 79}, {200, 190, 210}},
                       {"2026-11", 333, {80, 74, 86}, {220, 205, 235}}};
  SitesNeeded needed;
  needed.need = {{"participants 246", Counted::participants, 246}, 364.0};
  needed.now = proportion_of(3'000, 10'000);
  needed.rows = {{0.5, 2}, {0.8, std::nullopt}, {0.2, 0}};
  forecast.sites_needed = {needed};
  report.forecast = forecast;
  return report;
}

}  // namespace rehearse::test
