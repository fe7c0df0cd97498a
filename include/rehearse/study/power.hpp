#pragma once

#include <functional>
#include <optional>
#include <span>

#include "rehearse/montecarlo/look_result.hpp"
#include "rehearse/montecarlo/power_part.hpp"
#include "rehearse/report/power_report.hpp"
#include "rehearse/study/study_run.hpp"

namespace rehearse {

/// Called for each replicate in order, with the looks of all its analyses.
using ReplicateSink =
    std::function<void(std::uint64_t replicate, std::span<const LookResult>)>;

/// The power of a config: its calibration where it states what the committee
/// observes, theory, the simulation and, where two read, what reading costs.
/// Of a config with hypotheses: the simulation alone, and the familywise error
/// where `nulls` are true, sets of the simulated ones.
/// \throws ConfigError where there is no calibration.
[[nodiscard]] PowerReport study_power(TrialConfig config, const StudyRun& run,
                                      const ReplicateSink& each = {},
                                      std::span<const RejectedSet> nulls = {});

/// What parts of a run of the config are of. How many replicates there are to
/// be plays no part: a run's first chunks are a shorter run.
[[nodiscard]] PartOrigin part_origin(const TrialConfig& config);

/// Some chunks of the simulation that `study_power` makes; nothing if it was
/// stopped. Progress counts their replicates.
/// \throws ConfigError where there is no calibration.
[[nodiscard]] std::optional<PowerPart> study_power_part(
    TrialConfig config, const ChunkRange& chunks, const StudyRun& run,
    const ReplicateSink& each = {});

/// A part that is made bit by bit, so that one that is ended goes on.
struct GrowingPart {
  std::optional<PowerPart> begun = {};  ///< its first chunks, made before
  /// Given all that is done, rarely: not within `seconds`.
  std::function<void(const PowerPart&)> keep = {};
  double seconds = 30.0;  ///< 0: after each bit
};

/// The same, to the last bit, begun before or not.
[[nodiscard]] std::optional<PowerPart> study_power_part(
    TrialConfig config, const ChunkRange& chunks, GrowingPart part,
    const StudyRun& run);

/// `study_power` of the replicates of a part that begins with the first and has
/// all of them, to the last bit. \throws ConfigError, PartError.
[[nodiscard]] PowerReport study_power(TrialConfig config, const PowerPart& part,
                                      const StudyRun& run);

/// \throws RequestError where there are hypotheses, all of them external.
void require_simulated(const Scenario& scenario);

/// Whether a study was stopped before it was whole.
[[nodiscard]] bool is_interrupted(const PowerReport& report);

}  // namespace rehearse
