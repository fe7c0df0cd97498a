// CDISC Dataset-JSON 1.1 (5 December 2024).
#include "dataset_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "data_cells.hpp"
#include "data_rows.hpp"
#include "rehearse/core/errors.hpp"
#include "rehearse/text/trimmed.hpp"
#include "sas_values.hpp"

namespace rehearse {
namespace {

using UnorderedJson = nlohmann::json;

[[noreturn]] void fail_at(const std::string& place, const std::string& what) {
  throw IoError(IoFault::bad_data, fmt::format("{}: {}", place, what));
}

// A part of a text as JSON; `first` is the part's first line in the file.
UnorderedJson parsed(std::string_view text, const std::string& name,
                     std::size_t first = 1) {
  try {
    return UnorderedJson::parse(text);
  } catch (const UnorderedJson::exception& error) {
    const auto* syntax =
        dynamic_cast<const UnorderedJson::parse_error*>(&error);
    const std::size_t at =
        syntax == nullptr ? 0 : std::min(syntax->byte, text.size());
    const std::string_view before = text.substr(0, at == 0 ? 0 : at - 1);
    // The place in it isn't that in the file.
    std::string_view what = error.what();
    for (const std::string_view end : {"] ", "column ", ": "})
      if (const auto found = what.find(end); found != what.npos)
        what.remove_prefix(found + end.size());
    fail_at(fmt::format("{}:{}:{}", name,
                        first + static_cast<std::size_t>(
                                    std::ranges::count(before, '\n')),
                        before.size() - (before.rfind('\n') + 1) + 1),
            fmt::format("syntax: {}", what));
  }
}

// A member of an object, where there is one.
const UnorderedJson* member(const UnorderedJson& object, const char* key) {
  const auto found = object.find(key);
  return found == object.end() ? nullptr : &*found;
}

std::string text_of(const UnorderedJson& object, const char* key) {
  const UnorderedJson* value = member(object, key);
  return value != nullptr && value->is_string() ? value->get<std::string>()
                                                : "";
}

void check_version(const UnorderedJson& head, const std::string& name) {
  if (head.contains("clinicalData") || head.contains("referenceData"))
    fail_at(name, "this is Dataset-JSON 1.0 (1.1 is read): export it anew");
  const std::string version = text_of(head, "datasetJSONVersion");
  if (version == "1.1" || version.starts_with("1.1.")) return;
  fail_at(
      name,
      version.empty()
          ? "this is no Dataset-JSON (it has no datasetJSONVersion): give a "
            "file of CDISC Dataset-JSON 1.1, or CSV"
          : fmt::format("this is Dataset-JSON {} (1.1 is read): export it "
                        "anew",
                        version));
}

// How the columns' numbers are shown; their names go into the table.
std::vector<SasTime> read_columns(const UnorderedJson& head, CsvTable& table) {
  const UnorderedJson* columns = member(head, "columns");
  if (columns == nullptr || !columns->is_array() || columns->empty())
    fail_at(table.name,
            "no columns (a list of that name says what the rows have): "
            "export it anew");
  std::vector<SasTime> times;
  for (const UnorderedJson& column : *columns) {
    if (!column.is_object() || text_of(column, "name").empty())
      fail_at(table.name, fmt::format("column {} has no name: export it anew",
                                      times.size() + 1));
    table.header.push_back(text_of(column, "name"));
    times.push_back(time_of_format(text_of(column, "displayFormat")));
  }
  check_header(table);
  return times;
}

class RecordReader {
 public:
  RecordReader(CsvTable& table, std::vector<SasTime> times)
      : table_(table), times_(std::move(times)) {}

  // `place` is the row's, counted as the table's unit says.
  void add(const UnorderedJson& row, std::size_t place) {
    table_.lines.push_back(static_cast<std::uint32_t>(place));
    const std::size_t at = table_.lines.size() - 1;
    if (!row.is_array())
      fail_in_row(table_, at, "a row is a list of values: correct it");
    if (row.size() != times_.size())
      fail_in_row(table_, at,
                  fmt::format("{} values (there are {} columns): give the row "
                              "one for each",
                              row.size(), times_.size()));
    for (std::size_t c = 0; c < row.size(); ++c)
      cells_.add(value_text(row[c], at, c), table_.name);
  }

  void end(const UnorderedJson& head) {
    const UnorderedJson* records = member(head, "records");
    if (records != nullptr && *records != table_.lines.size())
      fail_at(table_.name,
              fmt::format("{} rows, though it says {} (records): it "
                          "isn't whole; export it anew",
                          table_.lines.size(), records->dump()));
    table_.rows = cells_.take(times_.size());
  }

 private:
  std::string value_text(const UnorderedJson& value, std::size_t row,
                         std::size_t column) const {
    if (value.is_null()) return "";
    if (value.is_string()) return value.get<std::string>();
    if (value.is_boolean()) return value.get<bool>() ? "TRUE" : "FALSE";
    if (value.is_number())
      return value.is_number_integer() && times_[column] == SasTime::none
                 ? value.dump()
                 : sas_text(value.get<double>(), times_[column]);
    fail_at(field_place(table_, row, column),
            "a value is a text, a number, true, false or null: correct it");
  }

  CsvTable& table_;
  std::vector<SasTime> times_;
  DataCells cells_;
};

// The first line alone is JSON, and more follows: NDJSON.
bool is_by_lines(std::string_view text) {
  const auto end = text.find('\n');
  if (end == std::string_view::npos) return false;
  return !trimmed(text.substr(end), " \t\r\n").empty() &&
         UnorderedJson::accept(text.substr(0, end));
}

void read_lines(std::string_view text, CsvTable& table) {
  table.unit = RowUnit::line;
  auto end = text.find('\n');
  const UnorderedJson head = parsed(text.substr(0, end), table.name);
  check_version(head, table.name);
  RecordReader reader{table, read_columns(head, table)};
  for (std::size_t line = 2; end != std::string_view::npos; ++line) {
    const std::size_t begin = end + 1;
    end = text.find('\n', begin);
    const std::string_view row = text.substr(begin, end - begin);
    if (!trimmed(row, " \t\r").empty())
      reader.add(parsed(row, table.name, line), line);
  }
  reader.end(head);
}

void read_whole(std::string_view text, CsvTable& table) {
  const UnorderedJson document = parsed(text, table.name);
  check_version(document, table.name);
  RecordReader reader{table, read_columns(document, table)};
  const UnorderedJson* rows = member(document, "rows");
  if (rows != nullptr && !rows->is_array())
    fail_at(table.name, "rows is no list of rows: export it anew");
  std::size_t number = 0;
  if (rows != nullptr)
    for (const UnorderedJson& row : *rows) reader.add(row, ++number);
  reader.end(document);
}

}  // namespace

bool is_json_object(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  return trimmed(text.substr(0, 1000), " \t\r\n").starts_with('{');
}

CsvTable parse_dataset_json(const std::string& text,
                            const std::string& encoding,
                            const std::string& name) {
  if (!encoding.empty() && !is_word(encoding, "utf-8") &&
      !is_word(encoding, "utf8"))
    fail_at(name,
            fmt::format("--encoding {}: JSON is UTF-8 (RFC 8259): leave it "
                        "out",
                        encoding));
  CsvTable table;
  table.name = name;
  table.unit = RowUnit::row;
  (is_by_lines(text) ? read_lines : read_whole)(text, table);
  return table;
}

}  // namespace rehearse
