#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "cli/output.hpp"
#include "cli/randomize.hpp"
#include "cli/secrets.hpp"
#include "rehearse/lists/list_check.hpp"
#include "rehearse/lists/randomization_list.hpp"

namespace rehearse::cli {
namespace {

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

std::vector<CodedValue> coded_values(const std::string& file) {
  if (file.empty()) return {};
  const CsvTable table = read_csv(file);
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

void run_list_check(const RandomizeOptions& options, Session& session) {
  ConfigOptions own = options.config;
  own.overrides.seed.reset();
  const LoadedConfig config = load(own, session, Reading::list);
  ListCheckOptions check;
  check.columns = renamed_columns(options.columns);
  check.values = coded_values(options.value_map);
  RandomizationList made;
  std::string bytes;
  if (options.config.overrides.seed) {
    bytes = read_input(options.check);
    check.bytes = bytes;
    made = list_of(options, config, *options.config.overrides.seed, session);
    check.made = &made;
  }
  const ListCheck found =
      check_list(read_csv(options.check), config.scenario, check);
  show(report_of(found), options.format.value_or(Format::table), session);
  if (!found.findings.empty()) session.status = ExitStatus::gate_not_met;
}

}  // namespace rehearse::cli
