#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "rehearse/montecarlo/estimates.hpp"
#include "rehearse/text/report.hpp"
#include "rehearse/trial/trial_config.hpp"

namespace rehearse {

/// Events that a look of a hypothesis waits for.
struct SizedLook {
  std::string hypothesis;
  std::string look;
  std::optional<int> events;  ///< none: it has no events to wait for
};

/// A size as it was simulated: all events of the config in one proportion.
struct SizedTrial {
  int participants = 0;
  int events = 0;  ///< at the look that is counted
  std::vector<SizedLook> looks;
  std::vector<std::string> changes;  ///< KEY=VALUE, of the config
  Proportion power;
};

/// The fewest events, all looks' in proportion, with which a hypothesis is
/// rejected, or the protocol has a success, as probably as is asked for.
struct HypothesesSize {
  TrialConfig config;
  std::string what;                ///< the hypothesis, or the success
  bool is_hypothesis = true;       ///< or a success
  double power = 0.9;              ///< asked for
  bool with_participants = true;   ///< they grow with the events
  std::string counted_hypothesis;  ///< whose look's events are counted
  std::string counted_look;
  std::uint64_t replicates = 0;
  SizedTrial answer;
  std::optional<SizedTrial> fewer;       ///< one event fewer, which falls short
  std::optional<Proportion> difference;  ///< of both, on the same replicates
  SizedTrial stated;                     ///< the config as it stands
};

/// For print: the JSON, and a row for each look.
[[nodiscard]] Report report_of(const HypothesesSize& size);

}  // namespace rehearse
