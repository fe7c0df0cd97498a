#pragma once

#include <string>
#include <vector>

#include "rehearse/text/csv_table.hpp"

namespace rehearse {

using Row = std::vector<std::string>;

/// The texts of a record, and of all, to compare.
inline Row row(const CsvTable& table, std::size_t index) {
  Row texts;
  for (std::size_t i = 0; i < table.rows[index].size(); ++i)
    texts.emplace_back(table.rows[index][i]);
  return texts;
}

inline std::vector<Row> rows(const CsvTable& table) {
  std::vector<Row> all;
  for (std::size_t i = 0; i < table.rows.size(); ++i)
    all.push_back(row(table, i));
  return all;
}

}  // namespace rehearse
