#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "estimate_text.hpp"
#include "rehearse/core/expect.hpp"
#include "rehearse/report/sweep_report.hpp"
#include "rehearse/text/csv_table.hpp"
#include "rehearse/text/fitted_text.hpp"
#include "rehearse/text/number_text.hpp"
#include "rehearse/text/text_table.hpp"

namespace rehearse {
namespace {

// A sweep's table as it was written.
class Cells {
 public:
  explicit Cells(const std::string& csv)
      : table_(parse_csv(csv, "table.csv")) {}

  [[nodiscard]] std::size_t size() const { return table_.rows.size(); }
  [[nodiscard]] const std::string& text(std::size_t row,
                                        const std::string& column) const {
    const auto at = std::ranges::find(table_.header, column);
    expect(at != table_.header.end(), "the table has the column");
    return table_
        .rows[row][static_cast<std::size_t>(at - table_.header.begin())];
  }
  [[nodiscard]] bool has(const std::string& column) const {
    return std::ranges::count(table_.header, column) > 0;
  }
  [[nodiscard]] double number(std::size_t row, const char* column) const {
    const std::string& found = text(row, column);
    return found.empty() ? std::nan("") : std::strtod(found.c_str(), nullptr);
  }
  [[nodiscard]] Proportion proportion(std::size_t row,
                                      const std::string& name) const {
    const auto at = [&](const char* suffix) {
      return number(row, (name + suffix).c_str());
    };
    return {at(""), at("_mcse"), {at("_ci95_lower"), at("_ci95_upper")}};
  }
  // Different values of a column, as they come.
  [[nodiscard]] std::vector<std::string> values(
      const std::string& column) const {
    std::vector<std::string> found;
    for (std::size_t row = 0; row < size(); ++row)
      if (std::ranges::count(found, text(row, column)) == 0)
        found.push_back(text(row, column));
    return found;
  }

 private:
  CsvTable table_;
};

// A mean with its error, where it is known.
std::string mean_text(double value, double mcse, int most) {
  return mcse > 0.0 ? with_error(value, mcse, most) : fixed_text(value, most);
}

// The reference's own difference is none.
std::string difference_cell(const Proportion& difference) {
  return difference.ci95[0] == difference.ci95[1] ? "reference"
                                                  : difference_text(difference);
}

// "0.65" of the key "endpoint.effect.hazard_ratio".
std::string short_name(const std::string& key) {
  const auto dot = key.rfind('.');
  return dot == std::string::npos ? key : key.substr(dot + 1);
}

std::string escaped(const std::string& text, TableFormat format) {
  std::string out;
  for (const char c : text) {
    if (format == TableFormat::html && (c == '<' || c == '>' || c == '&'))
      out += c == '<' ? "&lt;" : c == '>' ? "&gt;" : "&amp;";
    else if (format == TableFormat::latex &&
             (c == '_' || c == '%' || c == '&' || c == '#' || c == '$'))
      out.append("\\").append(1, c);
    else
      out += c;
  }
  return out;
}

std::string html_text(const TextTable& table) {
  const auto row_of = [](const std::vector<std::string>& cells,
                         const char* tag) {
    std::string line = "  <tr>";
    for (const std::string& cell : cells)
      line.append("<")
          .append(tag)
          .append(">")
          .append(escaped(cell, TableFormat::html))
          .append("</")
          .append(tag)
          .append(">");
    return line + "</tr>\n";
  };
  std::string text = "<table>\n" + row_of(table.header, "th");
  for (const auto& row : table.rows) text += row_of(row, "td");
  return text + "</table>\n";
}

std::string latex_text(const TextTable& table) {
  const auto row_of = [](const std::vector<std::string>& cells) {
    std::string line;
    for (const std::string& cell : cells) {
      std::string shown = escaped(cell, TableFormat::latex);
      const auto sign = shown.find("±");
      if (sign != std::string::npos)
        shown.replace(sign, std::string{"±"}.size(), "$\\pm$");
      line.append(line.empty() ? "" : " & ").append(shown);
    }
    return line + " \\\\\n";
  };
  std::string text = "\\begin{tabular}{l" +
                     std::string(table.header.size() - 1, 'r') +
                     "}\n\\toprule\n";
  text += row_of(table.header) + "\\midrule\n";
  for (const auto& row : table.rows) text += row_of(row);
  return text + "\\bottomrule\n\\end{tabular}\n";
}

std::string formatted(const TextTable& table, const std::string& note,
                      TableFormat format, std::size_t screen_width) {
  switch (format) {
    case TableFormat::text:
      return aligned_text(table, screen_width) + '\n' +
             fitted_text(note + '\n', screen_width);
    case TableFormat::markdown:
      return markdown_text(table) + '\n' + note + '\n';
    case TableFormat::html:
      return html_text(table) + "<p>" + escaped(note, format) + "</p>\n";
    case TableFormat::latex:
      return latex_text(table) + "% " + note + '\n';
    case TableFormat::csv:
      return csv_text(table);
  }
  return "";
}

// "100,000 replicates in each cell": or from how many to how many.
std::string replicates_text(const Cells& cells) {
  double least = cells.number(0, "replicates");
  double most = least;
  for (std::size_t row = 1; row < cells.size(); ++row) {
    least = std::min(least, cells.number(row, "replicates"));
    most = std::max(most, cells.number(row, "replicates"));
  }
  const auto text = [](double n) {
    return grouped_text(static_cast<std::uint64_t>(n));
  };
  return least == most
             ? text(least) + " replicates in each cell"
             : text(least) + " to " + text(most) + " replicates in a cell";
}

std::string note_of(const Cells& cells, const SweepFootnote& footnote) {
  double largest = 0.0;
  for (std::size_t row = 0; row < cells.size(); ++row)
    largest = std::max(largest, precision_of(cells.proportion(row, "power")));
  return fmt::format(
      "{}: {}, seed {}, Monte Carlo standard error of a power at most {:.2g}; "
      "sweep {}.",
      footnote.trial, replicates_text(cells), footnote.seed, largest,
      footnote.sha256.substr(0, 12));
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words)
    text.append(text.empty() ? "" : ", ").append(word);
  return text;
}

// The values of several keys, as one label.
std::string label(const Cells& cells, std::size_t row,
                  const std::vector<std::string>& keys) {
  std::vector<std::string> values;
  values.reserve(keys.size());
  for (const std::string& key : keys) values.push_back(cells.text(row, key));
  return joined(values);
}

std::string names(const std::vector<std::string>& keys) {
  std::vector<std::string> words;
  words.reserve(keys.size());
  for (const std::string& key : keys) words.push_back(short_name(key));
  return joined(words);
}

}  // namespace

std::string sweep_table(const std::string& csv,
                        const std::vector<std::string>& keys,
                        const SweepFootnote& footnote, TableFormat format,
                        std::size_t screen_width) {
  if (format == TableFormat::csv) return csv;
  const Cells cells{csv};
  const bool tests = cells.values("test").size() > 1;
  TextTable table;
  for (const std::string& key : keys) table.header.push_back(short_name(key));
  if (tests) table.header.push_back("Test");
  const bool analytic = cells.has("analytic_power");
  table.header.push_back("Power");
  if (analytic) table.header.push_back("Analytic");
  for (const char* name :
       {"Less the reference's", "Expected events", "Duration [months]"})
    table.header.push_back(name);
  for (std::size_t row = 0; row < cells.size(); ++row) {
    auto& line = table.rows.emplace_back();
    for (const std::string& key : keys) line.push_back(cells.text(row, key));
    if (tests) line.push_back(cells.text(row, "test"));
    const auto mean = [&](const std::string& name, int most) {
      return mean_text(cells.number(row, name.c_str()),
                       cells.number(row, (name + "_mcse").c_str()), most);
    };
    line.push_back(proportion_text(cells.proportion(row, "power")));
    if (analytic)
      line.push_back(fixed_text(cells.number(row, "analytic_power"), 4));
    line.push_back(difference_cell(cells.proportion(row, "difference")));
    line.push_back(mean("expected_events", 1));
    line.push_back(mean("expected_duration_months", 2));
  }
  return formatted(table,
                   note_of(cells, footnote) + "\nDifferences are from " +
                       footnote.reference + ", on the same random numbers.",
                   format, screen_width);
}

std::string wide_fault(const std::vector<std::string>& keys,
                       const WideTable& wide) {
  std::vector<std::string> shown = wide.rows;
  shown.insert(shown.end(), wide.columns.begin(), wide.columns.end());
  for (const std::string& key : shown)
    if (key != "test" && std::ranges::count(keys, key) == 0)
      return fmt::format("'{}' isn't varied: choose of {}", key, joined(keys));
  for (const std::string& key : keys)
    if (std::ranges::count(shown, key) == 0)
      return fmt::format(
          "'{}' is neither in the rows nor in the columns "
          "(several cells would stand in one place): add it",
          key);
  return "";
}

std::string wide_table(const std::string& csv, const WideTable& wide,
                       const SweepFootnote& footnote, TableFormat format,
                       std::size_t screen_width) {
  const Cells cells{csv};
  TextTable table;
  table.header.push_back("Power by " + names(wide.rows) +
                         (wide.columns.empty() ? "" : " and ") +
                         names(wide.columns));
  std::vector<std::string> row_labels;
  for (std::size_t row = 0; row < cells.size(); ++row) {
    const std::string across =
        wide.columns.empty() ? "power" : label(cells, row, wide.columns);
    const std::string down = label(cells, row, wide.rows);
    if (std::ranges::count(table.header, across) == 0)
      table.header.push_back(across);
    if (std::ranges::count(row_labels, down) == 0) row_labels.push_back(down);
  }
  for (const std::string& down : row_labels) {
    auto& line = table.rows.emplace_back(table.header.size(), "-");
    line[0] = down;
  }
  for (std::size_t row = 0; row < cells.size(); ++row) {
    const std::string across =
        wide.columns.empty() ? "power" : label(cells, row, wide.columns);
    const auto r = std::ranges::find(row_labels, label(cells, row, wide.rows)) -
                   row_labels.begin();
    const auto c =
        std::ranges::find(table.header, across) - table.header.begin();
    table.rows[static_cast<std::size_t>(r)][static_cast<std::size_t>(c)] =
        format == TableFormat::csv
            ? cells.text(row, "power")
            : proportion_value(cells.proportion(row, "power"));
  }
  return formatted(table, note_of(cells, footnote), format, screen_width);
}

}  // namespace rehearse
