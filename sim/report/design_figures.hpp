#pragma once

#include "figures.hpp"
#include "rehearse/report/design_report.hpp"

namespace rehearse {

// What `design` says of an item. This is where a figure of it is added: JSON,
// CSV and every table take it from here.

/// Of each look, up to the first that is not to be expected.
[[nodiscard]] std::vector<Figures> design_looks(const DesignReport& report);

/// Of a share of the scenario's effect.
[[nodiscard]] Figures effect_figures(const DesignUnderEffect& under);

/// Of a time: the expected course.
[[nodiscard]] Figures course_figures(const Scenario& scenario,
                                     const ExpectedCourse& at);

}  // namespace rehearse
