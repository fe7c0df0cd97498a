#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <utility>

#include "rehearse/data/data_error.hpp"
#include "rehearse/text/csv_table.hpp"

namespace rehearse {

/// Collects what is wrong with a data file, so that a user sees all of it at
/// once: of much the first `most_diagnostics`, and how much more there is.
class DataFaults {
 public:
  /// The table must live as long.
  explicit DataFaults(const CsvTable& table) : table_(table) {}

  /// In a field; both from 0, as the table counts.
  void in_field(std::size_t row, std::size_t column,
                const std::string& message);
  /// In the header, or of the file as a whole.
  void in_header(const std::string& message);
  /// \throws DataError if there are any.
  void throw_if_any() const;

 private:
  using Place = std::pair<std::size_t, std::size_t>;  // row, field from 1
  void add(Place place, const std::string& message);

  const CsvTable& table_;
  std::multimap<Place, std::string> faults_;
  std::size_t untold_ = 0;
};

}  // namespace rehearse
