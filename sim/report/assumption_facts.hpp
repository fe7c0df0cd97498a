#pragma once

#include "rehearse/text/document.hpp"
#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// What a power is of, below its heading: the test, one line for each
/// hypothesis, and what is assumed of the participants. `calibrated`: the
/// scenario's disease was solved for.
[[nodiscard]] Document::Facts assumption_facts(const Scenario& scenario,
                                               bool calibrated);

}  // namespace rehearse
