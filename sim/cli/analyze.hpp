#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "cli/options.hpp"
#include "cli/session.hpp"
#include "rehearse/analysis/kaplan_meier.hpp"
#include "rehearse/config/survival_data.hpp"
#include "rehearse/trial/survival_test.hpp"

namespace rehearse::cli {

struct AnalyzeOptions {
  std::string file;
  SurvivalColumns columns;
  std::vector<SurvivalTest> tests;  ///< beside the log-rank test
  Ties ties = Ties::efron;
  ConfidenceType confidence = ConfidenceType::log_log;
  Format format = Format::table;

  std::uint64_t randomization_draws = 0;  ///< 0: no randomization test
  ConfigOptions config;                   ///< of it, with the draws' seed
  std::string order;                      ///< column; empty: the file's order
};

/// Reads the data, analyses them and prints the result.
/// \throws IoError, UsageError.
void run_analyze(const AnalyzeOptions& options, const Session& session);

/// Adds the subcommand, whose callback does so.
void add_analyze(CLI::App& app, Session& session);

}  // namespace rehearse::cli
