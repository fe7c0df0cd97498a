#include "rehearse/text/csv_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unordered_set>
#include <utility>

#include "rehearse/core/errors.hpp"
#include "rehearse/text/csv_text.hpp"
#include "rehearse/text/input_file.hpp"
#include "rehearse/text/spreadsheet_text.hpp"
#include "rehearse/text/text.hpp"

namespace rehearse {
namespace {

constexpr std::size_t most_columns = 10'000;
constexpr std::size_t longest_name = 1'000;  // [bytes]

// A quoted field becomes shorter in its place when its quotes go.
class Parser {
 public:
  Parser(CsvText csv, const std::string& name)
      : text_(std::move(csv.text)),
        name_(name),
        delimiter_(csv.delimiter),
        line_(csv.first_line) {}

  [[nodiscard]] bool done() const { return at_ == text_.size(); }
  [[nodiscard]] std::size_t line() const { return line_; }
  [[nodiscard]] std::string take_text() { return std::move(text_); }
  [[nodiscard]] std::string_view in(const CsvField& field) const {
    return std::string_view{text_}.substr(field.begin, field.size);
  }

  // Adds the next record's fields, without its line end; how many. An empty
  // line is one empty field.
  std::size_t record(std::vector<CsvField>& fields) {
    const std::size_t before = fields.size();
    do fields.push_back(field());
    while (take(delimiter_));
    if (!done() && !take_line_end())
      fail("text after a closing quote (a quoted field ends at its quote)",
           "double a quote that is part of the field");
    ++line_;
    return fields.size() - before;
  }

  [[noreturn]] void fail(const std::string& what, std::string_view advice,
                         std::size_t line = 0) const {
    throw IoError(IoFault::bad_data,
                  fmt::format("{}:{}: {}: {}", name_, line == 0 ? line_ : line,
                              what, advice));
  }

 private:
  bool take(char c) {
    if (done() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  bool take_line_end() {
    if (take('\n')) return true;
    const bool crlf = text_.compare(at_, 2, "\r\n") == 0;
    if (crlf) at_ += 2;
    return crlf;
  }

  CsvField field() {
    CsvField field = take('"') ? quoted_field() : bare_field();
    const std::string_view text = in(field);
    const bool guarded =
        text.starts_with(formula_guard) && is_formula(text.substr(1));
    if (guarded) field = {field.begin + 1, field.size - 1};
    return field;
  }

  [[nodiscard]] static CsvField part(std::size_t begin, std::size_t end) {
    return {static_cast<std::uint32_t>(begin),
            static_cast<std::uint32_t>(end - begin)};
  }

  CsvField bare_field() {
    const std::array ends{delimiter_, '\n'};
    const std::size_t begin = at_;
    at_ = std::min(text_.find_first_of(ends.data(), begin, ends.size()),
                   text_.size());
    const bool crlf =
        !done() && text_[at_] == '\n' && at_ > begin && text_[at_ - 1] == '\r';
    const CsvField field = part(begin, crlf ? at_ - 1 : at_);
    if (in(field).find('"') != std::string_view::npos)
      fail("a quote inside an unquoted field (a quoted field begins with one)",
           "put the whole field in quotes and double those inside");
    return field;
  }

  CsvField quoted_field() {
    const std::size_t opened = line_;
    const std::size_t begin = at_;
    for (std::size_t end = begin; !done(); ++end) {
      const char c = text_[at_++];
      if (c == '"' && !take('"')) return part(begin, end);
      if (c == '\n') ++line_;
      text_[end] = c;
    }
    fail("a quote is never closed (the file ends first)", "close it", opened);
  }

  std::string text_;
  const std::string& name_;
  char delimiter_;
  std::size_t line_;
  std::size_t at_ = 0;
};

[[noreturn]] void fail_in_header(const CsvTable& table, const std::string& what,
                                 std::string_view advice) {
  throw IoError(IoFault::bad_data,
                fmt::format("{}: {}: {}", header_place(table), what, advice));
}

void check_column_count(const CsvTable& table, std::size_t count) {
  if (count > most_columns)
    fail_in_header(table,
                   fmt::format("the header names {} columns (at most {} are "
                               "read)",
                               count, most_columns),
                   "leave out those that aren't needed");
}

CsvTable parse(CsvText csv, const std::string& name) {
  CsvTable table{name, {}, {}, {}, csv.delimiter, csv.first_line};
  std::vector<CsvField> fields;
  fields.reserve(static_cast<std::size_t>(std::ranges::count_if(
      csv.text, [&](char c) { return c == '\n' || c == csv.delimiter; })));
  Parser parser{std::move(csv), name};
  if (parser.done())
    parser.fail("the file is empty (the first line names the columns)",
                "write a header and a row for each record");
  const std::size_t columns = parser.record(fields);
  check_column_count(table, columns);
  for (const CsvField& field : fields)
    table.header.emplace_back(parser.in(field));
  fields.clear();
  check_header(table);
  while (!parser.done()) {
    const std::size_t line = parser.line();
    const std::size_t count = parser.record(fields);
    if (count == 1 && columns > 1 && fields.back().size == 0) {
      fields.pop_back();  // an empty line
      continue;
    }
    if (count != columns)
      parser.fail(fmt::format("{} fields (the header names {} columns)", count,
                              columns),
                  "give the row one field for each column", line);
    table.lines.push_back(static_cast<std::uint32_t>(line));
  }
  table.rows = {parser.take_text(), std::move(fields), columns};
  return table;
}

std::string_view without_spaces(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

bool is_numeric(std::string_view text) {
  return !text.empty() &&
         text.find_first_not_of("0123456789.,+-eE") == text.npos;
}

// 1,234 or 12,345,678: what a comma between thousands looks like.
bool has_thousands(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  const std::size_t first = text.find(',');
  if (first == 0 || first > 3 || text.starts_with('0')) return false;
  for (text.remove_prefix(first); !text.empty(); text.remove_prefix(4))
    if (text.size() < 4 || text[0] != ',' ||
        text.substr(1, 3).find_first_not_of("0123456789") != text.npos)
      return false;
  return true;
}

}  // namespace

const char* word_of(RowUnit unit) {
  return unit == RowUnit::line ? "line" : "row";
}

std::string header_place(const CsvTable& table) {
  return table.unit == RowUnit::line
             ? fmt::format("{}:{}", table.name, table.header_line)
             : table.name;
}

std::string row_place(const CsvTable& table, std::size_t row) {
  return fmt::format("{}:{}{}", table.name,
                     table.unit == RowUnit::line ? "" : "row ",
                     table.lines[row]);
}

std::string field_place(const CsvTable& table, std::size_t row,
                        std::size_t column) {
  return row_place(table, row) + ':' +
         (table.unit == RowUnit::line ? fmt::to_string(column + 1)
                                      : table.header[column]);
}

void check_header(const CsvTable& table) {
  check_column_count(table, table.header.size());
  std::unordered_set<std::string_view> known;
  for (const std::string& name : table.header) {
    if (name.size() > longest_name)
      fail_in_header(
          table,
          fmt::format("a column's name has {} bytes (at most {} are read)",
                      name.size(), longest_name),
          "check that the first line names the columns");
    if (!name.empty() && !known.insert(name).second)
      fail_in_header(
          table, fmt::format("column '{}' stands twice in the header", name),
          "give each column a name of its own");
  }
}

void CsvRows::set(std::size_t row, std::size_t column, std::string_view value) {
  fields_[row * columns_ + column] = {static_cast<std::uint32_t>(text_.size()),
                                      static_cast<std::uint32_t>(value.size())};
  text_ += value;
}

void CsvRows::keep(std::span<const std::size_t> rows) {
  auto end = fields_.begin();
  for (const std::size_t row : rows) {
    const auto begin =
        fields_.begin() + static_cast<std::ptrdiff_t>(row * columns_);
    end = std::copy_n(begin, columns_, end);
  }
  fields_.erase(end, fields_.end());
}

CsvTable parse_csv(std::string_view text, const std::string& name) {
  CsvText csv;
  csv.text = text;
  return parse(std::move(csv), name);
}

CsvTable parse_csv_file(std::string bytes, const std::string& encoding,
                        const std::string& name) {
  return parse(decode_csv(std::move(bytes), encoding, name), name);
}

DecimalMark decimal_mark(const CsvTable& table, std::size_t column) {
  if (table.delimiter == ',') return DecimalMark::point;
  bool point = false;
  bool comma = false;
  bool plain = false;  // a comma that can't be one of thousands
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const std::string_view text = without_spaces(table.rows[row][column]);
    if (!is_numeric(text)) continue;
    const bool has_comma = text.find(',') != text.npos;
    point = point || text.find('.') != text.npos;
    comma = comma || has_comma;
    plain = plain || (has_comma && !has_thousands(text));
  }
  if (!comma) return DecimalMark::point;
  return point || !plain ? DecimalMark::unclear : DecimalMark::comma;
}

std::optional<double> parse_number(std::string_view text, DecimalMark mark) {
  std::string number{without_spaces(text)};
  if (mark == DecimalMark::comma && std::ranges::count(number, ',') == 1)
    std::ranges::replace(number, ',', '.');
  return parse_number(number);
}

std::string_view comma_advice(std::string_view text, DecimalMark mark) {
  if (!is_numeric(text) || text.find(',') == text.npos) return "";
  return mark == DecimalMark::unclear
             ? "; a comma here may be a decimal mark or one of thousands: "
               "write every number of the column with a point, or with none"
             : "; write a point for the decimal mark";
}

CsvTable read_csv(const std::string& path, const std::string& encoding) {
  return parse_csv_file(read_input(path), encoding, path);
}

}  // namespace rehearse
