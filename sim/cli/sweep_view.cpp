#include <fmt/format.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "cli/sweep.hpp"
#include "cli/terminal.hpp"
#include "rehearse/store/run_folder.hpp"
#include "rehearse/text/test_text.hpp"
#include "rehearse/version.hpp"

namespace rehearse::cli {
namespace {

std::vector<std::string> keys_of(const std::string& list) {
  std::vector<std::string> keys;
  for (const std::string_view key : split_tests(list)) keys.emplace_back(key);
  return keys;
}

WideTable wide_of(const SweepView& view) {
  return {keys_of(view.rows), keys_of(view.columns)};
}

bool is_wide(const SweepView& view) {
  return !view.rows.empty() || !view.columns.empty();
}

}  // namespace

void add_view(CLI::App& command, SweepView& view) {
  add_format(command, view.format);
  command
      .add_option("--rows", view.rows,
                  "Keys (and test) that name the rows of a power table")
      ->type_name("KEY,...");
  command
      .add_option("--columns", view.columns,
                  "Keys (and test) that name its columns")
      ->type_name("KEY,...");
}

void check_view(const SweepView& view, const std::vector<std::string>& keys) {
  if (!is_wide(view)) return;
  if (view.format == Format::json)
    throw UsageError{
        "--rows, --columns: JSON holds every cell by itself (it has neither): "
        "leave them out, or choose another --format"};
  const std::string fault = wide_fault(keys, wide_of(view));
  if (!fault.empty()) throw UsageError{"--rows, --columns: " + fault};
}

std::string view_text(const SweepView& view, const std::string& csv,
                      const SweepIdentity& identity) {
  const Report report = is_wide(view) ? report_of(identity, csv, wide_of(view))
                                      : report_of(identity, csv);
  return print(report, view.format,
               {Color::off, columns_of(STDOUT_FILENO, Screen{}.width)});
}

void write_tables(const SweepFolder& folder, const std::string& csv,
                  const SweepIdentity& identity, const RunRecord& record) {
  const Report report = report_of(identity, csv);
  nlohmann::ordered_json summary;  // without the cells: table.csv has them
  for (const auto& [key, value] : report.json.items()) {
    if (key == "cells") continue;
    if (key == "reference") summary["cells"] = identity.cells_sha256.size();
    summary[key] = value;
  }
  folder.run().write(record, {{"summary.json", summary.dump(2) + '\n'},
                              {"table.csv", csv},
                              {"table.md", print(report, Format::md)}});
}

}  // namespace rehearse::cli
