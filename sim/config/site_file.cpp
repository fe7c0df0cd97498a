// A file of sites: its columns are put in the place of its name, so that the
// resolved config holds without it.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "parts.hpp"
#include "rehearse/text/csv_table.hpp"
#include "rehearse/text/input_file.hpp"
#include "rehearse/text/text.hpp"

namespace rehearse::config {
namespace {

constexpr std::uintmax_t max_file_size = 16'000'000;  // [bytes]

// A plain file of a sensible size: reading a device or a pipe would never end.
CsvTable open_site_file(SourceFolder& source, const std::string& name) {
  const std::filesystem::path path = source.path / name;
  std::error_code error;
  const bool regular = std::filesystem::is_regular_file(path, error);
  if (!regular || std::filesystem::file_size(path, error) > max_file_size) {
    throw IoError{IoFault::input_missing,
                  fmt::format("'{}' can't be read (it is missing, no plain "
                              "file or over 16 MB): check its path, from the "
                              "config's folder",
                              name)};
  }
  std::string bytes = read_input(path.string());
  source.read.push_back(input_record(path.string(), bytes));
  return parse_csv_file(std::move(bytes), "", path.string());
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
void check_columns(const CsvTable& csv, const Node& file,
                   std::span<const std::string_view> known, Faults& faults) {
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

// What a column's cells are. Those that may be empty have a value that stands
// for the one that holds of all sites.
struct ColumnForm {
  std::string_view name;
  std::string_view what;  // a cell that is none; empty: any text
  std::string_view range;
  double most;
  bool may_be_empty;
};
constexpr ColumnForm column_forms[] = {
    {"weight", "weight", "a number above 0 and at most 1e+09", 1e9, false},
    {"opens", "", "", 0.0, true},
    {"rate_per_month", "rate", "a number above 0 and at most 1e+09", 1e9, true},
    {"cap", "cap", "an integer of at least 1 and at most 10000000", 1e7, true},
    {"region", "", "", 0.0, true},
};

// Each value stands at its line of the file.
class SiteFile {
 public:
  SiteFile(const CsvTable& csv, const Node& file, Faults& faults)
      : csv_(csv), file_(file), faults_(faults) {}

  [[nodiscard]] bool has(std::string_view column) const {
    return column_of(csv_, column) < csv_.header.size();
  }

  List names() {
    List ids = cells("site_id", [](const Node&, std::string_view text) {
      return Content{std::string{text}};
    });
    for (const Node& id : ids) check_text(id);
    return ids;
  }

  List column(const ColumnForm& form) {
    if (form.what.empty()) {
      List texts = cells(form.name, [](const Node&, std::string_view text) {
        return Content{std::string{text}};
      });
      for (const Node& text : texts) check_text(text);
      return texts;
    }
    const DecimalMark mark = decimal_mark(csv_, column_of(csv_, form.name));
    return cells(form.name, [&](const Node& at, std::string_view text) {
      return number(form, mark, at, text);
    });
  }

 private:
  template <class Value>
  List cells(std::string_view name, const Value& value) {
    const std::size_t column = column_of(csv_, name);
    List list;
    for (std::size_t row = 0; row < csv_.rows.size(); ++row) {
      const std::string where =
          fmt::format("{}:{}", csv_.name, csv_.lines[row]);
      const Mark mark{where, file_.mark.order, 0, 0};
      list.push_back({{}, mark, mark, std::string{name}});
      list.back().value = value(list.back(), csv_.rows[row][column]);
    }
    return list;
  }

  void check_text(const Node& cell) {
    const auto* text = as<std::string>(&cell);
    if (text != nullptr && !text->empty() && !is_printable(*text))
      faults_.error(cell, "the text is no printable UTF-8: correct it");
  }

  Content number(const ColumnForm& form, DecimalMark mark, const Node& at,
                 std::string_view text) {
    const bool whole = form.name == "cap";
    const bool empty = form.may_be_empty && text.empty();
    const auto found = rehearse::parse_number(text, mark);
    const double value = empty ? 0.0 : found.value_or(1.0);
    if (!empty && (!found || value <= 0.0 || value > form.most ||
                   (whole && value != std::floor(value))))
      faults_.error(at, "\"{}\" is no {} ({}): correct it", text, form.what,
                    form.range);
    if (whole) return std::int64_t(std::clamp(value, 0.0, form.most));
    return value;
  }

  const CsvTable& csv_;
  const Node& file_;
  Faults& faults_;
};

// The lists stand where the file is named; what else [sites] states stays.
void put_columns(const CsvTable& csv, const Node& file,
                 std::span<const std::string_view> known, Node& sites,
                 Faults& faults) {
  check_columns(csv, file, known, faults);
  SiteFile columns{csv, file, faults};
  if (!columns.has("site_id")) {
    faults.error(file,
                 "{} has no column 'site_id' (it names the sites): add it",
                 csv.name);
    return;
  }
  const Mark mark = file.mark;
  Table members{{"site_id", {columns.names(), mark, mark, "sites.site_id"}}};
  for (const ColumnForm& form : column_forms) {
    const std::string name{form.name};
    if (std::ranges::find(known, form.name) != known.end() &&
        columns.has(form.name))
      members.push_back(
          {name, {columns.column(form), mark, mark, "sites." + name}});
  }
  auto& table = std::get<Table>(sites.value);
  for (Member& member : table)
    if (member.key == "frailty") members.push_back(std::move(member));
  table = std::move(members);
}

}  // namespace

// A file that can't be read is a fault of the config, among the others, rather
// than the end of reading.
void read_site_file(SourceFolder& source,
                    std::span<const std::string_view> known, Node& sites,
                    Faults& faults) {
  const Node file = *find(sites, "file");
  const auto* name = as<std::string>(&file);
  if (name == nullptr) return;
  try {
    put_columns(open_site_file(source, *name), file, known, sites, faults);
  } catch (const IoError& error) {
    faults.error(file, error.what());
  }
}

}  // namespace rehearse::config
