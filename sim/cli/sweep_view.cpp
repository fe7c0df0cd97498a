#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <nlohmann/json.hpp>

#include "cli/sweep.hpp"
#include "cli/terminal.hpp"
#include "rehearse/store/run_folder.hpp"
#include "rehearse/text/csv_table.hpp"
#include "rehearse/text/test_text.hpp"
#include "rehearse/version.hpp"

namespace rehearse::cli {
namespace {

using NamedFormat = std::pair<std::string_view, TableFormat>;
constexpr std::array<NamedFormat, 5> formats{{{"table", TableFormat::text},
                                              {"md", TableFormat::markdown},
                                              {"html", TableFormat::html},
                                              {"latex", TableFormat::latex},
                                              {"csv", TableFormat::csv}}};

bool is_json(const SweepView& view) { return view.format == "json"; }

TableFormat format_of(const SweepView& view) {
  if (view.format.empty() || is_json(view)) return TableFormat::text;
  for (const auto& [name, format] : formats)
    if (name == view.format) return format;
  throw UsageError{fmt::format(
      "--format: '{}' is none of table, json, md, html, latex and csv: write "
      "one of them",
      view.format)};
}

std::vector<std::string> keys_of(const std::string& list) {
  std::vector<std::string> keys;
  for (const std::string_view key : split_tests(list)) keys.emplace_back(key);
  return keys;
}

SweepFootnote footnote_of(const SweepIdentity& identity) {
  std::string reference;
  for (std::size_t k = 0; k < identity.keys.size(); ++k)
    reference += fmt::format("{}{} = {}", k == 0 ? "" : ", ", identity.keys[k],
                             identity.values[identity.reference][k]);
  return {identity.trial, identity.seed, identity_sha256(identity),
          std::move(reference)};
}

using Json = nlohmann::ordered_json;

// The identity, and the table's rows as objects; what is a number there is one.
std::string json_text(const std::string& csv, const SweepIdentity& identity) {
  const CsvTable table = parse_csv(csv, "table.csv");
  const std::size_t texts = identity.keys.size() + 3;  // to config_sha256
  Json cells = Json::array();
  for (const auto& row : table.rows) {
    Json cell = Json::object();
    for (std::size_t i = 0; i < row.size(); ++i) {
      const bool is_text = i > 0 && i < texts;
      cell[table.header[i]] = is_text          ? Json(row[i])
                              : row[i].empty() ? Json(nullptr)
                                               : Json::parse(row[i]);
    }
    cells.push_back(std::move(cell));
  }
  const Json json = {{"command", "sweep"},
                     {"version", REHEARSE_VERSION},
                     {"trial", identity.trial},
                     {"sweep_sha256", identity_sha256(identity)},
                     {"config_sha256", identity.config_sha256},
                     {"seed", identity.seed},
                     {"keys", identity.keys},
                     {"reference", identity.reference + 1},
                     {"cells", std::move(cells)}};
  return json.dump(2) + '\n';
}

bool is_wide(const SweepView& view) {
  return !view.rows.empty() || !view.columns.empty();
}

}  // namespace

void add_view(CLI::App& command, SweepView& view) {
  command
      .add_option("--format", view.format,
                  "What is printed: a terminal's table, JSON, Markdown, HTML, "
                  "LaTeX (booktabs) or CSV")
      ->type_name("table|json|md|html|latex|csv");
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
  (void)format_of(view);
  if (!is_wide(view)) return;
  if (is_json(view))
    throw UsageError{
        "--rows, --columns: JSON holds every cell by itself (it has neither): "
        "leave them out, or choose another --format"};
  const std::string fault =
      wide_fault(keys, {keys_of(view.rows), keys_of(view.columns)});
  if (!fault.empty()) throw UsageError{"--rows, --columns: " + fault};
}

std::string view_text(const SweepView& view, const std::string& csv,
                      const SweepIdentity& identity) {
  const SweepFootnote footnote = footnote_of(identity);
  const std::size_t width = columns_of(STDOUT_FILENO, Screen{}.width);
  if (is_json(view)) return json_text(csv, identity);
  if (!is_wide(view))
    return sweep_table(csv, identity.keys, footnote, format_of(view), width);
  return wide_table(csv, {keys_of(view.rows), keys_of(view.columns)}, footnote,
                    format_of(view), width);
}

void write_tables(const SweepFolder& folder, const std::string& csv,
                  const SweepIdentity& identity, const RunRecord& record) {
  const SweepFootnote footnote = footnote_of(identity);
  const nlohmann::ordered_json summary = {
      {"command", "sweep"},
      {"version", REHEARSE_VERSION},
      {"trial", identity.trial},
      {"sweep_sha256", footnote.sha256},
      {"config_sha256", identity.config_sha256},
      {"seed", identity.seed},
      {"keys", identity.keys},
      {"cells", identity.cells_sha256.size()},
      {"reference", identity.reference + 1}};
  write_run_folder(folder.path(), record,
                   {{"summary.json", summary.dump(2) + '\n'},
                    {"table.csv", csv},
                    {"table.md", sweep_table(csv, identity.keys, footnote,
                                             TableFormat::markdown)}});
}

}  // namespace rehearse::cli
