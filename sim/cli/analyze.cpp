#include "cli/analyze.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <memory>
#include <set>

#include "config/text.hpp"
#include "rehearse/config/interval_data.hpp"
#include "rehearse/config/randomized_data.hpp"
#include "rehearse/config/test_text.hpp"
#include "rehearse/report/analyze_report.hpp"
#include "report/scenario_words.hpp"

namespace rehearse::cli {
namespace {

std::vector<SurvivalTest> read_tests(const std::string& list) {
  std::vector<SurvivalTest> tests;
  for (const std::string_view text : split_tests(list)) {
    const ParsedTest parsed = parse_test(text, TestTimes::numbers);
    if (!parsed.test)
      throw UsageError{fmt::format("--tests: {}", parsed.fault)};
    if (std::ranges::find(tests, *parsed.test) != tests.end())
      throw UsageError{
          fmt::format("--tests: {} is there twice (which says nothing more): "
                      "leave one out",
                      text)};
    tests.push_back(*parsed.test);
  }
  if (tests.empty())
    throw UsageError{
        "--tests: the list is empty (it names tests): write logrank,fh(0,1)"};
  return tests;
}

Ties read_ties(const std::string& text) {
  constexpr std::array<std::string_view, 3> words{"efron", "breslow", "exact"};
  if (text == words[0]) return Ties::efron;
  if (text == words[1]) return Ties::breslow;
  if (text == words[2]) return Ties::exact;
  throw UsageError{fmt::format("--ties: no such choice '{}'{}", text,
                               config::suggestion(text, words))};
}

constexpr std::string_view tests_help =
    "logrank, fh(RHO,GAMMA), mw(DELAY), gehan, tarone-ware, maxcombo or "
    "maxcombo(TEST,TEST...), rmst(TIME), rmst-ratio(TIME), milestone(TIME); "
    "times in the data's unit";

ConfidenceType read_confidence(const std::string& text) {
  constexpr std::array<std::string_view, 2> words{"log-log", "log"};
  if (text == words[0]) return ConfidenceType::log_log;
  if (text == words[1]) return ConfidenceType::log;
  throw UsageError{fmt::format("--conf-type: no such choice '{}'{}", text,
                               config::suggestion(text, words))};
}

void check_columns(const SurvivalColumns& columns) {
  std::set<std::string> seen;
  std::vector<std::string> all{columns.time, columns.event, columns.arm,
                               columns.left, columns.right};
  all.insert(all.end(), columns.strata.begin(), columns.strata.end());
  for (const std::string& name : all)
    if (!name.empty() && !seen.insert(name).second)
      throw UsageError{fmt::format(
          "column '{}' is named twice (each column has one meaning): name it "
          "once",
          name)};
}

std::string report_text(const AnalyzeReport& report, Format format,
                        const Screen& screen) {
  switch (format) {
    case Format::table:
      return analyze_table(report, screen);
    case Format::json:
      return analyze_json(report);
    case Format::csv:
      return analyze_csv(report);
    case Format::md:
      return analyze_markdown(report);
  }
  return "";
}

CLI::Option* add_column(CLI::App& command, const std::string& flag,
                        std::string& name, const std::string& help) {
  return command.add_option(flag, name, help)->type_name("COLUMN");
}

void add_columns(CLI::App& command, SurvivalColumns& columns) {
  add_column(command, "--time", columns.time, "Time to event or censoring");
  add_column(command, "--event", columns.event,
             "1 event, 0 censored; or TRUE, FALSE; or 2, 1");
  add_column(command, "--left", columns.left,
             "Interval-censored: last time known to be free of the event");
  add_column(command, "--right", columns.right,
             "First time known to have had it; empty or Inf where it was not "
             "seen, the same as --left where its time is exact");
  add_column(command, "--arm", columns.arm, "Treatment arm")->required();
  command
      .add_option("--experimental", columns.experimental,
                  "The experimental arm's value in that column")
      ->required()
      ->type_name("LEVEL");
  command
      .add_option("--stratum", columns.strata,
                  "Stratify the tests and the hazard ratio; repeatable")
      ->type_name("COLUMN")
      ->take_all()
      ->allow_extra_args(false);
}

void add_methods(CLI::App& command, AnalyzeOptions& options) {
  command
      .add_option_function<std::string>(
          "--tests",
          [&options](const std::string& list) {
            options.tests = read_tests(list);
          },
          "Tests beside the log-rank, with commas between them: " +
              std::string{tests_help})
      ->type_name("LIST");
  command
      .add_option_function<std::string>(
          "--ties",
          [&options](const std::string& text) {
            options.ties = read_ties(text);
          },
          "Tied events in the Cox model (efron)")
      ->type_name("efron|breslow|exact");
  command
      .add_option_function<std::string>(
          "--conf-type",
          [&options](const std::string& text) {
            options.confidence = read_confidence(text);
          },
          "Limits of the Kaplan-Meier medians (log-log)")
      ->type_name("log-log|log");
}

void check_randomization(const CLI::App& command,
                         const AnalyzeOptions& options) {
  const bool test = options.randomization_draws > 0;
  if (test && options.config.file.empty())
    throw UsageError{
        "--randomization-test: the procedure is not known: add --config FILE, "
        "whose [randomization] the arms came from"};
  for (const char* flag : {"--config", "--order", "--seed"})
    if (!test && command.count(flag) > 0)
      throw UsageError{fmt::format(
          "{}: goes with --randomization-test (it would be ignored): add "
          "--randomization-test 9999, or leave it out",
          flag)};
}

// Either pair of columns, or both; what needs times and events comes with them.
void check_pairs(const CLI::App& command) {
  const bool intervals =
      command.count("--left") > 0 || command.count("--right") > 0;
  const bool times =
      !intervals || command.count("--time") > 0 || command.count("--event") > 0;
  const auto need = [&](const char* flag, bool needed) {
    if (needed && command.count(flag) == 0)
      throw UsageError{
          fmt::format("{} is missing (it has no default): give it", flag)};
  };
  for (const char* flag : {"--time", "--event", "--left", "--right"})
    if (command.count(flag) > 0 &&
        command.get_option(flag)->as<std::string>().empty())
      throw UsageError{
          fmt::format("{} needs a value: write it after the flag", flag)};
  need("--time", times);
  need("--event", times);
  need("--left", intervals);
  need("--right", intervals);
  for (const char* flag :
       {"--tests", "--ties", "--conf-type", "--randomization-test"})
    if (!times && command.count(flag) > 0)
      throw UsageError{fmt::format(
          "{}: goes with --time and --event (intervals have tests of their "
          "own): add them, or leave it out",
          flag)};
}

void add_randomization_test(CLI::App& command, AnalyzeOptions& options) {
  add_number(command, "--randomization-test", options.randomization_draws, 1,
             10'000'000,
             "p of the log-rank z by so many draws of the arms from --config's "
             "procedure; exact where few sequences are possible");
  command
      .add_option("--config", options.config.file,
                  "The trial: its [randomization], and the factors that "
                  "stratify it as columns of DATA")
      ->type_name("FILE");
  command
      .add_option("--order", options.order,
                  "Column to put rows in order of entry by (as they stand)")
      ->type_name("COLUMN");
  options.config.overrides.seed = "1";
  add_seed(command, options.config.overrides, "Seed of the draws (1)");
}

// What both kinds of data have.
template <class Data>
void describe(const AnalyzeOptions& options, const Data& data,
              AnalyzeReport& report) {
  report.data = data.name;
  report.arm = data.arm;
  report.stratify_by = options.columns.strata;
  report.strata = data.strata;
  report.left_out = data.left_out;
}

void test_data(const std::vector<SurvivalTest>& tests, const SurvivalData& data,
               AnalyzeReport& report) {
  for (const SurvivalTest& test : tests)
    report.tests.push_back(
        {test, test_survival(test, data.sorted, data.strata, {data.times})});
  if (const auto end = first_open_end(data.sorted, data.strata))
    report.open_end = {static_cast<Role>(arm_of(*end)),
                       data.times[tick_of(*end)]};
}

void test_randomization(const AnalyzeOptions& options, const CsvTable& table,
                        const SurvivalData& data, const Session& session,
                        AnalyzeReport& report) {
  const LoadedConfig config = load(options.config, session, Reading::list);
  if (config.scenario.arms.size() != arm_count)
    throw UsageError{
        "--config: the config has more than two arms (--randomization-test "
        "compares two): give a config with two"};
  const RandomizedTrial trial = randomized_trial(
      table, data, options.columns, config.scenario, options.order);
  report.procedure = randomization_words(config.scenario);
  report.seed = config.seed_text;
  report.possible_arms = can_be_allocated(trial, config.scenario);
  report.randomization_test =
      randomization_test(trial, config.scenario, options.randomization_draws);
}

void analyze_times(const AnalyzeOptions& options, const CsvTable& table,
                   const Session& session, AnalyzeReport& report) {
  const SurvivalData data = survival_data(table, options.columns);
  describe(options, data, report);
  report.ties = options.ties;
  report.confidence = options.confidence;
  report.analysis = analyze_survival(data.sorted, data.times, data.strata,
                                     options.ties, options.confidence);
  test_data(options.tests, data, report);
  if (options.randomization_draws > 0)
    test_randomization(options, table, data, session, report);
}

void analyze_ends(const AnalyzeOptions& options, const CsvTable& table,
                  AnalyzeReport& report) {
  const IntervalData data = interval_data(table, options.columns);
  describe(options, data, report);
  report.intervals = analyze_intervals(data.observations, data.strata);
}

}  // namespace

void run_analyze(const AnalyzeOptions& options, const Session& session) {
  check_columns(options.columns);
  const CsvTable table = read_csv(options.file);
  AnalyzeReport report;
  if (!options.columns.time.empty())
    analyze_times(options, table, session, report);
  if (!options.columns.left.empty()) analyze_ends(options, table, report);
  warn(session, analyze_warnings(report));
  print(report_text(report, options.format, screen_of(session, STDOUT_FILENO)));
}

void add_analyze(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand(
      "analyze", "Tests, hazard ratio and medians of a data file");
  const auto options = std::make_shared<AnalyzeOptions>();
  command->add_option("DATA", options->file, "CSV, a row for each participant")
      ->required()
      ->type_name("");
  add_columns(*command, options->columns);
  add_methods(*command, *options);
  add_randomization_test(*command, *options);
  add_format(*command, options->format,
             {Format::table, Format::json, Format::csv, Format::md});
  add_terminal(*command, session);
  command->footer(
      "mw(DELAY): an event at the delay itself counts in the survival there, "
      "which some programs leave out. milestone(TIME): an arm whose survival "
      "in a stratum is 0 at that time adds no variance, so that small strata "
      "make the test anti-conservative.\n"
      "Examples:\n"
      "  rehearse analyze d.csv --time t --event e --arm a --experimental X\n"
      "  rehearse analyze d.csv --time t --event e --arm a --experimental X "
      "--stratum sex --stratum region --ties exact --format json\n"
      "  rehearse analyze d.csv --time t --event e --arm a --experimental X "
      "--tests \"fh(0,1),maxcombo,rmst(12),milestone(12)\"\n"
      "  rehearse analyze d.csv --time t --event e --arm a --experimental X "
      "--randomization-test 9999 --config trial.toml\n"
      "  rehearse analyze d.csv --left l --right r --arm a --experimental X");
  command->callback([command, options, &session] {
    check_pairs(*command);
    check_randomization(*command, *options);
    run_analyze(*options, session);
  });
}

}  // namespace rehearse::cli
