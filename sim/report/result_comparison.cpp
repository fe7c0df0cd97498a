#include "rehearse/report/result_comparison.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

#include "rehearse/core/errors.hpp"
#include "rehearse/text/csv_table.hpp"
#include "rehearse/text/text.hpp"
#include "rehearse/text/trimmed.hpp"

namespace rehearse {
namespace {

using Json = nlohmann::ordered_json;

double relative_difference(double a, double b) {
  const double scale = std::max(std::abs(a), std::abs(b));
  return scale > 0.0 ? std::abs(a - b) / scale : 0.0;
}

class FilesFound {
 public:
  void add(std::string where, std::string there, std::string here) {
    ++found_.count;
    if (found_.first.size() < FileComparison::most_told)
      found_.first.push_back(
          {std::move(where), std::move(there), std::move(here)});
  }
  void add_numbers(std::string where, std::string there, std::string here,
                   double relative) {
    add(std::move(where), std::move(there), std::move(here));
    ++found_.numbers;
    found_.largest_relative = std::max(found_.largest_relative, relative);
  }
  [[nodiscard]] const FileComparison& found() const { return found_; }

 private:
  FileComparison found_;
};

// Members and columns that another version may give another value though the
// result is the same: a resolved config has a line for each key that it knows.
constexpr std::array versions_own{"version", "config_sha256", "cells_sha256",
                                  "sweep_sha256"};

bool names_version(const std::string& key, const Versions& versions) {
  return versions.there != versions.here &&
         std::ranges::find(versions_own, key) != versions_own.end();
}

// A key within a pointer (RFC 6901).
std::string escaped(std::string key) {
  std::string text;
  for (const char c : key)
    text += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  return text;
}

void compare_json(const std::string& where, const Json& there, const Json& here,
                  const Versions& versions, FilesFound& comparison);

void compare_objects(const std::string& where, const Json& there,
                     const Json& here, const Versions& versions,
                     FilesFound& comparison) {
  for (const auto& [key, value] : there.items()) {
    if (names_version(key, versions)) continue;
    const std::string place = where + '/' + escaped(key);
    if (here.contains(key))
      compare_json(place, value, here.at(key), versions, comparison);
    else
      comparison.add(place, value.dump(), "");
  }
  for (const auto& [key, value] : here.items())
    if (!there.contains(key))
      comparison.add(where + '/' + escaped(key), "", value.dump());
}

void compare_arrays(const std::string& where, const Json& there,
                    const Json& here, const Versions& versions,
                    FilesFound& comparison) {
  for (std::size_t i = 0; i < std::max(there.size(), here.size()); ++i) {
    const std::string place = fmt::format("{}/{}", where, i);
    if (i < there.size() && i < here.size())
      compare_json(place, there[i], here[i], versions, comparison);
    else
      comparison.add(place, i < there.size() ? there[i].dump() : "",
                     i < here.size() ? here[i].dump() : "");
  }
}

void compare_json(const std::string& where, const Json& there, const Json& here,
                  const Versions& versions, FilesFound& comparison) {
  if (there.is_object() && here.is_object())
    return compare_objects(where, there, here, versions, comparison);
  if (there.is_array() && here.is_array())
    return compare_arrays(where, there, here, versions, comparison);
  if (there == here) return;
  if (there.is_number() && here.is_number())
    return comparison.add_numbers(
        where, there.dump(), here.dump(),
        relative_difference(there.get<double>(), here.get<double>()));
  comparison.add(where, there.dump(), here.dump());
}

void compare_cells(const std::string& where, std::string_view there,
                   std::string_view here, FilesFound& comparison) {
  if (there == here) return;
  const auto a = parse_number(there);
  const auto b = parse_number(here);
  if (a && b)
    return comparison.add_numbers(where, std::string{there}, std::string{here},
                                  relative_difference(*a, *b));
  comparison.add(where, std::string{there}, std::string{here});
}

// Rows of both as long as the header, which is alike.
void compare_tables(const CsvTable& there, const CsvTable& here,
                    const Versions& versions, FilesFound& comparison) {
  const std::size_t rows = std::min(there.rows.size(), here.rows.size());
  for (std::size_t row = 0; row < rows; ++row)
    for (std::size_t column = 0; column < there.header.size(); ++column) {
      if (names_version(std::string{there.header[column]}, versions)) continue;
      compare_cells(fmt::format("line {}, column '{}'", there.lines[row],
                                there.header[column]),
                    there.rows[row][column], here.rows[row][column],
                    comparison);
    }
  if (there.rows.size() != here.rows.size())
    comparison.add("number of rows", fmt::format("{}", there.rows.size()),
                   fmt::format("{}", here.rows.size()));
}

// What both begin and end with is alike: of a line that was put in, no other is
// told.
void compare_lines(std::string_view there, std::string_view here,
                   FilesFound& comparison) {
  auto a = split(there, '\n');
  auto b = split(here, '\n');
  while (!a.empty() && !b.empty() && a.back() == b.back()) {
    a.pop_back();
    b.pop_back();
  }
  for (std::size_t line = 0; line < std::max(a.size(), b.size()); ++line) {
    const std::string one{line < a.size() ? a[line] : ""};
    const std::string other{line < b.size() ? b[line] : ""};
    if (one != other || (line < a.size()) != (line < b.size()))
      comparison.add(fmt::format("line {}", line + 1), one, other);
  }
}

std::string as_of(std::string text, const Versions& versions) {
  const std::string there = "rehearse " + versions.there;
  for (auto at = text.find(there); at != std::string::npos;
       at = text.find(there, at + 1))
    text.replace(at, there.size(), "rehearse " + versions.here);
  return text;
}

// False where one of them is no CSV, or the columns are others.
bool compared_as_csv(std::string_view there, std::string_view here,
                     const Versions& versions, FilesFound& comparison) {
  try {
    const CsvTable a = parse_csv(there, "there");
    const CsvTable b = parse_csv(here, "here");
    if (a.header != b.header) return false;
    compare_tables(a, b, versions, comparison);
    return true;
  } catch (const IoError&) {
    return false;
  }
}

bool compared_as_json(std::string_view there, std::string_view here,
                      const Versions& versions, FilesFound& comparison) {
  const Json a = Json::parse(there, nullptr, false);
  const Json b = Json::parse(here, nullptr, false);
  if (a.is_discarded() || b.is_discarded()) return false;
  compare_json("", a, b, versions, comparison);
  return true;
}

}  // namespace

FileComparison compare_files(const std::string& name, std::string_view there,
                             std::string_view here, const Versions& versions) {
  if (there == here) return {};
  FilesFound comparison;
  const std::string theirs = as_of(std::string{there}, versions);
  const bool done = (name.ends_with(".json") &&
                     compared_as_json(theirs, here, versions, comparison)) ||
                    (name.ends_with(".csv") &&
                     compared_as_csv(theirs, here, versions, comparison));
  if (!done) compare_lines(theirs, here, comparison);
  // The same members in other bytes: somebody set the file anew.
  const bool one_version = versions.there == versions.here;
  if (comparison.found().equal() && one_version)
    comparison.add("spaces and order", "", "");
  return comparison.found();
}

std::vector<std::string> not_compared(const Versions& versions) {
  if (versions.there == versions.here) return {};
  return {versions_own.begin(), versions_own.end()};
}

std::string without_advice(std::string_view text) {
  std::string kept;
  for (const std::string_view line : split(text, '\n'))
    if (!trimmed(line).starts_with("rehearse power "))
      kept.append(line).append("\n");
  return kept;
}

}  // namespace rehearse
