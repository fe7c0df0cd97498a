#pragma once

#include <string>
#include <vector>

#include "keys.hpp"

namespace rehearse::config {

// PlanOf analysis: what holds for all, or one hypothesis's own.
enum class PlanOf { trial, hypothesis };

// The parts of the table of keys, added in canonical order: that of the
// resolved config. They are functions and not constants, since some tables are
// there for several paths.
void add_trial(std::vector<Key>& keys);
void add_factors(std::vector<Key>& keys);
void add_sites(std::vector<Key>& keys);
void add_randomization(std::vector<Key>& keys);
void add_lists(std::vector<Key>& keys);
void add_enrolment(std::vector<Key>& keys);
void add_endpoint(std::vector<Key>& keys);
void add_effects(std::vector<Key>& keys);
void add_death(std::vector<Key>& keys);
void add_dropout(std::vector<Key>& keys);
void add_assessment(std::vector<Key>& keys);
void add_review(std::vector<Key>& keys);
void add_calibration(std::vector<Key>& keys);
void add_analysis(std::vector<Key>& keys);
void add_test(std::vector<Key>& keys, PlanOf whose);
void add_efficacy(std::vector<Key>& keys, PlanOf whose);
void add_futility(std::vector<Key>& keys, PlanOf whose);
void add_harm(std::vector<Key>& keys, PlanOf whose);
void add_looks(std::vector<Key>& keys, PlanOf whose);
void add_conduct(std::vector<Key>& keys);
void add_hypotheses(std::vector<Key>& keys);
void add_assurance(std::vector<Key>& keys);
void add_size(std::vector<Key>& keys);
void add_forecast(std::vector<Key>& keys);
void add_simulation(std::vector<Key>& keys);
void add_sources(std::vector<Key>& keys);

/// An event-time model of the table at `path`, e.g. "endpoint.control".
void add_model(std::vector<Key>& keys, const std::string& path);

}  // namespace rehearse::config
