// The table of keys as a reference for readers.
#include "rehearse/config/key_reference.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "keys.hpp"
#include "read_value.hpp"
#include "rehearse/text/text.hpp"

namespace rehearse {
namespace config {
namespace {

// Where formulas of a table are: the longest beginning of a path holds.
struct Place {
  std::string_view path;
  std::string_view file;
};
constexpr auto reference_places = std::to_array<Place>({
    {"", "sim/config/README.md"},
    {"analysis", "sim/analysis/README.md"},
    {"analysis.efficacy", "sim/design/README.md"},
    {"analysis.futility", "sim/design/README.md"},
    {"analysis.harm", "sim/design/README.md"},
    {"analysis.looks", "sim/design/README.md"},
    {"assessment", "sim/endpoint/README.md"},
    {"assurance", "sim/design/README.md"},
    {"calibration", "sim/montecarlo/README.md"},
    {"conduct", "sim/trial/README.md"},
    {"dropout", "sim/endpoint/README.md"},
    {"endpoint", "sim/endpoint/README.md"},
    {"enrolment", "sim/trial/README.md"},
    {"forecast", "sim/forecast/README.md"},
    {"hypotheses", "sim/design/README.md"},
    {"lists", "sim/lists/README.md"},
    {"multiplicity", "sim/design/README.md"},
    {"randomization", "sim/randomization/README.md"},
    {"review", "sim/endpoint/README.md"},
    {"simulation", "sim/montecarlo/README.md"},
    {"sites", "sim/trial/README.md"},
    {"size", "sim/design/README.md"},
});

std::string_view file_of(std::string_view path) {
  std::string_view file;
  std::size_t longest = 0;
  for (const Place& place : reference_places)
    if (path.starts_with(place.path) && place.path.size() >= longest) {
      file = place.file;
      longest = place.path.size();
    }
  return file;
}

std::string value_word(Kind kind) {
  switch (kind) {
    case Kind::table:
    case Kind::elsewhere:
      return "table";
    case Kind::tables:
    case Kind::records:
      return "list of tables";
    case Kind::date:
      return "date";
    case Kind::choice:
      return "word";
    case Kind::flag:
      return "true or false";
    case Kind::integer:
      return "whole number";
    case Kind::number:
      return "number";
    case Kind::duration:
      return "duration";
    case Kind::moment:
      return "date or duration";
    case Kind::seed:
      return "seed";
    case Kind::levels:
      return "levels of factors";
    default:
      return "text";
  }
}

std::string kind_text(Kind kind) {
  const auto element = element_kind(kind);
  return element ? fmt::format("list, each a {}", value_word(*element))
                 : value_word(kind);
}

std::string unit_text(Kind kind) {
  switch (element_kind(kind).value_or(kind)) {
    case Kind::duration:
      return "\"N days\", weeks, months (of 30.4375 days) or years";
    case Kind::moment:
      return "a date (2025-07-07), or a duration since enrolment opened";
    case Kind::date:
      return "year-month-day: 2025-07-07";
    case Kind::seed:
      return "a number of 64 bits, or 64 hex digits in quotes";
    case Kind::levels:
      return "\"all\", or { factor = \"level\" }";
    default:
      return "";
  }
}

std::string need_text(Need need) {
  if (need == Need::required) return "required";
  return need == Need::simulated ? "required to simulate" : "optional";
}

std::vector<std::string> texts(std::string_view names) {
  std::vector<std::string> all;
  for (const std::string_view name : split(names, '|')) all.emplace_back(name);
  return all;
}

// The last part of a path, without the mark of a list's element.
std::string name_of(std::string_view path) {
  const auto dot = path.rfind('.');
  std::string name{dot == std::string_view::npos ? path : path.substr(dot + 1)};
  if (name.ends_with("[]")) name.resize(name.size() - 2);
  return name;
}

// Siblings of which the table has one alone.
std::vector<std::string> excluded(const Key* table, const std::string& name) {
  std::vector<std::string> others;
  if (table == nullptr) return others;
  for (const OneOf& group : table->one_of) {
    if (!lists(group.names, name)) continue;
    for (std::string& other : texts(group.names))
      if (other != name && std::ranges::find(others, other) == others.end())
        others.push_back(other == "*" ? "others" : std::move(other));
  }
  return others;
}

std::string example_line(const Key& key, const std::string& name) {
  const auto examples = split(key.example, '|');
  if (examples.empty() || name == "*") return "";
  std::string_view value = examples.front();
  if (value.starts_with("# ")) value.remove_prefix(2);
  return value.empty() ? "" : fmt::format("{} = {}", name, value);
}

// A table's parameters hold of the siblings' values that have them.
std::string depends_on(const Key& key) {
  if (key.of.empty()) return "";
  if (key.of == every_sibling) return "all keys of its table";
  const std::string siblings =
      fmt::format("{}", fmt::join(split(key.of, '|'), ", "));
  if (key.of_values.empty()) return siblings;
  return fmt::format("{} = {}", siblings,
                     fmt::join(split(key.of_values, '|'), " or "));
}

KeyEntry entry_of(const Key& key, const Key* table) {
  const std::string name = name_of(key.path);
  const bool holds = key.kind == Kind::table || key.kind == Kind::tables;
  KeyEntry entry;
  entry.path = key.path;
  entry.kind = kind_text(key.kind);
  entry.sentence = key.doc;
  entry.unit = unit_text(key.kind);
  entry.range =
      holds ? ""
            : range_text(key.range, element_kind(key.kind).value_or(key.kind));
  entry.fallback = key.fallback;
  entry.need = need_text(key.need);
  entry.example = holds ? "" : example_line(key, name);
  entry.words = texts(key.values);
  entry.excludes = excluded(table, name);
  entry.depends_on = depends_on(key);
  entry.more = file_of(key.path);
  return entry;
}

void add_entries(const KeyTree& table, std::vector<KeyEntry>& entries) {
  for (const KeyTree& child : table.children) {
    if (child.key->kind == Kind::later) continue;
    entries.push_back(entry_of(*child.key, table.key));
    add_entries(child, entries);
  }
}

// Parts of a path, without indices and marks of elements.
std::vector<std::string> steps_of(std::string_view path) {
  std::vector<std::string> parts;
  for (const std::string_view part : split(path, '.'))
    parts.emplace_back(part.substr(0, part.find('[')));
  return parts;
}

bool same_part(const std::string& key, const std::string& asked) {
  return key == asked || key == "*";
}

// The whole path: a name of the user's own stands for "*".
bool is_path(const std::vector<std::string>& key,
             const std::vector<std::string>& asked) {
  return std::ranges::equal(key, asked, same_part);
}

bool is_end(const std::vector<std::string>& key,
            const std::vector<std::string>& asked) {
  return key.size() > asked.size() &&
         std::equal(asked.rbegin(), asked.rend(), key.rbegin());
}

bool is_within(const std::vector<std::string>& key,
               const std::vector<std::string>& table) {
  return key.size() > table.size() &&
         std::equal(table.begin(), table.end(), key.begin());
}

template <class Match>
std::vector<KeyEntry> matching(const std::vector<std::string>& asked,
                               const Match& match) {
  std::vector<KeyEntry> found;
  std::vector<std::string> matched;
  for (const KeyEntry& entry : key_reference()) {
    const auto steps = steps_of(entry.path);
    const bool is_held = !matched.empty() && is_within(steps, matched);
    if (is_held || match(steps, asked)) found.push_back(entry);
    if (!is_held && match(steps, asked)) matched = steps;
  }
  return found;
}

}  // namespace
}  // namespace config

const std::vector<KeyEntry>& key_reference() {
  static const std::vector<KeyEntry> entries = [] {
    std::vector<KeyEntry> all;
    config::add_entries(config::key_tree(), all);
    return all;
  }();
  return entries;
}

std::vector<KeyEntry> find_keys(std::string_view text) {
  const auto asked = config::steps_of(text);
  std::vector<KeyEntry> found = config::matching(asked, config::is_path);
  return found.empty() ? config::matching(asked, config::is_end) : found;
}

std::string nearest_key(std::string_view text) {
  std::vector<std::string> names;
  for (const KeyEntry& entry : key_reference()) {
    names.push_back(entry.path);
    names.push_back(config::name_of(entry.path));
  }
  const std::vector<std::string_view> candidates{names.begin(), names.end()};
  const auto near = nearest(text, candidates);
  return near ? fmt::format(" (did you mean '{}'?)", *near) : "";
}

}  // namespace rehearse
