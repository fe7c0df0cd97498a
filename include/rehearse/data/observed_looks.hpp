#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "rehearse/design/graph_test.hpp"
#include "rehearse/text/csv_table.hpp"

namespace rehearse {

/// A look of a hypothesis as a file states it.
struct ObservedLook {
  HypothesisLook seen;
  std::size_t look;                        ///< of its hypothesis's, 0 the first
  double p;                                ///< one-sided
  std::optional<double> control_events{};  ///< of its events
};

/// The looks that a trial's hypotheses had: by hypothesis, in their order.
/// Columns of the table, a row for each look, in any order:
///
/// - `hypothesis`: its name; `look`: its name, or its number from 1;
/// - `events`: above 0, growing from look to look;
/// - `p`, one-sided and between 0 and 1, or `z` instead;
/// - `spending_time`, which may be absent, or empty: where the spending
///   function is read;
/// - `analysis`, likewise: calendar order, from 1. Empty: of a look `with` one
///   of the first hypothesis's the number of that look; else the look's own
///   number, or the one after its hypothesis's look before if that is more.
///
/// - `control_events`, likewise: how many of the events are of the control.
///
/// There is no other, but for one without a name. Looks are their hypothesis's
/// first ones. \throws IoError bad_data, at "file:line", for what is none of
/// this.
[[nodiscard]] std::vector<ObservedLook> observed_looks(
    const CsvTable& table, const std::vector<Hypothesis>& hypotheses);

/// Where look `last` of a hypothesis stands in calendar order, from 1, if
/// nothing is said of it: as above.
[[nodiscard]] std::size_t usual_analysis(const std::vector<Look>& looks,
                                         std::size_t last);

}  // namespace rehearse
