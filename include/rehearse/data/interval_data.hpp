#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "rehearse/analysis/interval_observation.hpp"
#include "rehearse/data/survival_data.hpp"

namespace rehearse {

/// A data file's interval-censored observations, ready to be analysed.
struct IntervalData {
  std::string name;                               ///< of the file
  std::array<std::string, arm_count> arm;         ///< levels, by role
  std::vector<IntervalObservation> observations;  ///< in the data's unit
  std::size_t strata = 1;
  std::vector<std::size_t> left_out;  ///< rows with a missing value, and
  RowUnit unit = RowUnit::line;       ///< what they are numbered by
  std::size_t tied_times = 0;  ///< distinct ends taken for the one before
};

/// Takes the columns out of a table: the event lies in (left, right]. A left
/// end is a finite number >= 0, 0 where it is empty or NA. A right end is one
/// that is not below it, or Inf, empty or NA where the event was never seen. A
/// row with neither is left out, and as `survival_data` does any in which
/// another used column is missing. Ends that only rounding tells apart are the
/// same (rank_times). `columns.time` and `event` may be empty.
/// \throws IoError bad_data, at "file:line", as `survival_data`.
[[nodiscard]] IntervalData interval_data(const CsvTable& table,
                                         const SurvivalColumns& columns);

}  // namespace rehearse
