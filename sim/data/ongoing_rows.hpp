#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "data_faults.hpp"
#include "ongoing_fields.hpp"

namespace rehearse {

/// A row of a running trial's data as it is written; what couldn't be read is
/// empty, and has been told. Days are counted from 1970-01-01.
struct OngoingRow {
  std::string id;
  std::optional<double> randomized{};  ///< [days]
  std::optional<bool> event{};
  std::optional<bool> dropout{};
  std::optional<double> time{};       ///< on the file's scale [days]
  bool open_ended = false;            ///< neither time nor date is given
  std::optional<double> last_scan{};  ///< [days]
  bool pending = false;
  std::optional<std::size_t> arm{};   ///< of the scenario's
  std::optional<std::size_t> site{};  ///< of the scenario's
};

/// The rows' values, each by itself; what is wrong goes to `faults`.
[[nodiscard]] std::vector<OngoingRow> ongoing_rows(const CsvTable& table,
                                                   const Scenario& scenario,
                                                   const OngoingChoice& choice,
                                                   const OngoingFields& fields,
                                                   DataFaults& faults);

/// "2026-03-14" of a day counted from 1970-01-01, and back.
[[nodiscard]] std::string date_of(double day);
[[nodiscard]] double day_of_date(const std::string& iso);

}  // namespace rehearse
