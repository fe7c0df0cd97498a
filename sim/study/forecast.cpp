#include "rehearse/study/forecast.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "rehearse/text/calendar_date.hpp"
#include "rehearse/text/number_text.hpp"
#include "rehearse/trial/hypothesis_view.hpp"
#include "rehearse/trial/words.hpp"

namespace rehearse {
namespace {

constexpr std::size_t most_months = 120;

struct Month {
  std::string name;  // "2026-12"
  double day;        // its last [days since the origin]
};

// From the month of a day on, so many.
std::vector<Month> months_from(const OngoingTrial& trial, double day,
                               std::size_t count) {
  const std::string date = date_after(trial.origin, day);
  std::chrono::year_month month{
      std::chrono::year{std::stoi(date.substr(0, 4))},
      std::chrono::month{static_cast<unsigned>(std::stoi(date.substr(5, 2)))}};
  std::vector<Month> months;
  for (std::size_t m = 0; m < count; ++m) {
    const std::string name =
        fmt::format("{:04}-{:02}", static_cast<int>(month.year()),
                    static_cast<unsigned>(month.month()));
    month += std::chrono::months{1};
    const std::string next =
        fmt::format("{:04}-{:02}-01", static_cast<int>(month.year()),
                    static_cast<unsigned>(month.month()));
    months.push_back({name, days_between(trial.origin, next) - 1.0});
  }
  return months;
}

// Up to the cut-off. Events are those of the data.
std::vector<MonthObserved> observed_months(const OngoingTrial& trial) {
  std::vector<MonthObserved> observed;
  for (const Month& month : months_from(
           trial, 0.0, static_cast<std::size_t>(trial.cutoff / 28.0) + 2)) {
    MonthObserved& now = observed.emplace_back(
        MonthObserved{month.name, std::min(month.day, trial.cutoff), 0, 0});
    for (const OngoingParticipant& p : trial.participants) {
      now.participants += p.randomized <= now.day ? 1 : 0;
      now.events +=
          p.status == FollowUp::event && day_of(trial, p) <= now.day ? 1 : 0;
    }
    if (month.day >= trial.cutoff) break;
  }
  return observed;
}

// Those after the last milestone's 95% limit say nothing more.
void name_months(const std::vector<Month>& months, Forecast& forecast) {
  double last = 0.0;
  for (const MilestoneForecast& milestone : forecast.milestones)
    for (const double day : milestone.day)
      if (day < not_reached) last = std::max(last, day);
  if (last == 0.0) last = months[11].day;  // none is ever reached: a year
  std::size_t kept = 0;
  while (kept < forecast.by_month.size()) {
    forecast.by_month[kept].month = months[kept].name;
    if (forecast.by_month[kept++].day >= last) break;
  }
  forecast.by_month.resize(kept);
}

// The data's events, and the limits of looks, are of one comparison.
void check_hypotheses(const Scenario& scenario) {
  if (compares_everybody(scenario)) return;
  throw RequestError{
      "the first hypothesis isn't PFS of everybody in two arms (the events of "
      "that are what is forecast): put such a one first, or forecast by a "
      "config without [[hypotheses]]"};
}

void check_enrolment(const ModelRequest& request,
                     const ForecastModels& models) {
  if (request.enrolment != EnrolmentForm::sites || models.to_enter == 0 ||
      models.sites)
    return;
  throw RequestError{
      "--enrolment sites: the config's enrolment isn't by sites, or the data "
      "have none (openings and rates are of sites): set enrolment.model = "
      "\"sites\" and add the column 'site', or leave it out"};
}

void check_reader(const ModelRequest& models, const TrialPlan& plan) {
  if (models.reader && !plan.assessment)
    throw RequestError{
        "--reader: the config has no [assessment] (events are seen when they "
        "happen): add it, or leave --reader out"};
}

void check_fits(const ForecastModels& models, const OngoingTrial& trial,
                const Scenario& scenario) {
  if (!models.has_events())
    throw RequestError{fmt::format(
        "no model can be fitted to the event times ({} events; the config's "
        "assumptions are worth {}): wait for more events, name simpler "
        "[forecast] distributions, or set forecast.prior_events",
        count_of(trial, FollowUp::event),
        exact_text(scenario.forecast.prior_events))};
  if (!models.has_enrolment())
    throw RequestError{fmt::format(
        "no model can be fitted to enrolment ({} participants so far): wait "
        "for more, or set forecast.prior_participants",
        trial.participants.size())};
}

std::vector<Diagnostic> doubts_of(const ForecastModels& models,
                                  const OngoingTrial& trial,
                                  const Scenario& scenario) {
  std::vector<Diagnostic> doubts;
  const auto doubt = [&](std::string sentence) {
    doubts.push_back({"", std::move(sentence), "", 0});
  };
  if (scenario.hypotheses.size() > 1)
    doubt(
        "looks of the other hypotheses aren't forecast (the data have the "
        "events of the first): forecast each from its own data");
  if (scenario.enrolment.model == EnrolmentModel::sites &&
      scenario.start_date.empty())
    doubt(
        "the sites' openings count from the first participant (the config has "
        "no trial.start_date): add it");
  if (const double unseen = expected_unseen_events(trial, models); unseen > 1.0)
    doubt(fmt::format(
        "{} events are to be expected between the last contact of those who "
        "are ongoing and the cut-off (they are taken for known on the next "
        "day): follow everybody to the cut-off, or state an earlier one",
        fixed_text(unseen, 1)));
  if (models.scanned && models.scanned->scans_over() > 0)
    doubt(fmt::format(
        "ongoing participants had no scan for two visits: {} (their scans are "
        "taken to have ended, without an event to come): check last_scan",
        models.scanned->scans_over()));
  for (const FittedEvents& fit : models.events)
    if (!fit.maximum.converged())
      doubt(
          fmt::format("the {} model can't be fitted to these data (its "
                      "likelihood has no maximum): it is left out",
                      word_of(fit.family.family)));
  if (models.scanned && models.scanned->unscanned_events() > 0)
    doubt(fmt::format(
        "events at times at which the config has no scan: {} (a progression "
        "can't be seen then; they are taken as seen when they happened): check "
        "the data and assessment.schedule",
        models.scanned->unscanned_events()));
  return doubts;
}

}  // namespace

std::optional<Forecast> study_forecast(const Scenario& scenario,
                                       const OngoingTrial& trial,
                                       const ForecastStudy& study,
                                       const StudyRun& run) {
  const TrialPlan plan{scenario};
  check_hypotheses(scenario);
  check_reader(study.models, plan);
  const auto library = course_library(scenario, plan);
  const ForecastModels models =
      fit_models(scenario, trial, library ? &*library : nullptr, study.models);
  check_enrolment(study.models, models);
  check_fits(models, trial, scenario);
  if (run.warn) run.warn(doubts_of(models, trial, scenario));
  FutureRequest request = study.futures;
  request.seed = scenario.seed;
  const std::vector<Month> months =
      months_from(trial, trial.cutoff, most_months);
  for (const Month& month : months) request.months.push_back(month.day);
  ProgressState state;
  state.replicates = request.futures;
  state.unit = "futures";
  run.show(state);
  auto forecast = forecast_trial(trial, models, request, run.options(state));
  if (!forecast) return std::nullopt;
  name_months(months, *forecast);
  forecast->observed = observed_months(trial);
  return forecast;
}

std::optional<std::vector<CalibrationRow>> study_calibration(
    const Scenario& scenario, const ForecastStudy& study, std::uint64_t trials,
    const StudyRun& run) {
  check_hypotheses(scenario);
  check_reader(study.models, TrialPlan{scenario});
  const auto& events = scenario.analysis.looks.back().events;
  if (!events)
    throw RequestError{
        "--calibrate: the last look waits for no number of events (whose day "
        "would be forecast): give it events"};
  CalibrationRequest request;
  request.models = study.models;
  request.parameters = study.futures.parameters;
  request.events = *events;
  request.trials = trials;
  ProgressState state;
  state.replicates = trials;
  state.unit = "trials";
  run.show(state);
  return calibrate_forecast(scenario, request, run.options(state));
}

}  // namespace rehearse
