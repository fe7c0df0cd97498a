// The sites: a count, a file, or their names. A file is read here and its
// columns put in the place of its name, so that the resolved config holds
// without it.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "parts.hpp"
#include "rehearse/text/csv_table.hpp"
#include "rehearse/text/text.hpp"

namespace rehearse::config {
namespace {

constexpr std::uintmax_t max_file_size = 16'000'000;  // [bytes]

// A plain file of a sensible size: reading a device or a pipe would never end.
CsvTable read_site_file(const std::filesystem::path& folder,
                        const std::string& name) {
  const std::filesystem::path path = folder / name;
  std::error_code error;
  const bool regular = std::filesystem::is_regular_file(path, error);
  if (!regular || std::filesystem::file_size(path, error) > max_file_size) {
    throw IoError{IoFault::input_missing,
                  fmt::format("'{}' can't be read (it is missing, no plain "
                              "file or over 16 MB): check its path, from the "
                              "config's folder",
                              name)};
  }
  return read_csv(path.string());
}

// The number of columns where there is no such one.
std::size_t column_of(const CsvTable& csv, std::string_view name) {
  return static_cast<std::size_t>(std::ranges::find(csv.header, name) -
                                  csv.header.begin());
}

// What is left of a column's name in any style of writing.
std::string letters_of(std::string_view name) {
  std::string letters;
  for (const char c : name)
    if (c != ' ' && c != '_' && c != '-' && c != '.')
      letters += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return letters;
}

// Case, a plural, a letter: what nearly is a column of ours was meant to be.
bool is_nearly(std::string_view column, std::string_view ours) {
  const std::string a = letters_of(column);
  const std::string b = letters_of(ours);
  return column != ours && edits(a, b) <= 1;
}

// Columns that play no part are said; one that nearly would is an error.
void check_columns(const CsvTable& csv, const Node& file, Faults& faults) {
  constexpr std::array<std::string_view, 2> known{"site_id", "weight"};
  std::vector<std::string_view> unused;
  for (const std::string& column : csv.header) {
    if (std::ranges::find(known, column) != known.end()) continue;
    const auto near = std::ranges::find_if(
        known, [&](std::string_view ours) { return is_nearly(column, ours); });
    if (near != known.end())
      faults.error(file,
                   "{} has a column '{}' (did you mean '{}'? it would not be "
                   "used): rename or remove it",
                   csv.name, column, *near);
    else if (!column.empty())
      unused.push_back(column);
  }
  if (!unused.empty())
    faults.warn(file,
                "columns of {} that are not used: {} (the known ones are {})",
                csv.name, join(unused, ", "), join(known, ", "));
}

// The file's columns in the place of its name, so that the resolved config
// stands for itself.
void put_columns(const CsvTable& csv, const Node& file, Node& sites,
                 Faults& faults) {
  const std::size_t id_column = column_of(csv, "site_id");
  const std::size_t weight_column = column_of(csv, "weight");
  check_columns(csv, file, faults);
  if (id_column == csv.header.size()) {
    faults.error(file,
                 "{} has no column 'site_id' (it names the sites): add it",
                 csv.name);
    return;
  }
  const DecimalMark mark_of_weights = weight_column == csv.header.size()
                                          ? DecimalMark::point
                                          : decimal_mark(csv, weight_column);
  List ids;
  List weights;
  for (std::size_t row = 0; row < csv.rows.size(); ++row) {
    const std::string where = fmt::format("{}:{}", csv.name, csv.lines[row]);
    const Mark mark{where, file.mark.order, 0, 0};
    const std::string id{csv.rows[row][id_column]};
    ids.push_back({id, mark, mark, "site_id"});
    if (!is_printable(id))
      faults.error(ids.back(), "the text is no printable UTF-8: correct it");
    if (weight_column == csv.header.size()) continue;
    const std::string_view text = csv.rows[row][weight_column];
    const auto weight = rehearse::parse_number(text, mark_of_weights);
    weights.push_back({weight.value_or(1.0), mark, mark, "weight"});
    if (!weight || *weight <= 0.0 || *weight > 1e9) {
      faults.error(weights.back(),
                   "\"{}\" is no weight (a number above 0 and at most 1e+09): "
                   "correct it",
                   text);
    }
  }
  // Each value stands at its line of the file, the lists where the file is
  // named.
  const Mark mark = file.mark;
  Table members{{"site_id", {std::move(ids), mark, mark, "sites.site_id"}}};
  if (weight_column != csv.header.size()) {
    members.push_back(
        {"weight", {std::move(weights), mark, mark, "sites.weight"}});
  }
  sites.value = std::move(members);
}

// A file that can't be read is a fault of the config, among the others, rather
// than the end of reading.
void read_file(const std::filesystem::path& folder, Node& sites,
               Faults& faults) {
  const Node file = *find(sites, "file");
  const auto* name = as<std::string>(&file);
  if (name == nullptr) return;
  try {
    put_columns(read_site_file(folder, *name), file, sites, faults);
  } catch (const IoError& error) {
    faults.error(file, error.what());
  }
}

// Exactly one of the three ways to say which sites there are.
void check_form(const Node& sites, Faults& faults) {
  const bool named = find(sites, "site_id") != nullptr;
  if (!named && find(sites, "count") == nullptr &&
      find(sites, "file") == nullptr) {
    faults.error(sites,
                 "no sites are given (the table is there for them): add "
                 "'count', 'file' or 'site_id'");
  }
  if (!named && find(sites, "weight") != nullptr) {
    faults.error(*find(sites, "weight"),
                 "'weight' is given without 'site_id' (it has a value for each "
                 "of them): add the names");
  }
}

// Names are compared as they look, since they become names of strata.
void read_named(Node& sites, Scenario& scenario, Faults& faults) {
  const List ids = elements(sites, "site_id");
  std::vector<const Node*> names;
  for (const Node& id : ids) {
    names.push_back(&id);
    const auto* text = as<std::string>(&id);
    if (text != nullptr && text->find(';') != std::string::npos) {
      faults.error(id,
                   "'{}' holds a ';' (which separates the parts of a stratum's "
                   "name): replace it",
                   *text);
    }
    scenario.sites.push_back({text == nullptr ? "" : *text, 1.0});
  }
  check_names(names, "site", faults);
  if (ids.empty() || ids.size() > 100'000) {
    faults.error(
        *find(sites, "site_id"),
        "{} sites are given (there must be 1 to 100000): add or remove some",
        ids.size());
  }
  fill_list(sites, "weight", ids.size(), 1.0);
  const auto weights = values<double>(sites, "weight");
  if (elements(sites, "weight").size() != ids.size()) {
    faults.error(*find(sites, "weight"),
                 "{} weights for {} sites (each has one): make them as many",
                 elements(sites, "weight").size(), ids.size());
  }
  for (std::size_t i = 0; i < std::min(weights.size(), ids.size()); ++i)
    scenario.sites[i].weight = weights[i];
}

}  // namespace

// A count makes names of its own: 1, 2, …
void read_sites(Node& root, const std::filesystem::path& folder,
                Scenario& scenario, Faults& faults) {
  Node* sites = find(root, "sites");
  if (as<Table>(sites) == nullptr) return;
  check_form(*sites, faults);
  if (find(*sites, "file") != nullptr) read_file(folder, *sites, faults);
  if (as<List>(find(*sites, "site_id")) != nullptr)
    read_named(*sites, scenario, faults);
  else if (const auto count = get<std::int64_t>(*sites, "count"))
    for (std::int64_t i = 1; i <= *count; ++i)
      scenario.sites.push_back({std::to_string(i), 1.0});
}

}  // namespace rehearse::config
