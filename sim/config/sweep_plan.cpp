// What a sweep varies. Values stay texts until a cell is read: only the table
// of keys knows their kinds, and a result names its cells by what was typed.
#include "rehearse/config/sweep_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "keys.hpp"
#include "path.hpp"
#include "rehearse/text/text.hpp"
#include "rehearse/text/trimmed.hpp"
#include "rehearse/text/typed_number.hpp"

namespace rehearse {
namespace {

constexpr std::size_t most_steps = 100'000;

// Where `separator` stands outside parentheses and quotes.
std::vector<std::string> split_outside(std::string_view text, char separator) {
  std::vector<std::string> items;
  int depth = 0;
  char quote = '\0';
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size()) {
      const char c = text[i];
      if (quote != '\0') {
        if (c == quote) quote = '\0';
        continue;
      }
      if (c == '"' || c == '\'') quote = c;
      if (c == '(' || c == '[' || c == '{') ++depth;
      if (c == ')' || c == ']' || c == '}') --depth;
      if (c != separator || depth > 0) continue;
    }
    items.emplace_back(trimmed(text.substr(begin, i - begin)));
    begin = i + 1;
  }
  return items;
}

// A number and what follows it: "5 months" is 5 and "months".
struct Quantity {
  double number;
  std::string unit;
};
std::optional<Quantity> quantity(std::string_view text) {
  const auto end = text.find(' ');
  const auto number = parse_typed_number(text.substr(0, end));
  if (!number) return std::nullopt;
  return Quantity{*number, end == std::string_view::npos
                               ? ""
                               : std::string{trimmed(text.substr(end))}};
}

// A text may be typed with or without its quotes.
std::string without_quotes(const std::string& text) {
  const bool quoted =
      text.size() >= 2 && text.front() == '"' && text.back() == '"';
  return quoted ? text.substr(1, text.size() - 2) : text;
}

// Whether two texts are one value: 0.6 and 0.60 are.
bool same_value(const std::string& a, const std::string& b) {
  const std::string one = without_quotes(a);
  const std::string other = without_quotes(b);
  if (one == other) return true;
  const auto x = quantity(one);
  const auto y = quantity(other);
  return x && y && x->number == y->number && x->unit == y->unit;
}

// Twelve digits: 0.1 * 3 is to be called 0.3.
std::string quantity_text(double number, const std::string& unit) {
  return unit.empty() ? fmt::format("{:.12g}", number)
                      : fmt::format("{:.12g} {}", number, unit);
}

// Whether two values are probably one number, with a comma for thousands:
// nobody writes 000 or 050 for a value.
bool is_split_thousand(std::string_view first, std::string_view second) {
  const auto digits = [](std::string_view text) {
    return text.find_first_not_of("0123456789") == std::string_view::npos;
  };
  return !first.empty() && first.size() <= 3 && digits(first) &&
         second.size() == 3 && digits(second) && second.starts_with('0');
}

// By steps counted from the first value, so that no rounding adds up.
ParsedAxis range_axis(std::string key, const std::vector<std::string>& parts) {
  const auto low = quantity(without_quotes(parts[0]));
  const auto high = quantity(without_quotes(parts[1]));
  const auto step = quantity(without_quotes(parts[2]));
  ParsedAxis parsed{{{std::move(key)}, {}}, {}};
  if (!low || !high || !step || low->unit != high->unit ||
      low->unit != step->unit) {
    parsed.fault = fmt::format(
        "'{}:{}:{}' is no range (three numbers in one unit): write e.g. "
        "0.5:0.75:0.05 or 5 months:8 months:0.5 months",
        parts[0], parts[1], parts[2]);
    return parsed;
  }
  const double steps = (high->number - low->number) / step->number;
  if (!(steps >= 0.0 && steps < most_steps)) {
    parsed.fault = fmt::format(
        "the range '{}:{}:{}' has no end (its step doesn't lead from the one "
        "to the other in {} steps): mend the step",
        parts[0], parts[1], parts[2], most_steps);
    return parsed;
  }
  const auto last = static_cast<int>(std::floor(steps + 1e-9));
  for (int i = 0; i <= last; ++i)
    parsed.axis.steps.push_back(
        {quantity_text(low->number + i * step->number, low->unit)});
  return parsed;
}

// Values between commas; what would make two cells alike is refused.
ParsedAxis list_axis(const std::string& key, std::string_view values) {
  ParsedAxis parsed{{{key}, {}}, {}};
  for (std::string& value : split_outside(values, ',')) {
    if (value.empty()) {
      parsed.fault = fmt::format(
          "a value of '{}' is missing (between commas): remove the comma, or "
          "add it",
          key);
      return parsed;
    }
    if (std::ranges::any_of(parsed.axis.steps, [&](const auto& step) {
          return same_value(step[0], value);
        })) {
      parsed.fault = fmt::format(
          "'{}' is given twice for '{}' (the cells would be the same): remove "
          "one",
          value, key);
      return parsed;
    }
    if (!parsed.axis.steps.empty() &&
        is_split_thousand(parsed.axis.steps.back()[0], value)) {
      parsed.fault = fmt::format(
          "'{0},{1}' of '{2}' is two values, {0} and {1} (commas separate "
          "them): write {0}{1} if one number is meant",
          parsed.axis.steps.back()[0], value, key);
      return parsed;
    }
    parsed.axis.steps.push_back({value});
  }
  return parsed;
}

using AxisValues = std::vector<std::vector<std::string>>;

// The values of the first `count` keys, each time they change.
AxisValues changes_of(const AxisValues& cells, std::size_t count) {
  AxisValues steps;
  for (const auto& cell : cells) {
    std::vector<std::string> step(cell.begin(),
                                  cell.begin() + static_cast<long>(count));
    if (steps.empty() || steps.back() != step) steps.push_back(std::move(step));
  }
  return steps;
}

// What is left of the cells of the first step without the first `count` keys;
// nothing where the steps don't have the same.
AxisValues rest_of_steps(const AxisValues& cells, std::size_t count,
                         std::size_t steps) {
  AxisValues rest;
  const std::size_t each = cells.size() / steps;
  if (each * steps != cells.size()) return rest;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const auto& cell = cells[i];
    std::vector<std::string> tail(cell.begin() + static_cast<long>(count),
                                  cell.end());
    if (i < each)
      rest.push_back(std::move(tail));
    else if (rest[i % each] != tail)
      return {};
  }
  return rest;
}

}  // namespace

// The slowest axis has the fewest keys that do: keys of an axis stand together.
std::vector<SweepAxis> axes_of_cells(const std::vector<std::string>& keys,
                                     const AxisValues& cells) {
  for (std::size_t count = 1; count <= keys.size(); ++count) {
    AxisValues steps = changes_of(cells, count);
    const AxisValues rest = rest_of_steps(cells, count, steps.size());
    if (rest.empty()) continue;
    const auto split_at = keys.begin() + static_cast<long>(count);
    std::vector<SweepAxis> axes{{{keys.begin(), split_at}, std::move(steps)}};
    if (count == keys.size()) {
      if (rest.size() != 1) continue;
      return axes;
    }
    const auto others = axes_of_cells({split_at, keys.end()}, rest);
    if (others.empty()) continue;
    axes.insert(axes.end(), others.begin(), others.end());
    return axes;
  }
  return {};
}

// A range is told from a list by its two colons, which no value has.
ParsedAxis parse_axis(std::string_view text) {
  const auto equals = text.find('=');
  const std::string key{trimmed(text.substr(0, equals))};
  if (equals == std::string_view::npos || key.empty())
    return {{},
            fmt::format("'{}' is no KEY=V1,V2,… or KEY=LO:HI:STEP: write e.g. "
                        "endpoint.effect.hazard_ratio=0.5,0.6,0.7",
                        text)};
  const std::string_view values = trimmed(text.substr(equals + 1));
  const auto parts = split_outside(values, ':');
  if (parts.size() == 3) return range_axis(key, parts);
  if (parts.size() == 2 && quantity(without_quotes(parts[0])) &&
      quantity(without_quotes(parts[1])))
    return {{},
            fmt::format("the range '{}' of '{}' has no step: write LO:HI:STEP, "
                        "e.g. 0.5:0.75:0.05",
                        values, key)};
  return list_axis(key, values);
}

// The axis that is named first keeps its place, and so the order of the cells.
std::string zip_axes(SweepPlan& plan, const std::vector<std::string>& keys) {
  std::vector<std::size_t> found;
  for (const std::string& key : keys) {
    const auto axis = std::ranges::find_if(plan.axes, [&](const SweepAxis& a) {
      return std::ranges::count(a.keys, key) > 0;
    });
    if (axis == plan.axes.end())
      return fmt::format("'{}' isn't varied: vary it too", key);
    found.push_back(static_cast<std::size_t>(axis - plan.axes.begin()));
  }
  if (found.empty()) return "";
  SweepAxis& first = plan.axes[found.front()];
  for (std::size_t i = 1; i < found.size(); ++i) {
    const SweepAxis& other = plan.axes[found[i]];
    if (found[i] == found.front())
      return fmt::format("'{}' is zipped twice: name it once", keys[i]);
    if (other.steps.size() != first.steps.size())
      return fmt::format(
          "'{}' has {} values and '{}' {} (keys that move together need as "
          "many): give as many",
          keys[0], first.steps.size(), keys[i], other.steps.size());
    first.keys.insert(first.keys.end(), other.keys.begin(), other.keys.end());
    for (std::size_t step = 0; step < first.steps.size(); ++step)
      first.steps[step].insert(first.steps[step].end(),
                               other.steps[step].begin(),
                               other.steps[step].end());
  }
  std::ranges::sort(found);
  const std::size_t kept = static_cast<std::size_t>(&first - plan.axes.data());
  for (auto at = found.rbegin(); at != found.rend(); ++at)
    if (*at != kept)
      plan.axes.erase(plan.axes.begin() + static_cast<std::ptrdiff_t>(*at));
  return "";
}

// In the order of the axes, which is that of a cell's values.
std::vector<std::string> sweep_keys(const SweepPlan& plan) {
  std::vector<std::string> keys;
  for (const SweepAxis& axis : plan.axes)
    keys.insert(keys.end(), axis.keys.begin(), axis.keys.end());
  return keys;
}

// The last axis is fastest, as the digits of a number are.
std::vector<SweepCell> sweep_cells(const SweepPlan& plan) {
  std::vector<SweepCell> cells{{}};
  for (const SweepAxis& axis : plan.axes) {
    std::vector<SweepCell> crossed;
    for (const SweepCell& cell : cells)
      for (const auto& step : axis.steps) {
        crossed.push_back(cell);
        auto& values = crossed.back().values;
        values.insert(values.end(), step.begin(), step.end());
      }
    cells = std::move(crossed);
  }
  return cells;
}

namespace {

// Which of the reference's texts an axis hasn't, and what it has.
std::string absent_reference(const SweepAxis& axis,
                             const std::vector<std::string>& reference) {
  for (std::size_t k = 0; k < axis.keys.size(); ++k)
    for (const std::string& text : reference) {
      if (!text.starts_with(axis.keys[k] + '=')) continue;
      const std::string value = text.substr(axis.keys[k].size() + 1);
      std::vector<std::string_view> known;
      for (const auto& step : axis.steps) known.emplace_back(step[k]);
      if (std::ranges::any_of(known, [&](std::string_view v) {
            return same_value(std::string{v}, value);
          }))
        continue;
      return fmt::format(
          "no cell has the reference's '{}' (its values are {}): choose one of "
          "them",
          text, join(known, ", "));
    }
  return fmt::format(
      "no cell has the reference's values of '{}' and '{}' together (they are "
      "zipped): choose values that are",
      axis.keys[0], axis.keys[1]);
}

}  // namespace

// Axis by axis: the cells are crossed, so that each axis has its own share of
// the cell's number.
std::size_t reference_cell(const SweepPlan& plan, std::string& fault) {
  std::size_t cell = 0;
  std::vector<std::string> open = plan.reference;
  for (const SweepAxis& axis : plan.axes) {
    const auto fits = [&](const std::vector<std::string>& step) {
      for (std::size_t k = 0; k < axis.keys.size(); ++k)
        for (const std::string& text : plan.reference)
          if (text.starts_with(axis.keys[k] + '=') &&
              !same_value(text.substr(axis.keys[k].size() + 1), step[k]))
            return false;
      return true;
    };
    const auto step = std::ranges::find_if(axis.steps, fits);
    if (step == axis.steps.end()) {
      fault = absent_reference(axis, plan.reference);
      return sweep_cells(plan).size();
    }
    cell = cell * axis.steps.size() +
           static_cast<std::size_t>(step - axis.steps.begin());
    for (const std::string& key : axis.keys)
      std::erase_if(open, [&](const std::string& text) {
        return text.starts_with(key + '=');
      });
  }
  if (!open.empty()) {
    fault =
        fmt::format("the reference's '{}' isn't varied: remove it", open[0]);
    return sweep_cells(plan).size();
  }
  return cell;
}

// By the last of the tables on the way that says a stage: what follows may be
// an element's name, which the table of keys doesn't know.
bool is_analysis_key(std::string_view key) {
  config::Stage stage = config::Stage::simulation;
  const config::KeyTree* at = &config::key_tree();
  const auto steps = config::parse_path(key);
  for (const config::Step& step : steps.value_or(std::vector<config::Step>{})) {
    const auto* name = std::get_if<std::string>(&step);
    if (name == nullptr) continue;  // an element is of its list's stage
    at = config::find_any(*at, *name);
    if (at == nullptr) break;
    if (at->key->stage != config::Stage::as_its_table) stage = at->key->stage;
  }
  return stage == config::Stage::analysis;
}

}  // namespace rehearse
