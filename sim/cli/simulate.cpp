#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <memory>

#include "cli/commands.hpp"
#include "cli/named_look.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/progress.hpp"
#include "cli/stopwatch.hpp"
#include "cli/word_option.hpp"
#include "rehearse/data/adam_sets.hpp"
#include "rehearse/report/trial_report.hpp"
#include "rehearse/report/trial_tables.hpp"
#include "rehearse/store/run_folder.hpp"
#include "rehearse/study/calibrate_config.hpp"
#include "rehearse/system/file.hpp"
#include "rehearse/system/interrupt.hpp"
#include "rehearse/text/number_text.hpp"
#include "rehearse/text/text.hpp"
#include "rehearse/text/typed_number.hpp"

namespace rehearse::cli {
namespace {

// Replicates by their numbers, both included.
struct Range {
  std::uint64_t first;
  std::uint64_t last;
};

struct SimulateOptions {
  ConfigOptions config;
  std::optional<std::uint64_t> replicate;
  std::optional<Range> range;  ///< several, instead of `replicate`
  std::string hypothesis;      ///< empty: the first
  std::string look;            ///< empty: its last
  TrialTable table = TrialTable::participants;
  Format format = Format::csv;
  std::optional<DataSetFormat> adam;  ///< how ADSL and ADTTE are written
  ProgressChoice progress = ProgressChoice::automatic;
  std::optional<std::string> out;
};

constexpr std::array tables{TrialTable::participants, TrialTable::visits,
                            TrialTable::adtte, TrialTable::adsl};

// Among all `listed_looks`.
std::size_t shown_look(const SimulateOptions& options,
                       const Scenario& scenario) {
  const std::size_t h = hypothesis_named(options.hypothesis, scenario);
  const auto all = listed_looks(scenario);
  const auto own = std::ranges::find(all, h, &ListedLook::hypothesis);
  const auto& looks = own->analysis->looks;
  return static_cast<std::size_t>(own - all.begin()) +
         (options.look.empty() ? looks.size() - 1
                               : look_named("--look", options.look, looks));
}

Range wanted(const SimulateOptions& options) {
  if (options.range && options.replicate)
    throw UsageError{
        "--replicate and --replicates A-B are both given (either says which): "
        "keep one"};
  if (options.range) return *options.range;
  if (options.replicate) return {*options.replicate, *options.replicate};
  throw UsageError{
      "--replicate is missing (it has no default): give it, or --replicates "
      "A-B for several"};
}

bool is_for_humans(Format format) {
  return format != Format::csv && format != Format::json;
}

void check_format(const SimulateOptions& options) {
  if (options.range && is_for_humans(options.format))
    throw UsageError{
        "--format: several replicates are csv or json (the others show what "
        "the looks of one gave): choose one of these, or give --replicate"};
}

void check_adam(const SimulateOptions& options) {
  if (!options.adam) return;
  if (!options.out)
    throw UsageError{
        "--adam goes with --out (it writes several files): add --out DIR"};
  if (options.range)
    throw UsageError{
        "--adam doesn't go with --replicates A-B (a data set is of one trial): "
        "ask for one with --replicate"};
}

void check_replicates(const SimulateOptions& options,
                      const Scenario& scenario) {
  const Range range = wanted(options);
  if (range.last < scenario.replicates) return;
  throw UsageError{fmt::format(
      "{}: {} is not in the run (its {} replicates are numbered from 0): ask "
      "for at most {}, or raise {}",
      options.range ? "--replicates" : "--replicate", range.last,
      grouped_text(scenario.replicates), scenario.replicates - 1,
      options.range ? "simulation.replicates by --set" : "--replicates")};
}

void check_table(const SimulateOptions& options, const Scenario& scenario) {
  if (options.table != TrialTable::visits || scenario.review) return;
  throw UsageError{
      "--table visits: the config has no visits (events are seen when they "
      "happen): add [assessment] to it, or ask for another table"};
}

// What is printed and written of one replicate, or of several.
struct Texts {
  std::map<TrialTable, std::string> csv;
  std::vector<DataSetFile> adam;  // written alone
  std::string json;               // with the table that is asked for
  std::string summary;
  std::string shown;  // what the looks of one gave, for humans
};

std::vector<TrialTable> tables_of(const SimulateOptions& options,
                                  const Scenario& scenario) {
  if (!options.out) return {options.table};
  std::vector<TrialTable> present;
  for (const TrialTable table : tables)
    if (table != TrialTable::visits || scenario.review)
      present.push_back(table);
  return present;
}

Texts texts_of_one(const SimulateOptions& options, const ListedTrial& report) {
  Texts texts;
  for (const TrialTable table : tables_of(options, report.config.scenario))
    texts.csv[table] = trial_csv(report, table);
  texts.json = print(report_of(report, options.table), Format::json);
  if (options.out)
    texts.summary =
        print(report_of(report, TrialTable::participants), Format::json);
  if (options.adam) texts.adam = adam_files(report, *options.adam);
  return texts;
}

// Nothing if it was interrupted.
std::optional<Texts> texts_of_several(const SimulateOptions& options,
                                      const Session& session,
                                      ListedTrial& report) {
  const auto [first, last] = *options.range;
  ProgressDisplay display{options.progress, session};
  ProgressState state{0, last - first + 1};
  display.show(state);
  const auto kinds = tables_of(options, report.config.scenario);
  TrialTables all{kinds};
  const auto simulate = trial_simulator(report.config.scenario, report.look);
  for (std::uint64_t replicate = first; replicate <= last; ++replicate) {
    if (catch_interrupts()) return std::nullopt;
    report.replicate = replicate;
    report.trial = simulate(replicate);
    all.add(report);
    ++state.done;
    display.show(state);
  }
  Texts texts;
  for (const TrialTable kind : kinds) texts.csv[kind] = all.csv(kind);
  texts.json = all.json(report, options.table);
  if (options.out) texts.summary = all.json(report, TrialTable::participants);
  return texts;
}

std::vector<RunFile> listed_files(const Texts& texts,
                                  const ListedTrial& report) {
  std::vector<RunFile> files;
  for (const auto& [table, csv] : texts.csv)
    files.push_back({fmt::format("{}.csv", table_name(table)), csv});
  for (const DataSetFile& file : texts.adam)
    if (!file.name.ends_with(".csv"))  // a table of the same
      files.push_back({file.name, file.bytes});
  files.push_back({"summary.json", texts.summary});
  files.push_back({"config.resolved.toml", report.config.resolved_toml});
  return files;
}

// What another trial may have left in the folder.
const std::vector<std::string> not_always_there{"visits.csv", "adsl.xpt",
                                                "adtte.xpt",  "adsl.json",
                                                "adtte.json", "define.xml"};

// False if it was interrupted.
bool calibrated(const SimulateOptions& options, TrialConfig& config,
                const Session& session) {
  ProgressDisplay display{options.progress, session};
  const auto calibration = calibrate_config(config.scenario, config.sha256,
                                            study_run(0, display, session));
  return !calibration || !calibration->interrupted;
}

void run(const SimulateOptions& options, Session& session) {
  const Stopwatch watch;
  ListedTrial report;
  (void)wanted(options);
  check_format(options);
  check_adam(options);
  report.config = load(options.config, session);
  const Scenario& scenario = report.config.scenario;
  check_replicates(options, scenario);
  check_table(options, scenario);
  report.look = shown_look(options, scenario);
  const auto folder = run_folder(options.out, "simulate", report.config);
  if (!calibrated(options, report.config, session))
    return end_interrupted(session, "simulate: interrupted: start it again");
  std::optional<Texts> texts;
  if (options.range) {
    (void)catch_interrupts();
    texts = texts_of_several(options, session, report);
    if (!texts)
      return end_interrupted(session, "simulate: interrupted: start it again");
  } else {
    report.replicate = *options.replicate;
    report.trial = simulate_trial(scenario, report.replicate, report.look);
    texts = texts_of_one(options, report);
    const Report looks = report_of(report, options.table);
    if (is_for_humans(options.format))
      texts->shown =
          print(looks, options.format, screen_of(session, standard_output));
    else
      note(session,
           print(looks, Format::table, screen_of(session, standard_error)));
  }
  print(is_for_humans(options.format)   ? texts->shown
        : options.format == Format::csv ? texts->csv.at(options.table)
                                        : texts->json);
  if (options.adam) warn(session, adam_doubts(report, *options.adam));
  if (folder)
    write_run(*folder, 1, report.config, listed_files(*texts, report), watch,
              session, not_always_there);
}

void add_table(CLI::App& command, TrialTable& wanted) {
  const auto read = [&wanted](const std::string& text) {
    std::vector<std::string_view> names;
    for (const TrialTable table : tables) {
      names.emplace_back(table_name(table));
      if (names.back() != text) continue;
      wanted = table;
      return;
    }
    throw UsageError{fmt::format("--table: there is no table '{}'{}", text,
                                 suggestion(text, names))};
  };
  command
      .add_option_function<std::string>(
          "--table", read,
          "What goes to stdout (participants); visits: of a config with "
          "[assessment]")
      ->type_name("participants|visits|adtte|adsl");
}

// "A-B" says which replicates, a number how many the run has.
void read_range(const std::string& text, SimulateOptions& options) {
  const auto dash = text.find('-', 1);
  if (dash == std::string::npos)
    return read_replicates(text, options.config.overrides);
  const auto first = parse_typed_count(text.substr(0, dash));
  const auto last = parse_typed_count(text.substr(dash + 1));
  if (!first || !last || *first > *last)
    throw UsageError{fmt::format(
        "--replicates: '{}' is no range (A-B, A from 0 to B): write e.g. 0-99",
        text)};
  options.range = Range{*first, *last};
}

void add_which(CLI::App& command, SimulateOptions& options) {
  command
      .add_option_function<std::string>(
          "--replicate",
          [&options](const std::string& text) {
            const auto number = parse_typed_count(text);
            if (!number)
              throw UsageError{fmt::format(
                  "--replicate: '{}' is no number of a replicate (a whole "
                  "number from 0): write e.g. --replicate 7",
                  text)};
            options.replicate = number;
          },
          "Which replicate of the run, from 0")
      ->type_name("K");
  command
      .add_option_function<std::string>(
          "--replicates",
          [&options](const std::string& text) { read_range(text, options); },
          "A-B: all from A to B, one below the other, column 'replicate' "
          "first; N: how many the run has")
      ->type_name("A-B|N");
  command
      .add_option("--hypothesis", options.hypothesis,
                  "Of several: whose looks, endpoint and participants are "
                  "shown (the first's)")
      ->type_name("NAME");
  command
      .add_option("--look", options.look,
                  "The look whose data cut is shown (the last)")
      ->type_name("NAME");
}

}  // namespace

void add_simulate(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand(
      "simulate", "Replicates of a run, participant by participant");
  const auto options = std::make_shared<SimulateOptions>();
  add_trial(*command, options->config);
  add_which(*command, *options);
  add_table(*command, options->table);
  add_format(*command, options->format,
             {Format::csv, Format::json, Format::table, Format::md,
              Format::html, Format::latex});
  add_out(*command, options->out, session);
  add_word<DataSetFormat>(
      *command, "--adam", options->adam,
      "With --out: ADSL and ADTTE as CDISC data sets, with the define.xml that "
      "describes them: the csv files, SAS transport files (xpt, version 5) or "
      "Dataset-JSON 1.1 (json)");
  add_progress(*command, options->progress);
  add_terminal(*command, session);
  add_simd(*command);
  command->footer(
      "participants: time_days, event, arm and analysis_stratum are what the "
      "look's test was made of. Where scans are reviewed, other rules and the "
      "other reader have columns with their name; other days are when it "
      "happens, known at the cut (cut_days) or not. Under [conduct] levels are "
      "the true ones, recorded_… those at randomization, and ineligible=1 is "
      "left out of the test. Of several hypotheses analysed=1 are those whom "
      "the one shown compares, by its endpoint.\n"
      "visits: when each was, and who called progression.\n"
      "adtte: a row for each participant and endpoint, as in CDISC ADaM. AVAL "
      "is the analysed time; what happens in (k - 1, k] days is on day k = "
      "ADY = ADT - STARTDT + 1. CNSR: 0 event, 1 no scan, 2 new therapy, 3 "
      "scans stopped, 4 missed visits, 5 lost, 6 no event. Times are in days; "
      "dates need the config's start_date.\n"
      "adsl: a row for each participant, as in CDISC ADaM; POP1FL, … (also in "
      "adtte) are the populations of hypotheses, in their order.\n"
      "Examples:\n"
      "  rehearse simulate trial.toml --replicate 0 > trial-0.csv\n"
      "  rehearse simulate trial.toml --replicates 0-99 > trials.csv\n"
      "  rehearse simulate trial.toml --replicate 17 --look interim --quiet\n"
      "  rehearse simulate pfs-os.toml --replicate 17 --hypothesis OS\n"
      "  rehearse simulate trial.toml --replicate 17 --table visits\n"
      "  rehearse simulate trial.toml --replicate 17 --out trial-17 > "
      "/dev/null\n"
      "  rehearse simulate trial.toml --replicate 17 --adam xpt --out trial-17 "
      "> /dev/null");
  command->callback([options, &session] { run(*options, session); });
}

}  // namespace rehearse::cli
