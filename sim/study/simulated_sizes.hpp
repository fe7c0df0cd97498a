#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "rehearse/montecarlo/size_search.hpp"
#include "rehearse/study/config_reader.hpp"
#include "rehearse/study/study_run.hpp"

namespace rehearse {

/// A size as it was simulated.
struct TriedSize {
  LoadedConfig config;
  Proportion power;
  std::vector<bool> succeeded;  ///< by replicate
};

/// Simulates sizes of a config, all on the same random numbers, each the config
/// with changes.
class SimulatedSizes {
 public:
  /// Fills in power and successes of the size's config; false: interrupted.
  using Simulate = std::function<bool(RunOptions, TriedSize&)>;

  /// All but `simulate` are kept by reference.
  SimulatedSizes(const TrialConfig& config, const ConfigReader& read,
                 const StudyRun& run, Simulate simulate)
      : config_(config),
        read_(read),
        run_(run),
        simulate_(std::move(simulate)) {}

  /// Where the config states what the committee observes, every size has the
  /// disease behind that of the config itself. False: interrupted.
  [[nodiscard]] bool calibrate();

  /// Power of the config changed so (KEY=VALUE), which has so many events;
  /// nothing: interrupted.
  [[nodiscard]] std::optional<double> power_at(
      int events, std::vector<std::string> changes);

  [[nodiscard]] const TriedSize& at(int events) const {
    return tried_.at(events);
  }
  /// nullptr if it wasn't tried.
  [[nodiscard]] const TriedSize* find(int events) const;

 private:
  const TrialConfig& config_;
  const ConfigReader& read_;
  const StudyRun& run_;
  Simulate simulate_;
  ProgressState state_;  // after the sizes before
  std::vector<std::string> disease_;
  std::map<int, TriedSize> tried_;  // by events
};

/// Power of one size less that of another, on the same replicates.
[[nodiscard]] Proportion power_difference(const TriedSize& more,
                                          const TriedSize& fewer);

/// \throws ConfigError: `most` has not the power; what to do.
[[noreturn]] void fail_out_of_reach(const TriedSize& most, int events,
                                    double power, const std::string& advice);

}  // namespace rehearse
