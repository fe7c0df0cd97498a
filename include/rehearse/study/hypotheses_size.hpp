#pragma once

#include <optional>
#include <string>

#include "rehearse/report/hypotheses_size.hpp"
#include "rehearse/study/config_reader.hpp"
#include "rehearse/study/study_run.hpp"

namespace rehearse {

/// What is to have the power: a hypothesis by its name, or a success.
struct SizeTarget {
  std::string name;
  bool is_hypothesis = true;
};

struct HypothesesSizeAnswer {
  HypothesesSize size;
  LoadedConfig config;  ///< with the answer
};

/// Simulates sizes of a config with hypotheses until one has the power and one
/// event fewer falls short, on the same random numbers. Every event number that
/// the config states (`events` and `planned_events` of looks) is multiplied by
/// what the last look of the target has of those stated there (of a success the
/// first hypothesis in it; of a look `with` another that one), and so are the
/// participants, where they aren't to stay. Nothing: stopped.
/// \throws RequestError where there is nothing to multiply or the target isn't
/// there; ConfigError where no size within four times the config's has the
/// power, or a size makes the config impossible.
[[nodiscard]] std::optional<HypothesesSizeAnswer> size_hypotheses(
    const LoadedConfig& config, const SizeTarget& target, double power,
    SolveFor solve, const ConfigReader& read, const StudyRun& run);

}  // namespace rehearse
