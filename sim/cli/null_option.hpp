#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "rehearse/montecarlo/joint_estimate.hpp"
#include "rehearse/trial/scenario.hpp"

namespace rehearse::cli {

/// `--null`, kept in `null`: true null hypotheses.
void add_null(CLI::App& command, std::string& null);

/// Sets of the simulated hypotheses that it says are true, by their places;
/// none where it is empty. \throws UsageError.
[[nodiscard]] std::vector<RejectedSet> null_sets(const std::string& text,
                                                 const Scenario& scenario);

}  // namespace rehearse::cli
