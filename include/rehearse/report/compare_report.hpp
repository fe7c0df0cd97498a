#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rehearse/design/analytic_power.hpp"
#include "rehearse/montecarlo/outcomes.hpp"
#include "rehearse/montecarlo/power_estimate.hpp"
#include "rehearse/text/report.hpp"
#include "rehearse/trial/trial_config.hpp"

namespace rehearse {

/// A key that two configs state otherwise, or only one of them.
struct KeyDifference {
  std::string key;  ///< "analysis.looks[0].events"
  std::optional<std::string> a;
  std::optional<std::string> b;  ///< as TOML
};

/// A test (or hypothesis, or what holds of several) of two configs; of one
/// where the other hasn't it.
struct ComparedTest {
  std::string name;
  std::optional<PowerEstimate> a;
  std::optional<PowerEstimate> b;
  std::size_t place_in_a = 0;  ///< among that config's tests or hypotheses
  std::size_t place_in_b = 0;
  /// B less A, replicate by replicate on the same random numbers.
  std::optional<PairedDifference> difference;
};

struct ComparedConfig {
  std::string name;  ///< of its file
  TrialConfig config;
  AnalyticPower analytic;  ///< empty where there are hypotheses
};

/// Two configs, side by side.
struct CompareReport {
  ComparedConfig a;
  ComparedConfig b;
  std::vector<KeyDifference> differs;
  std::vector<ComparedTest> tests;  ///< the first is each one's own
};

/// For print: what differs; power, theory and the paired difference; each look
/// with its bounds, events and time, those of each hypothesis by themselves; a
/// row for each test.
[[nodiscard]] Report report_of(const CompareReport& report);

}  // namespace rehearse
