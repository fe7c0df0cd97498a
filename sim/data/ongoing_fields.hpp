#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "data_faults.hpp"
#include "data_rows.hpp"
#include "rehearse/data/ongoing_data.hpp"

namespace rehearse {

/// A column of a running trial's data that is read.
struct OngoingField {
  std::size_t at = 0;  ///< in the table
  DataColumn column;   ///< of every row
};

/// Those that are there.
struct OngoingFields {
  OngoingField id;
  OngoingField randomized;
  OngoingField event;
  bool is_censoring = false;  ///< 0 of `event` is an event
  std::optional<OngoingField> site;
  std::optional<OngoingField> arm;
  std::optional<OngoingField> dropout;
  std::vector<std::string> dropout_values;  ///< empty: 1 of it, else these
  std::optional<OngoingField> time;         ///< this or date
  std::optional<OngoingField> date;
  std::optional<OngoingField> last_scan;
  std::optional<OngoingField> pending;
};

/// \throws DataError with every column that is missing or named twice.
[[nodiscard]] OngoingFields ongoing_fields(const CsvTable& table,
                                           const Scenario& scenario,
                                           const OngoingChoice& choice);

}  // namespace rehearse
