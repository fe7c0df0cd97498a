#pragma once

#include <string>
#include <vector>

#include "rehearse/data/observed_looks.hpp"
#include "rehearse/design/graph_test.hpp"
#include "rehearse/text/diagnostics.hpp"
#include "rehearse/text/report.hpp"
#include "rehearse/trial/trial_config.hpp"

namespace rehearse {

/// What `analyze --graph` says of a trial's looks.
struct GraphReport {
  TrialConfig config;
  std::string data;                 ///< name of the file
  std::vector<ObservedLook> looks;  ///< as `observed_looks` gives them
  GraphTest test;                   ///< of these looks, in their order
};

[[nodiscard]] Report report_of(const GraphReport& report);

/// What the test does not count on.
[[nodiscard]] std::vector<Diagnostic> graph_warnings(const GraphReport& report);

}  // namespace rehearse
