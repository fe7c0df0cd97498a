#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rehearse/text/csv_table.hpp"

namespace rehearse {

/// The fields of a table while a file that is no CSV is read.
class DataCells {
 public:
  /// The next field, without the blanks at its end.
  /// \throws IoError bad_data at "name" where they become too many.
  void add(std::string_view text, const std::string& name);

  [[nodiscard]] std::size_t size() const { return fields_.size(); }
  /// Rows of so many fields each.
  [[nodiscard]] CsvRows take(std::size_t columns);

 private:
  std::string text_;
  std::vector<CsvField> fields_;
};

}  // namespace rehearse
