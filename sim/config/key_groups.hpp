#pragma once

#include <string>
#include <vector>

#include "keys.hpp"

namespace rehearse::config {

// The parts of the table of keys.
[[nodiscard]] std::vector<Key> trial_keys();
[[nodiscard]] std::vector<Key> factor_keys();
[[nodiscard]] std::vector<Key> sites_keys();
[[nodiscard]] std::vector<Key> randomization_keys();
[[nodiscard]] std::vector<Key> enrolment_keys();
[[nodiscard]] std::vector<Key> endpoint_keys();
[[nodiscard]] std::vector<Key> effect_keys();
[[nodiscard]] std::vector<Key> death_keys();
[[nodiscard]] std::vector<Key> assessment_keys();
[[nodiscard]] std::vector<Key> review_keys();
[[nodiscard]] std::vector<Key> calibration_keys();
[[nodiscard]] std::vector<Key> dropout_keys();
[[nodiscard]] std::vector<Key> analysis_keys();
std::vector<Key> futility_keys();
/// Also of `size`.
[[nodiscard]] std::vector<Key> assurance_keys();
[[nodiscard]] std::vector<Key> look_keys();
[[nodiscard]] std::vector<Key> simulation_keys();

/// The keys of an event-time model under `prefix`, e.g. "endpoint.control".
[[nodiscard]] std::vector<Key> model_keys(const std::string& prefix);

}  // namespace rehearse::config
