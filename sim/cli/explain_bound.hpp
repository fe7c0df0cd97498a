#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "cli/session.hpp"
#include "rehearse/text/report.hpp"

namespace rehearse::cli {

/// `design --explain-bound`: a printed bound, not a config's.
struct ExplainBoundOptions {
  std::string sentence;        ///< empty: the config's design
  std::vector<double> alphas;  ///< empty: the usual
};

/// Adds --explain-bound, with which CONFIG may be missing, and --alpha.
void add_explain_bound(CLI::App& command, ExplainBoundOptions& options);

/// \throws UsageError if one of the two is missing, or another flag is there
/// that changes nothing.
void check_explain_bound(const CLI::App& command,
                         const ExplainBoundOptions& options);

/// \throws UsageError if the sentence isn't understood or can't be a bound.
void run_explain_bound(const ExplainBoundOptions& options, Format format,
                       const Session& session);

}  // namespace rehearse::cli
