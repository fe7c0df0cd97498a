#include "set_tables.hpp"

#include <algorithm>
#include <utility>

#include "rehearse/data/data_set.hpp"

namespace rehearse {

ValueTable table_of(DataSet set) {
  ValueTable table{{}, std::move(set.rows)};
  for (const Variable& variable : set.variables)
    table.header.push_back(variable.name);
  return table;
}

std::string file_name(const DataSet& set, const std::string& ending) {
  std::string name;
  for (const char c : set.name)
    name += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return name + ending;
}

std::size_t longest_text(const DataSet& set, std::size_t column) {
  std::size_t longest = 1;
  for (const auto& row : set.rows)
    longest = std::max(longest, value_text(row[column]).size());
  return longest;
}

}  // namespace rehearse
