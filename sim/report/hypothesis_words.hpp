#pragma once

#include <string>

#include "estimate_json.hpp"
#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// "pfs", "os", … as configs have it.
[[nodiscard]] std::string endpoint_word(const Hypothesis& hypothesis);

/// "os, all, B against A, alpha 0".
[[nodiscard]] std::string hypothesis_words(const Scenario& scenario,
                                           const Hypothesis& hypothesis);

/// Name, endpoint, population, arm and its share of alpha at the start.
[[nodiscard]] Json hypothesis_head(const Scenario& scenario,
                                   const Hypothesis& hypothesis);

/// "PFS passes 100% of its alpha to OS".
[[nodiscard]] std::string transition_words(const Scenario& scenario,
                                           const Transition& transition);

/// How hypotheses are tested where `Multiplicity::parametric`.
[[nodiscard]] std::string parametric_words();

/// "TWO-DOSES: 480 participants, control, high, low 1:1:1, 4 hypotheses".
[[nodiscard]] std::string trial_heading(const Scenario& scenario);

}  // namespace rehearse
