// For tests/r/data_files: a data file as others take it.
//   convert_data FILE                     prints what we read of it, as CSV
//   convert_data FILE.csv NAME TYPES TO   writes FILE.csv as the data set NAME;
//                                         TYPES: a letter for each column:
//                                         text, integer, number or date
#include <exception>
#include <fstream>
#include <iostream>

#include "rehearse/data/data_file.hpp"
#include "rehearse/data/data_set.hpp"
#include "rehearse/text/input_file.hpp"
#include "rehearse/text/text.hpp"

using namespace rehearse;

namespace {

CsvTable read(const std::string& file) {
  return parse_data_file(read_input(file), "", file);
}

ValueTable values_of(const CsvTable& table) {
  ValueTable values{table.header, {}};
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    auto& row = values.rows.emplace_back();
    for (std::size_t c = 0; c < table.header.size(); ++c)
      row.emplace_back(std::string{table.rows[r][c]});
  }
  return values;
}

VariableType type_of(char letter) {
  return letter == 'i'   ? VariableType::integer
         : letter == 'n' ? VariableType::number
         : letter == 'd' ? VariableType::date
                         : VariableType::text;
}

// Labels are what follows the names' first '|'.
DataSet set_of(const CsvTable& table, const std::string& name,
               const std::string& types) {
  DataSet set{name, "Label of " + name, "ADAM OTHER", "", "One record", {}, {}};
  for (std::size_t c = 0; c < table.header.size(); ++c) {
    const auto parts = split(table.header[c], '|');
    set.variables.push_back({.name = std::string{parts[0]},
                             .label = std::string{parts.back()},
                             .type = type_of(types.at(c))});
  }
  set.rows = values_of(table).rows;
  for (auto& row : set.rows)
    for (std::size_t c = 0; c < row.size(); ++c) {
      const auto type = set.variables[c].type;
      const auto text = row[c].get<std::string>();
      if (type == VariableType::text) continue;
      if (text.empty())
        row[c] = nullptr;
      else if (type != VariableType::date)
        row[c] = std::stod(text);
    }
  return set;
}

}  // namespace

int main(int count, char** arguments) {
  try {
    const std::vector<std::string> words(arguments + 1, arguments + count);
    const CsvTable table = read(words.at(0));
    if (words.size() == 1) {
      std::cout << csv_of(values_of(table));
      return 0;
    }
    const DataSet set = set_of(table, words.at(1), words.at(2));
    const DataStudy study{"S", "2026-03-14T08:09:10"};
    const std::string& to = words.at(3);
    std::ofstream{to, std::ios::binary}
        << (to.ends_with(".xpt") ? xpt_of(set, study)
                                 : dataset_json_of(set, study));
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
