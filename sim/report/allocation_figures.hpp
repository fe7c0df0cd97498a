#pragma once

#include "figures.hpp"
#include "rehearse/report/allocation_report.hpp"

namespace rehearse {

// What `randomize --report` says of an alternative. This is where a figure of
// it is added: JSON, CSV and the table take it from here.

/// Of the whole trial. What an alternative doesn't have is no member of its
/// JSON, and "-" in a table.
[[nodiscard]] Figures trial_figures(const AllocationAlternative& alternative);

/// Of the margins, averaged over those of a kind (strata, sites, levels of a
/// factor): of a table alone, JSON holds each margin. A row for each kind that
/// any alternative of the report has.
[[nodiscard]] Figures margin_figures(const AllocationReport& report,
                                     const AllocationAlternative& alternative);

[[nodiscard]] Json figure_json(const Figure& figure);

/// log2 of the most lists that seeds of 256 bits can tell apart: 64 of their
/// hash's bits are the generator's key, 44 more place each stratum's stream.
[[nodiscard]] std::size_t reachable_bits(const Scenario& scenario);

}  // namespace rehearse
