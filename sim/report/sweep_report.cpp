#include "rehearse/report/sweep_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "estimate_text.hpp"
#include "figures.hpp"
#include "rehearse/text/csv_table.hpp"
#include "rehearse/text/number_text.hpp"
#include "rehearse/version.hpp"

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
          {"version", REHEARSE_VERSION},
          {"trial", sweep.trial},
          {"sweep_sha256", identity_sha256(sweep)},
          {"config_sha256", sweep.config_sha256},
          {"seed", sweep.seed},
          {"keys", sweep.keys},
          {"reference", sweep.reference + 1},
          {"cells", cells}};
}

double number(const Json& cell, const std::string& name) {
  const Json& value = cell.at(name);
  return value.is_null() ? std::nan("") : value.get<double>();
}

Proportion proportion(const Json& cell, const std::string& name) {
  return {
      number(cell, name),
      number(cell, name + "_mcse"),
      {number(cell, name + "_ci95_lower"), number(cell, name + "_ci95_upper")}};
}

std::string text_of(const Json& cell, const std::string& key) {
  return cell.at(key).get<std::string>();
}

// A mean with its error, where it is known.
std::string mean_text(const Json& cell, const std::string& name, int most) {
  const double mcse = number(cell, name + "_mcse");
  const double value = number(cell, name);
  return mcse > 0.0 ? with_error(value, mcse, most) : fixed_text(value, most);
}

// The reference's own difference is none.
std::string less_reference(const Json& cell) {
  const Proportion difference = proportion(cell, "difference");
  return difference.ci95[0] == difference.ci95[1] ? "reference"
                                                  : difference_text(difference);
}

// "hazard_ratio" of the key "endpoint.effect.hazard_ratio".
std::string short_name(const std::string& key) {
  return key.substr(key.rfind('.') + 1);
}

Figures cell_figures(const SweepIdentity& sweep, const Json& cell,
                     bool has_tests) {
  Figures figures;
  const auto add = [&](const std::string& label, std::string text) {
    figures.emplace_back("", Json(), label, std::move(text));
  };
  for (const std::string& key : sweep.keys)
    add(short_name(key), text_of(cell, key));
  if (has_tests) add("Test", text_of(cell, "test"));
  add("Power", proportion_text(proportion(cell, "power")));
  if (cell.contains("analytic_power"))
    add("Analytic", fixed_text(number(cell, "analytic_power"), 4));
  add("Less the reference's", less_reference(cell));
  add("Expected events", mean_text(cell, "expected_events", 1));
  add("Duration [months]", mean_text(cell, "expected_duration_months", 2));
  return figures;
}

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

// A table goes into a protocol alone: how precise it is and what made it stand
// below it.
std::string run_note(const SweepIdentity& sweep, const Cells& cells) {
  if (cells.empty())
    return fmt::format("{}: no cell of {} (shard {}/{}), seed {}; sweep {}.",
                       sweep.trial, sweep.cells_sha256.size(),
                       sweep.shard.index, sweep.shard.count, sweep.seed,
                       identity_sha256(sweep).substr(0, 12));
  double largest = 0.0;
  for (const Json& cell : cells)
    largest = std::max(largest, precision_of(proportion(cell, "power")));
  return fmt::format(
      "{}: {}, seed {}, Monte Carlo standard error of a power at most {:.2g}; "
      "sweep {}.",
      sweep.trial, replicates_text(cells), sweep.seed, largest,
      identity_sha256(sweep).substr(0, 12));
}

std::string reference_note(const SweepIdentity& sweep) {
  std::vector<std::string> values;
  for (std::size_t k = 0; k < sweep.keys.size(); ++k)
    values.push_back(fmt::format("{} = {}", sweep.keys[k],
                                 sweep.values[sweep.reference][k]));
  return fmt::format("Differences are from {}, on the same random numbers.",
                     fmt::join(values, ", "));
}

// The values of several keys, as one label.
std::string label(const Json& cell, const std::vector<std::string>& keys) {
  std::vector<std::string> values;
  for (const std::string& key : keys) values.push_back(text_of(cell, key));
  return fmt::format("{}", fmt::join(values, ", "));
}

std::string names(const std::vector<std::string>& keys) {
  std::vector<std::string> words;
  for (const std::string& key : keys) words.push_back(short_name(key));
  return fmt::format("{}", fmt::join(words, ", "));
}

// Its index; it is added where it is new.
std::size_t place_of(const std::string& name, std::vector<std::string>& all) {
  const auto found = std::ranges::find(all, name);
  const auto index = static_cast<std::size_t>(found - all.begin());
  if (found == all.end()) all.push_back(name);
  return index;
}

// Power with all its digits, as the rows of a table.
struct WideCells {
  std::vector<std::string> header;
  std::vector<std::string> labels;
  std::vector<std::vector<const Json*>> cells;  // of each label, by column
};

// In the order in which values first come, which is the order in which they
// were asked for.
WideCells wide_cells(const Cells& cells, const WideTable& wide) {
  WideCells table{{"Power by " + names(wide.rows) +
                   (wide.columns.empty() ? "" : " and ") + names(wide.columns)},
                  {},
                  {}};
  for (const Json& cell : cells) {
    const std::size_t column =
        place_of(wide.columns.empty() ? "power" : label(cell, wide.columns),
                 table.header);
    const std::size_t row = place_of(label(cell, wide.rows), table.labels);
    table.cells.resize(table.labels.size());
    auto& places = table.cells[row];
    places.resize(std::max(places.size(), column));
    places[column - 1] = &cell;
  }
  for (auto& places : table.cells) places.resize(table.header.size() - 1);
  return table;
}

}  // namespace

Report report_of(const SweepIdentity& sweep, const std::string& csv) {
  const Cells cells = cells_of(sweep, csv);
  const bool has_tests = std::ranges::any_of(cells, [&](const Json& cell) {
    return cell.at("test") != cells.front().at("test");
  });
  std::vector<Figures> items;
  for (const Json& cell : cells)
    items.push_back(cell_figures(sweep, cell, has_tests));
  Report report{json_of(sweep, cells), cells, {}};
  if (!cells.empty())  // a shard may have none
    report.document.add(Document::Table{figure_columns(items)});
  std::vector<std::string> notes{run_note(sweep, cells)};
  if (!cells.empty()) notes.push_back(reference_note(sweep));
  report.document.add(Document::Note{std::move(notes)});
  return report;
}

std::string wide_fault(const std::vector<std::string>& keys,
                       const WideTable& wide) {
  std::vector<std::string> shown = wide.rows;
  shown.insert(shown.end(), wide.columns.begin(), wide.columns.end());
  for (const std::string& key : shown)
    if (key != "test" && std::ranges::count(keys, key) == 0)
      return fmt::format("'{}' isn't varied: choose of {}", key,
                         fmt::join(keys, ", "));
  for (const std::string& key : keys)
    if (std::ranges::count(shown, key) == 0)
      return fmt::format(
          "'{}' is neither in the rows nor in the columns "
          "(several cells would stand in one place): add it",
          key);
  return "";
}

Report report_of(const SweepIdentity& sweep, const std::string& csv,
                 const WideTable& wide) {
  const Cells cells = cells_of(sweep, csv);
  const auto [header, labels, places] = wide_cells(cells, wide);
  TextTable table{header, {}};
  Report report{json_of(sweep, cells), {}, {}};
  for (std::size_t r = 0; r < labels.size(); ++r) {
    auto& line = table.rows.emplace_back(1, labels[r]);
    Json& row = report.rows.emplace_back(Json{{header[0], labels[r]}});
    for (std::size_t c = 1; c < header.size(); ++c) {
      const Json* cell = places[r][c - 1];
      line.push_back(
          cell == nullptr ? "-" : proportion_value(proportion(*cell, "power")));
      row[header[c]] = cell == nullptr ? Json("-") : cell->at("power");
    }
  }
  if (!cells.empty()) report.document.add(Document::Table{std::move(table)});
  report.document.add(Document::Note{{run_note(sweep, cells)}});
  return report;
}

}  // namespace rehearse
