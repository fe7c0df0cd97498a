#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

#include "cli/data_options.hpp"
#include "cli/options.hpp"
#include "cli/session.hpp"
#include "rehearse/analysis/kaplan_meier.hpp"
#include "rehearse/data/observed_looks.hpp"
#include "rehearse/data/survival_data.hpp"
#include "rehearse/report/analyze_report.hpp"
#include "rehearse/trial/survival_test.hpp"

namespace rehearse::cli {

/// What a look before had.
struct EarlierLook {
  std::string name;
  double events = 0.0;
  std::optional<double> z;
};

struct AnalyzeOptions {
  DataSource source;
  SurvivalColumns columns;
  bool adam = false;                ///< columns that are not named are ADaM's
  std::vector<SurvivalTest> tests;  ///< beside the log-rank test
  Ties ties = Ties::efron;
  ConfidenceType confidence = ConfidenceType::log_log;
  std::vector<double> at;  ///< times to give survival at
  Format format = Format::table;

  std::uint64_t randomization_draws = 0;  ///< 0: no randomization test
  ConfigOptions config;                   ///< of it, with the draws' seed
  std::string order;                      ///< column; empty: the file's order

  ConfigOptions design;    ///< no file: no group-sequential inference
  std::string hypothesis;  ///< of several in the design; empty: the first
  std::string look;
  std::vector<EarlierLook> earlier;

  ConfigOptions graph;  ///< a file: its hypotheses, instead of a data file
  std::string looks;    ///< the file of the looks that they had; of a
                        ///< design's hypotheses, all but that of the data

  bool trend = false;  ///< compare all arms
  std::vector<std::string> arm_order;
  std::vector<double> scores;  ///< of the arms; empty: 1, 2, ...
};

/// What the design at `options.design` says of the look, whose z and score's
/// variance the report has. \throws UsageError, ConfigError, IoError.
[[nodiscard]] SequentialAnswer sequential_answer(const AnalyzeOptions& options,
                                                 const AnalyzeReport& report,
                                                 const Session& session);

/// The same of a design with hypotheses, of which the data are of one: at the
/// level that it comes to have by the looks that the others had (--p).
[[nodiscard]] SequentialAnswer hypothesis_answer(const AnalyzeOptions& options,
                                                 const AnalyzeReport& report,
                                                 const TrialConfig& config,
                                                 const Session& session);

/// \throws UsageError where nothing can be said of the plan's looks here.
void check_sequential_plan(const AnalysisPlan& plan);

/// Says so where the plan's test is stratified and that of the data isn't.
void warn_of_strata(const AnalyzeOptions& options, const AnalysisPlan& plan,
                    const Session& session);

/// The graph's test of observed looks, or that of its intersections.
/// \throws UsageError where looks lack what the latter needs.
[[nodiscard]] GraphTest test_looks(const Scenario& scenario,
                                   const std::vector<ObservedLook>& looks);

/// Reads the data, analyses them and prints the result.
/// \throws IoError, UsageError.
void run_analyze(const AnalyzeOptions& options, const Session& session);

/// Tests the hypotheses of the config at `options.graph` on their looks, and
/// prints the result. \throws ConfigError, IoError, UsageError.
void run_graph(const AnalyzeOptions& options, const Session& session);

/// Adds --graph and the flags that go with it. DATA is there already.
void add_graph(CLI::App& command, AnalyzeOptions& options);

/// \throws UsageError where flags don't go with --graph, or --p is missing.
void check_graph(const CLI::App& command, const AnalyzeOptions& options);

/// Adds the flags that say what to analyse and how, all but those of a
/// terminal.
void add_analyze_options(CLI::App& command, AnalyzeOptions& options);

/// \throws UsageError where flags are missing or don't go together.
void check_analyze_options(const CLI::App& command,
                           const AnalyzeOptions& options);

/// Adds the subcommand, whose callback does so.
void add_analyze(CLI::App& app, Session& session);

}  // namespace rehearse::cli
