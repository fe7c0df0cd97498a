#include <memory>

#include "cli/commands.hpp"
#include "cli/forecast.hpp"
#include "cli/output.hpp"
#include "cli/word_option.hpp"
#include "rehearse/trial/words.hpp"

namespace rehearse::cli {
namespace {

void add_columns(CLI::App& command, OngoingColumns& columns) {
  add_column(command, "--id", columns.id, "Participant (id)");
  add_column(command, "--site", columns.site, "Site, as in the config (site)");
  add_column(command, "--randomized", columns.randomized,
             "Date of randomization (randomized)");
  add_column(command, "--arm", columns.arm,
             "Arm; read with --unblinded alone (arm)");
  add_column(command, "--event", columns.event, "1 event, 0 none (event)");
  add_column(command, "--censor", columns.censor,
             "Instead of --event: 0 event, as CNSR in ADaM");
  add_column(command, "--dropout", columns.dropout,
             "1 dropped out, 0 not (dropout); or COLUMN=VALUE|VALUE: who has "
             "one of these");
  add_column(command, "--time", columns.time,
             "Days since randomization to event, dropout or last contact "
             "(time); or");
  add_column(command, "--date", columns.date, "The date of that (date)");
  add_column(command, "--last-scan", columns.last_scan,
             "Date of the last scan, or days since randomization (last_scan)");
  add_column(command, "--pending", columns.pending,
             "1 where that scan isn't read yet (pending)");
}

void add_data(CLI::App& command, ForecastOptions& options) {
  command
      .add_option("--data", options.source.file,
                  "A row for each participant: CSV, SAS transport (XPT), "
                  "sas7bdat or Dataset-JSON; columns below")
      ->type_name("FILE");
  command
      .add_option("--cutoff", options.choice.cutoff,
                  "The last day that the data know, year-month-day")
      ->type_name("DATE");
  add_number(command, "--time-origin", options.time_origin, 0, 1,
             "Time of what happens on the day of randomization (0; of --adam "
             "1)");
  command.add_flag("--adam", options.adam,
                   "--data is ADaM's: USUBJID, SITEID, RANDDT, CNSR, ADT or "
                   "AVAL, where they are not given");
  command.add_flag_callback(
      "--unblinded",
      [&options] { options.choice.blinding = Blinding::unblinded; },
      "Read the arms, and let the data tell their effect; the output says so");
  add_source(command, options.source, "The data");
  add_columns(command, options.choice.columns);
}

void add_questions(CLI::App& command, ForecastOptions& options) {
  command
      .add_option("--milestones", options.milestones,
                  "What is forecast, with commas between: \"events 164, "
                  "participants 246\" (the looks' events and, while some are "
                  "to enter, the last participant)")
      ->type_name("LIST");
  command
      .add_option("--by", options.by,
                  "A date: the probability to be there by then; repeatable")
      ->type_name("DATE")
      ->take_all()
      ->allow_extra_args(false);
  command
      .add_option(
          "--need", options.needs,
          "\"participants 246 by 2026-12-31\": how many sites more that "
          "takes; repeatable")
      ->type_name("TEXT")
      ->take_all()
      ->allow_extra_args(false);
  command
      .add_option("--previous", options.previous,
                  "JSON of an earlier forecast: what has changed since")
      ->type_name("FILE");
}

void add_methods(CLI::App& command, ForecastOptions& options) {
  ForecastStudy& study = options.study;
  add_word<ParameterDraws>(
      command, "--parameters", study.futures.parameters,
      "Of the futures: drawn from the posterior, normal at the estimate, or "
      "fixed there, which is too narrow (" +
          std::string{word_of(study.futures.parameters)} + ")");
  add_word<Averaging>(command, "--average", study.models.averaging,
                      "How models of the event times are weighed (" +
                          std::string{word_of(study.models.averaging)} + ")");
  add_word<EnrolmentForm>(
      command, "--enrolment", study.models.enrolment,
      "How the others enter (by AIC: at a constant rate, or one that settles; "
      "by sites where the config's enrolment is)");
  add_word<Reviewer>(command, "--reader", study.models.reader,
                     "Whose events the data have, where scans are read (the "
                     "endpoint's)");
  add_number(command, "--futures", study.futures.futures, fewest_futures,
             most_futures, "How many futures are drawn (10,000)");
  command.add_flag("--calibrate", options.calibrate,
                   "Simulate trials of the config, forecast each at 25, 50 and "
                   "75% of its events, and say how often the limits held");
  add_number(command, "--trials", options.trials, 10, 1'000'000,
             "How many trials that takes (1,000)");
}

}  // namespace

void add_forecast(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand(
      "forecast", "When a running trial's milestones will be reached");
  const auto options = std::make_shared<ForecastOptions>();
  add_trial(*command, options->config);
  add_data(*command, *options);
  add_questions(*command, *options);
  add_methods(*command, *options);
  add_threads(*command, options->threads);
  add_format(*command, options->format);
  add_out(*command, options->out, session);
  add_progress(*command, options->progress);
  add_terminal(*command, session);
  command->footer(
      "Examples:\n"
      "  rehearse forecast trial.toml --data data.csv --cutoff 2026-11-30\n"
      "  rehearse forecast trial.toml --data data.csv --cutoff 2026-11-30 "
      "--by 2027-06-30 --need \"participants 246 by 2027-01-31\"\n"
      "  rehearse forecast trial.toml --data adtte.xpt --adam --where "
      "PARAMCD=PFS --cutoff 2026-11-30 --previous october.json\n"
      "  rehearse forecast trial.toml --calibrate");
  command->callback([command, options, &session] {
    if (options->adam && command->count("--time-origin") == 0)
      options->time_origin = 1;
    run_forecast(*options, session);
  });
}

}  // namespace rehearse::cli
