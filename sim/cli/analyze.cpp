#include "cli/analyze.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <numeric>
#include <optional>
#include <set>

#include "cli/output.hpp"
#include "rehearse/data/data_choice.hpp"
#include "rehearse/data/interval_data.hpp"
#include "rehearse/data/many_arms_data.hpp"
#include "rehearse/data/randomized_data.hpp"
#include "rehearse/report/analyze_report.hpp"
#include "rehearse/report/many_arms_report.hpp"
#include "rehearse/report/scenario_words.hpp"
#include "rehearse/text/text.hpp"

namespace rehearse::cli {
namespace {

void check_columns(const SurvivalColumns& columns) {
  std::set<std::string> seen;
  std::vector<std::string> all{columns.time,  columns.event,  columns.arm,
                               columns.left,  columns.right,  columns.censor,
                               columns.entry, columns.weight, columns.id};
  all.insert(all.end(), columns.strata.begin(), columns.strata.end());
  for (const std::string& name : all)
    if (!name.empty() && !seen.insert(name).second)
      throw UsageError{fmt::format(
          "column '{}' is named twice (each column has one meaning): name it "
          "once",
          name)};
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
  report.unit = data.unit;
  report.tied_times += data.tied_times;
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
  report.entry = options.columns.entry;
  report.weight = options.columns.weight;
  report.analysis = analyze_survival({.sorted = data.sorted,
                                      .entries = data.entries,
                                      .times = data.times,
                                      .strata = data.strata,
                                      .ties = options.ties,
                                      .confidence = options.confidence,
                                      .at = options.at});
  test_data(options.tests, data, report);
  if (!options.design.file.empty())
    report.sequential = sequential_answer(options, report, session);
  if (options.randomization_draws > 0)
    test_randomization(options, table, data, session, report);
}

// Scores 1, 2, ... where none are given.
std::vector<double> scores_of(const AnalyzeOptions& options, std::size_t arms) {
  if (options.scores.empty()) {
    std::vector<double> scores(arms);
    std::iota(scores.begin(), scores.end(), 1.0);
    return scores;
  }
  if (options.scores.size() != arms)
    throw UsageError{
        fmt::format("--scores: {} scores for {} arms (each has "
                    "one): give as many, in the arms' order",
                    options.scores.size(), arms)};
  return options.scores;
}

// Its number, where one is named.
std::optional<std::size_t> experimental_of(const AnalyzeOptions& options,
                                           const ManyArmsData& data) {
  const std::string& name = options.columns.experimental;
  if (name.empty()) return std::nullopt;
  const auto found = std::ranges::find(data.arms, name);
  if (found != data.arms.end())
    return static_cast<std::size_t>(found - data.arms.begin());
  const std::vector<std::string_view> known{data.arms.begin(), data.arms.end()};
  throw UsageError{fmt::format("--experimental: column '{}' has no arm '{}'{}",
                               options.columns.arm, name,
                               suggestion(name, known))};
}

ManyArmsReport analyze_arms(const AnalyzeOptions& options,
                            const CsvTable& table) {
  const ManyArmsData data =
      many_arms_data(table, options.columns, options.arm_order);
  const std::size_t arms = data.arms.size();
  ManyArmsReport report;
  report.data = data.name;
  report.arms = data.arms;
  report.scores = scores_of(options, arms);
  report.stratify_by = options.columns.strata;
  report.strata = data.strata;
  report.weight = options.columns.weight;
  report.left_out = data.left_out;
  report.unit = data.unit;
  report.doubts = doubts_of(table, options.columns);
  report.tied_times = data.tied_times;
  report.ties = options.ties;
  report.confidence = options.confidence;
  report.log_rank = many_arms_log_rank(data.sorted, data.strata, arms);
  report.pairs = compare_pairs(data.sorted, data.strata, arms, options.ties,
                               experimental_of(options, data));
  std::vector<ObservationKey> all;
  const auto survival_of = [&](const std::vector<ObservationKey>& keys) {
    return analyze_arm({.sorted = keys,
                        .times = data.times,
                        .confidence = options.confidence,
                        .at = options.at});
  };
  for (std::size_t arm = 0; arm < arms; ++arm) {
    const auto keys = keys_of_arm(data.sorted, arm);
    all.insert(all.end(), keys.begin(), keys.end());
    report.survival.push_back(survival_of(keys));
  }
  std::ranges::sort(all);
  report.follow_up = survival_of(all).follow_up;
  return report;
}

void analyze_ends(const AnalyzeOptions& options, const CsvTable& table,
                  AnalyzeReport& report) {
  const IntervalData data = interval_data(table, options.columns);
  describe(options, data, report);
  report.intervals = analyze_intervals(data.observations, data.strata);
}

}  // namespace

void run_analyze(const AnalyzeOptions& given, const Session& session) {
  AnalyzeOptions options = given;
  const CsvTable table = read_source(options.source, session);
  if (options.adam) options.columns = adam_columns(table, options.columns);
  check_columns(options.columns);
  if (options.trend) {
    const ManyArmsReport arms = analyze_arms(options, table);
    warn(session, many_arms_warnings(arms));
    return show(report_of(arms), options.format, session);
  }
  AnalyzeReport report;
  report.doubts = doubts_of(table, options.columns);
  if (!options.columns.time.empty())
    analyze_times(options, table, session, report);
  if (!options.columns.left.empty()) analyze_ends(options, table, report);
  warn(session, analyze_warnings(report));
  show(report_of(report), options.format, session);
}

void add_analyze(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand(
      "analyze", "Tests, hazard ratio and medians of a data file");
  const auto options = std::make_shared<AnalyzeOptions>();
  command
      ->add_option("DATA", options->source.file,
                   "A row for each participant: CSV, SAS transport (XPT), "
                   "sas7bdat or Dataset-JSON (none with --graph)")
      ->required()
      ->type_name("");
  add_analyze_options(*command, *options);
  add_format(*command, options->format);
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
      "  rehearse analyze adtte.xpt --adam --where PARAMCD=PFS --experimental "
      "X\n"
      "  rehearse analyze d.csv --time t --event e --arm a --experimental X "
      "--at 0:36:6\n"
      "  rehearse analyze d.csv --time t --event e --arm a --experimental X "
      "--design trial.toml --look final --earlier interim=115:1.9\n"
      "  rehearse analyze d.csv --time t --event e --arm a --experimental X "
      "--design pfs-os.toml --hypothesis OS --look final --p looks.csv\n"
      "  rehearse analyze d.csv --time t --event e --arm dose --trend\n"
      "  rehearse analyze d.csv --left l --right r --arm a --experimental X\n"
      "  rehearse analyze --graph trial.toml --p looks.csv");
  command->callback([command, options, &session] {
    check_analyze_options(*command, *options);
    if (options->graph.file.empty())
      run_analyze(*options, session);
    else
      run_graph(*options, session);
  });
}

}  // namespace rehearse::cli
