// What a sweep's table can't show.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "rehearse/text/text.hpp"
#include "sweep_figures.hpp"

namespace rehearse {
namespace {

using Names = std::vector<std::string>;

bool has(const Names& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

std::string near(const std::string& text, const Names& known) {
  const std::vector<std::string_view> views{known.begin(), known.end()};
  return suggestion(text, views);
}

std::string key_fault(const SweepIdentity& sweep, const SweepTable& table) {
  if (!table.is_wide()) return "";
  Names shown = table.rows;
  shown.insert(shown.end(), table.columns.begin(), table.columns.end());
  for (const std::string& key : shown) {
    if (key != "test" && !has(sweep.keys, key))
      return fmt::format("--rows, --columns: '{}' isn't varied: choose of {}",
                         key, fmt::join(sweep.keys, ", "));
    if (std::ranges::count(shown, key) > 1)
      return fmt::format(
          "--rows, --columns: '{}' is named twice: leave out "
          "one",
          key);
  }
  for (const std::string& key : sweep.keys)
    if (!has(shown, key))
      return fmt::format(
          "--rows, --columns: '{}' is neither in the rows nor in the columns "
          "(several cells would stand in one place): add it",
          key);
  return "";
}

std::string figure_fault(const SweepIdentity& sweep, const SweepTable& table) {
  const Names known = sweep_figure_names();
  for (const std::string& name : table.figures) {
    if (!has(known, name))
      return fmt::format("--figure: no such figure '{}'{}", name,
                         near(name, known));
    if (std::ranges::count(table.figures, name) > 1)
      return fmt::format("--figure: '{}' is named twice: leave out one", name);
    if (name == "analytic_power" && sweep.analytic == AnalyticColumn::absent)
      return "--figure: the sweep has no analytic_power (it was run without "
             "--analytic): choose another, or sweep again";
  }
  if (table.is_wide() && table.figures.size() > 1)
    return "--figure: rows and columns show one figure: leave out the others, "
           "or --rows and --columns";
  return "";
}

std::string name_fault(const SweepIdentity& sweep, const SweepTable& table) {
  Names known = sweep.keys;
  known.emplace_back("test");
  for (const std::string& name : sweep_figure_names()) known.push_back(name);
  for (const auto& [key, text] : table.names)
    if (!has(known, key))
      return fmt::format("--label: '{}' is no key or figure of the sweep{}",
                         key, near(key, known));
  return "";
}

std::string style_fault(const SweepIdentity& sweep, const SweepTable& table) {
  if (table.errors == ErrorPlace::cell && !table.is_wide())
    return "--errors: goes with --rows and --columns (a row for each cell has "
           "them): leave it out";
  if (table.unit == ProbabilityUnit::percent &&
      std::ranges::none_of(figures_of(sweep, table), is_probability))
    return fmt::format("--percent: {} is no probability: leave it out",
                       fmt::join(table.figures, ", "));
  return "";
}

}  // namespace

std::string table_fault(const SweepIdentity& sweep, const SweepTable& table) {
  for (const auto& fault : {key_fault, figure_fault, name_fault, style_fault})
    if (std::string text = fault(sweep, table); !text.empty()) return text;
  return "";
}

}  // namespace rehearse
