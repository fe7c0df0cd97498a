#include "cli/forecast.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "cli/output.hpp"
#include "cli/progress.hpp"
#include "cli/stopwatch.hpp"
#include "rehearse/report/forecast_report.hpp"
#include "rehearse/store/run_folder.hpp"
#include "rehearse/study/calibrate_config.hpp"
#include "rehearse/text/calendar_date.hpp"
#include "rehearse/text/input_file.hpp"
#include "rehearse/text/milestone_text.hpp"

namespace rehearse::cli {
namespace {

unsigned thread_count(const ForecastOptions& options) {
  return options.threads > 0
             ? options.threads
             : std::max(1U, std::thread::hardware_concurrency());
}

OngoingData read_data(const ForecastOptions& options, const Scenario& scenario,
                      const Session& session) {
  const CsvTable table = read_source(options.source, session);
  OngoingChoice choice = options.choice;
  choice.time_origin = static_cast<double>(options.time_origin);
  if (options.adam)
    choice.columns = adam_ongoing_columns(table, choice.columns);
  OngoingData data = ongoing_data(table, scenario, choice);
  warn(session, data.warnings);
  return data;
}

// What the futures are asked, in the trial's days.
void read_questions(const ForecastOptions& options, const Scenario& scenario,
                    const OngoingTrial& trial, FutureRequest& request) {
  const auto check = [](const char* flag, const std::string& fault) {
    if (!fault.empty()) throw UsageError{fmt::format("{}: {}", flag, fault)};
  };
  if (options.milestones.empty()) {
    request.milestones = planned_milestones(
        scenario, static_cast<int>(trial.participants.size()));
    check("--milestones",
          request.milestones.empty()
              ? "no look waits for events, and all have entered (nothing would "
                "be forecast): write e.g. --milestones \"events 164\""
              : "");
  } else {
    auto [milestones, fault] =
        parse_milestones(options.milestones, scenario.participants);
    check("--milestones", fault);
    request.milestones = std::move(milestones);
  }
  for (const std::string& text : options.needs) {
    const ParsedNeed need =
        parse_need(text, scenario.participants, trial.origin);
    check("--need", need.fault);
    request.needs.push_back(*need.need);
  }
  for (const std::string& date : options.by) {
    check("--by", date_fault(date));
    request.by.push_back(days_between(trial.origin, date));
  }
}

void check_flags(const ForecastOptions& options) {
  const bool has_data = !options.source.file.empty();
  if (!has_data && !options.calibrate)
    throw UsageError{
        "--data is missing (a forecast goes on from a running trial's data): "
        "add --data FILE --cutoff DATE, or --calibrate to try forecasts on "
        "simulated trials"};
  if (has_data && options.choice.cutoff.empty())
    throw UsageError{
        "--cutoff is missing (what isn't known yet begins after it): add e.g. "
        "--cutoff 2026-11-30"};
  if (!options.choice.cutoff.empty()) {
    const std::string fault = date_fault(options.choice.cutoff);
    if (!fault.empty()) throw UsageError{"--cutoff: " + fault};
  }
  if (!has_data && !options.previous.empty())
    throw UsageError{
        "--previous goes with --data (it is compared with a forecast): add "
        "--data FILE --cutoff DATE"};
}

// False: interrupted.
bool forecast(const ForecastOptions& options, ForecastReport& report,
              const StudyRun& run, const Session& session) {
  const Scenario& scenario = report.config.scenario;
  const OngoingData data = read_data(options, scenario, session);
  report.data = options.source.file;
  report.origin = data.trial.origin;
  ForecastStudy study = options.study;
  study.models.blinding = options.choice.blinding;
  read_questions(options, scenario, data.trial, study.futures);
  report.forecast = study_forecast(scenario, data.trial, study, run);
  return report.forecast.has_value();
}

// False: interrupted.
bool calibrate(const ForecastOptions& options, ForecastReport& report,
               const StudyRun& run) {
  auto rows = study_calibration(report.config.scenario, options.study,
                                options.trials, run);
  if (!rows) return false;
  report.calibration = std::move(*rows);
  return true;
}

}  // namespace

void run_forecast(const ForecastOptions& options, Session& session) {
  const Stopwatch watch;
  check_flags(options);
  ForecastReport report;
  report.config = load(options.config, session);
  report.cutoff = options.choice.cutoff;
  report.blinding = options.choice.blinding;
  report.parameters = word_of(options.study.futures.parameters);
  report.by_dates = options.by;
  const auto folder = run_folder(options.out, "forecast", report.config);
  ProgressDisplay display{options.progress, session};
  const StudyRun run = study_run(thread_count(options), display, session);
  const auto calibration =
      calibrate_config(report.config.scenario, report.config.sha256, run);
  bool whole = !calibration || !calibration->interrupted;
  if (whole && !options.source.file.empty())
    whole = forecast(options, report, run, session);
  if (whole && options.calibrate) whole = calibrate(options, report, run);
  display.erase();
  if (!whole)
    return end_interrupted(session, "forecast: interrupted: start it again");
  if (!options.previous.empty())
    report.changes = changes_since(read_and_record(options.previous, session),
                                   options.previous, report);
  show(report_of(report), options.format, session);
  warn(session, forecast_warnings(report));
  if (folder)
    write_run(*folder, thread_count(options), report.config,
              files_of(report_of(report), report.config), watch, session);
}

}  // namespace rehearse::cli
