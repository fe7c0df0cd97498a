#pragma once

#include <cstddef>
#include <vector>

#include "rehearse/design/graph_test.hpp"
#include "rehearse/text/csv_table.hpp"

namespace rehearse {

/// A look of a hypothesis as a file states it.
struct ObservedLook {
  HypothesisLook seen;
  std::size_t look;  ///< of its hypothesis's, 0 the first
  double p;          ///< one-sided
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
/// There is no other, but for one without a name. Looks are their hypothesis's
/// first ones. \throws IoError bad_data, at "file:line", for what is none of
/// this.
[[nodiscard]] std::vector<ObservedLook> observed_looks(
    const CsvTable& table, const std::vector<Hypothesis>& hypotheses);

}  // namespace rehearse
