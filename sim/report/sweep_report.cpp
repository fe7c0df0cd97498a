#include "rehearse/report/sweep_report.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "figures.hpp"
#include "rehearse/text/csv_table.hpp"
#include "rehearse/text/number_text.hpp"
#include "sweep_figures.hpp"
#include "sweep_layout.hpp"

namespace rehearse {
namespace {

using Cells = std::vector<Json>;  // the table's rows

// What is a number there is one; all to config_sha256 is text, but the cell.
// A sweep is resumed and merged from its rows as text: tables are made of what
// was written, so that a merged sweep and a single run print the same bytes.
Cells cells_of(const SweepIdentity& sweep, const std::string& csv) {
  const CsvTable table = parse_csv(csv, "table.csv");
  const std::size_t texts = sweep.keys.size() + 3;
  Cells cells;
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    const CsvRecord row = table.rows[r];
    Json& cell = cells.emplace_back(Json::object());
    for (std::size_t i = 0; i < row.size(); ++i)
      cell[table.header[i]] = i > 0 && i < texts ? Json(row[i])
                              : row[i].empty()   ? Json(nullptr)
                                                 : Json::parse(row[i]);
  }
  return cells;
}

Json json_of(const SweepIdentity& sweep, const Cells& cells) {
  return {{"command", "sweep"},
          {"version", sweep.version},
          {"trial", sweep.trial},
          {"sweep_sha256", identity_sha256(sweep)},
          {"config_sha256", sweep.config_sha256},
          {"seed", sweep.seed},
          {"keys", sweep.keys},
          {"reference", sweep.reference + 1},
          {"cells", cells}};
}

bool has_tests(const Cells& cells) {
  return std::ranges::any_of(cells, [&](const Json& cell) {
    return cell.at("test") != cells.front().at("test");
  });
}

// ---- notes ----

// "100,000 replicates in each cell": or from how many to how many.
std::string replicates_text(const Cells& cells) {
  const auto count = [](const Json& cell) {
    return cell.at("replicates").get<std::uint64_t>();
  };
  const auto [least, most] = std::ranges::minmax(cells, {}, count);
  return count(least) == count(most)
             ? grouped_text(count(least)) + " replicates in each cell"
             : fmt::format("{} to {} replicates in a cell",
                           grouped_text(count(least)),
                           grouped_text(count(most)));
}

// ", Monte Carlo standard error of a power at most 0.002".
std::string error_note(const SweepFigure& figure, const Cells& cells,
                       const SweepTable& table) {
  double largest = 0.0;
  for (const Json& cell : cells) {
    const double error = error_of(figure, cell, table);
    if (std::isfinite(error)) largest = std::max(largest, error);
  }
  if (largest <= 0.0) return "";
  const bool is_power = std::string_view{figure.name} == "power";
  const bool in_percent =
      table.unit == ProbabilityUnit::percent && is_probability(figure);
  return fmt::format(", Monte Carlo standard error{} at most {:.2g}{}",
                     is_power ? " of a power" : "", largest,
                     in_percent ? " percentage points" : "");
}

// A table goes into a protocol alone: how precise it is and what made it stand
// below it.
std::string run_note(const SweepIdentity& sweep, const Cells& cells,
                     const SweepTable& table) {
  const std::string id = identity_sha256(sweep).substr(0, 12);
  if (cells.empty())
    return fmt::format("{}: no cell of {} (shard {}/{}), seed {}; sweep {}.",
                       sweep.trial, sweep.cells_sha256.size(),
                       sweep.shard.index, sweep.shard.count, sweep.seed, id);
  const std::vector<SweepFigure> figures = figures_of(sweep, table);
  return fmt::format("{}: {}, seed {}{}; sweep {}.", sweep.trial,
                     replicates_text(cells), sweep.seed,
                     error_note(figures.front(), cells, table), id);
}

std::string reference_note(const SweepIdentity& sweep,
                           const SweepTable& table) {
  std::vector<std::string> values;
  for (std::size_t k = 0; k < sweep.keys.size(); ++k)
    values.push_back(fmt::format("{} = {}",
                                 name_of(sweep.keys[k], sweep, table),
                                 sweep.values[sweep.reference][k]));
  return fmt::format("Differences are from {}, on the same random numbers.",
                     fmt::join(values, ", "));
}

Document::Note note_of(const SweepIdentity& sweep, const Cells& cells,
                       const SweepTable& table) {
  Document::Note note{{run_note(sweep, cells, table)}};
  const auto is_difference = [](const SweepFigure& figure) {
    return figure.kind == SweepFigureKind::difference;
  };
  if (!cells.empty() &&
      std::ranges::any_of(figures_of(sweep, table), is_difference))
    note.lines.push_back(reference_note(sweep, table));
  return note;
}

// ---- a row for each cell ----

Figures cell_figures(const SweepIdentity& sweep, const Json& cell,
                     const SweepTable& table, bool with_tests) {
  Figures figures;
  const auto add = [&](const std::string& label, std::string text) {
    figures.emplace_back("", Json(), label, std::move(text));
  };
  const auto add_key = [&](const std::string& key) {
    add(as_label(name_of(key, sweep, table)), cell.at(key).get<std::string>());
  };
  for (const std::string& key : sweep.keys) add_key(key);
  if (with_tests) add_key("test");
  for (const SweepFigure& figure : figures_of(sweep, table))
    add(label_of(figure, table),
        figure_text(figure, cell, table, ErrorPlace::cell));
  return figures;
}

TextTable cell_table(const SweepIdentity& sweep, const Cells& cells,
                     const SweepTable& table) {
  const bool with_tests = has_tests(cells);
  std::vector<Figures> items;
  for (const Json& cell : cells)
    items.push_back(cell_figures(sweep, cell, table, with_tests));
  return figure_columns(items);
}

// ---- by rows and columns ----

std::string title_of(const SweepIdentity& sweep, const SweepTable& table,
                     const SweepFigure& figure) {
  std::string title = label_of(figure, table) + " by ";
  title += names_of(table.rows, sweep, table);
  if (!table.rows.empty() && !table.columns.empty()) title += " and ";
  return title + names_of(table.columns, sweep, table);
}

Document::Table wide_table(const SweepIdentity& sweep, const SweepGrid& grid,
                           const SweepTable& table, const SweepFigure& figure) {
  Document::Table wide;
  wide.title = title_of(sweep, table, figure);
  wide.cells.header.push_back(as_label(names_of(table.rows, sweep, table)));
  for (const auto& column : grid.columns)
    wide.cells.header.push_back(column.empty() ? label_of(figure, table)
                                               : column.back());
  if (!table.columns.empty())
    wide.spanners =
        spanners_of(grid, as_label(names_of(table.columns, sweep, table)));
  for (std::size_t r = 0; r < grid.rows.size(); ++r) {
    auto& line = wide.cells.rows.emplace_back(
        1, table.rows.empty() ? label_of(figure, table) : grid.rows[r]);
    for (const Json* cell : grid.cells[r])
      line.push_back(cell == nullptr
                         ? "-"
                         : figure_text(figure, *cell, table, table.errors));
  }
  return wide;
}

// For spreadsheets: all digits, under the values of the columns.
std::vector<Json> wide_rows(const SweepGrid& grid, const SweepTable& table,
                            const SweepFigure& figure) {
  std::vector<Json> rows;
  for (std::size_t r = 0; r < grid.rows.size(); ++r) {
    Json& row = rows.emplace_back(Json::object());
    if (table.rows.empty())
      row["figure"] = figure.name;
    else
      row[fmt::format("{}", fmt::join(table.rows, ", "))] = grid.rows[r];
    for (std::size_t c = 0; c < grid.columns.size(); ++c) {
      const Json* cell = grid.cells[r][c];
      const std::string name =
          table.columns.empty()
              ? figure.name
              : fmt::format("{}", fmt::join(grid.columns[c], ", "));
      row[name] = cell == nullptr ? Json(nullptr) : cell->at(figure.value);
      if (table.errors == ErrorPlace::cell && *figure.error != '\0')
        row[name + "_mcse"] =
            cell == nullptr ? Json(nullptr) : cell->at(figure.error);
    }
  }
  return rows;
}

// Tests that no key tells apart would stand in one place.
SweepTable with_tests(SweepTable table, const Cells& cells) {
  const auto is_test = [](const std::string& key) { return key == "test"; };
  if (has_tests(cells) && std::ranges::none_of(table.rows, is_test) &&
      std::ranges::none_of(table.columns, is_test))
    table.columns.emplace_back("test");
  return table;
}

void add_table(const SweepTable& options, Document::Table table,
               Report& report) {
  if (!options.caption.empty()) table.title = options.caption;
  table.label = options.label;
  if (!options.caption.empty() || !options.label.empty())
    table.flow = Document::Flow::floating;
  report.document.add(std::move(table));
}

}  // namespace

Report report_of(const SweepIdentity& sweep, const std::string& csv,
                 const SweepTable& table) {
  const Cells cells = cells_of(sweep, csv);
  Report report{json_of(sweep, cells), cells, {}};
  if (!cells.empty() && table.is_wide()) {  // a shard may have none
    const SweepTable wide = with_tests(table, cells);
    const SweepFigure figure = figures_of(sweep, wide).front();
    const SweepGrid grid = grid_of(cells, wide);
    report.rows = wide_rows(grid, wide, figure);
    add_table(wide, wide_table(sweep, grid, wide, figure), report);
  } else if (!cells.empty()) {
    add_table(table, {cell_table(sweep, cells, table)}, report);
  }
  report.document.add(note_of(sweep, cells, table));
  return report;
}

}  // namespace rehearse
