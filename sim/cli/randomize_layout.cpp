// What other systems call a list's columns and values.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "cli/randomize.hpp"
#include "rehearse/text/csv_table.hpp"
#include "rehearse/text/text.hpp"

namespace rehearse::cli {
namespace {

std::vector<std::string_view> layout_names() {
  std::vector<std::string_view> names;
  for (const SystemLayout& layout : system_layouts())
    names.push_back(layout.name);
  return names;
}

std::vector<RenamedColumn> renamed_columns(
    const std::vector<std::string>& texts) {
  std::vector<RenamedColumn> columns;
  for (const std::string& text : texts) {
    const auto equals = text.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == text.size())
      throw UsageError{
          fmt::format("--column: '{}' renames nothing: write "
                      "OURS=THEIRS, e.g. --column arm=treatment",
                      text)};
    columns.push_back({text.substr(0, equals), text.substr(equals + 1)});
  }
  return columns;
}

std::vector<CodedValue> coded_values(const std::string& file,
                                     const Session& session) {
  const CsvTable table =
      parse_csv_file(read_and_record(file, session), "", file);
  std::array<std::size_t, 3> at{};
  constexpr std::array names{"column", "theirs", "ours"};
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto found = std::ranges::find(table.header, names.at(i));
    if (found == table.header.end())
      throw IoError{IoFault::bad_data,
                    fmt::format("{}:1: no column '{}' (a value map has column, "
                                "theirs and ours): add it",
                                file, names.at(i))};
    at.at(i) = static_cast<std::size_t>(found - table.header.begin());
  }
  std::vector<CodedValue> values;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const auto& cells = table.rows[row];
    const CodedValue value{std::string{cells[at[0]]}, std::string{cells[at[1]]},
                           std::string{cells[at[2]]}};
    if (std::ranges::any_of(values, [&](const CodedValue& before) {
          return before.column == value.column && before.theirs == value.theirs;
        }))
      throw IoError{
          IoFault::bad_data,
          fmt::format("{}:{}: '{}' of column '{}' is there a second "
                      "time (which is it?): keep one",
                      file, table.lines[row], value.theirs, value.column)};
    values.push_back(value);
  }
  return values;
}

}  // namespace

void add_layout(CLI::App& command, const SystemLayout*& layout) {
  const auto read = [&layout](const std::string& text) {
    const auto layouts = system_layouts();
    const auto found = std::ranges::find(layouts, text, &SystemLayout::name);
    if (found == layouts.end())
      throw UsageError{fmt::format("--layout: no such choice '{}'{}", text,
                                   suggestion(text, layout_names()))};
    layout = &*found;
  };
  command
      .add_option_function<std::string>(
          "--layout", read,
          "Another system's columns and codes: of the list (with --out beside "
          "ours), or of the LIST that is checked")
      ->type_name(fmt::format("{}", fmt::join(layout_names(), "|")));
}

ListWriting writing_of(const RandomizeOptions& options,
                       const Scenario& scenario, const Session& session) {
  ListWriting writing{options.layout, renamed_columns(options.columns), {}};
  if (!options.value_map.empty())
    writing.values = coded_values(options.value_map, session);
  const std::string fault = layout_fault(writing, scenario);
  if (!fault.empty()) throw UsageError{fault};
  return writing;
}

}  // namespace rehearse::cli
