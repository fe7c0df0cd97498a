#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "rehearse/analysis/many_arms.hpp"
#include "rehearse/data/survival_data.hpp"

namespace rehearse {

/// A data file of two arms or more, ready to be analysed.
struct ManyArmsData {
  std::string name;                    ///< of the file
  std::vector<std::string> arms;       ///< levels, in order
  std::vector<ArmObservation> sorted;  ///< ticks index `times`
  std::vector<double> times;           ///< distinct, in the data's unit
  std::size_t strata = 1;
  std::vector<std::size_t> left_out;  ///< rows with a missing value, and
  RowUnit unit = RowUnit::line;       ///< what they are numbered by
  std::size_t tied_times = 0;  ///< distinct times taken for the one before
};

/// As `survival_data`, of all arms. They are in `order`, or where that is empty
/// by their values, numbers by size. `columns.experimental` isn't used, nor is
/// `columns.entry`.
/// \throws IoError bad_data as that, where there are fewer than two arms or
/// more than `most_arms`, and where `order` isn't of the arms that there are.
[[nodiscard]] ManyArmsData many_arms_data(
    const CsvTable& table, const SurvivalColumns& columns,
    const std::vector<std::string>& order);

}  // namespace rehearse
