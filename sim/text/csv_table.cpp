#include "rehearse/text/csv_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#include "rehearse/core/errors.hpp"
#include "rehearse/text/csv_text.hpp"
#include "rehearse/text/spreadsheet_text.hpp"
#include "rehearse/text/text.hpp"

namespace rehearse {
namespace {

class Parser {
 public:
  Parser(const CsvText& csv, const std::string& name)
      : text_(csv.text),
        name_(name),
        delimiter_(csv.delimiter),
        line_(csv.first_line) {}

  [[nodiscard]] bool done() const { return text_.empty(); }
  [[nodiscard]] std::size_t line() const { return line_; }

  // The next record, without its line end. An empty line is one empty field.
  std::vector<std::string> record() {
    std::vector<std::string> fields;
    do fields.push_back(field());
    while (take({&delimiter_, 1}));
    if (!take("\r\n") && !take("\n") && !text_.empty())
      fail("text after a closing quote (a quoted field ends at its quote)",
           "double a quote that is part of the field");
    ++line_;
    return fields;
  }

  [[noreturn]] void fail(const std::string& what, std::string_view advice,
                         std::size_t line = 0) const {
    throw IoError(IoFault::bad_data,
                  fmt::format("{}:{}: {}: {}", name_, line == 0 ? line_ : line,
                              what, advice));
  }

 private:
  bool take(std::string_view token) {
    if (!text_.starts_with(token)) return false;
    text_.remove_prefix(token.size());
    return true;
  }

  std::string field() {
    std::string text = take("\"") ? quoted_field() : bare_field();
    const bool guarded = text.starts_with(formula_guard) &&
                         is_formula(std::string_view{text}.substr(1));
    if (guarded) text.erase(0, 1);
    return text;
  }

  std::string bare_field() {
    const std::array ends{delimiter_, '\n'};
    std::size_t end =
        std::min(text_.find_first_of({ends.data(), ends.size()}), text_.size());
    const std::size_t next = end;
    if (next < text_.size() && text_[next] == '\n' && next > 0 &&
        text_[next - 1] == '\r')
      --end;  // CRLF
    std::string field{text_.substr(0, end)};
    if (field.find('"') != std::string::npos)
      fail("a quote inside an unquoted field (a quoted field begins with one)",
           "put the whole field in quotes and double those inside");
    text_.remove_prefix(end);
    return field;
  }

  std::string quoted_field() {
    const std::size_t opened = line_;
    std::string field;
    while (!text_.empty()) {
      const char c = text_.front();
      text_.remove_prefix(1);
      if (c == '"' && !take("\"")) return field;
      if (c == '\n') ++line_;
      field += c;
    }
    fail("a quote is never closed (the file ends first)", "close it", opened);
  }

  std::string_view text_;
  const std::string& name_;
  char delimiter_;
  std::size_t line_;
};

bool is_empty_line(const std::vector<std::string>& fields) {
  return fields.size() == 1 && fields.front().empty();
}

void check_header(const Parser& parser, const CsvTable& table,
                  std::size_t line) {
  for (auto column = table.header.begin(); column != table.header.end();
       ++column)
    if (!column->empty() &&
        std::find(table.header.begin(), column, *column) != column)
      parser.fail(
          fmt::format("column '{}' stands twice in the header", *column),
          "give each column a name of its own", line);
}

CsvTable parse(const CsvText& csv, const std::string& name) {
  CsvTable table{name, {}, {}, {}, csv.delimiter};
  Parser parser{csv, name};
  if (parser.done())
    parser.fail("the file is empty (the first line names the columns)",
                "write a header and a row for each record");
  table.header = parser.record();
  check_header(parser, table, csv.first_line);
  while (!parser.done()) {
    const std::size_t line = parser.line();
    auto row = parser.record();
    if (is_empty_line(row) && table.header.size() > 1) continue;
    if (row.size() != table.header.size())
      parser.fail(fmt::format("{} fields (the header names {} columns)",
                              row.size(), table.header.size()),
                  "give the row one field for each column", line);
    table.rows.push_back(std::move(row));
    table.lines.push_back(line);
  }
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

CsvTable parse_csv(std::string_view text, const std::string& name) {
  return parse({std::string{text}}, name);
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
  for (const auto& row : table.rows) {
    const std::string_view text = without_spaces(row[column]);
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
  const auto unreadable = [&](const std::error_code& reason) {
    return IoError(IoFault::input_missing,
                   fmt::format("{}: cannot be read ({}): check the path", path,
                               reason.message()));
  };
  std::ifstream file{path, std::ios::binary};
  if (!file) throw unreadable({errno, std::generic_category()});
  std::string text;
  try {
    text.assign(std::istreambuf_iterator<char>{file},
                std::istreambuf_iterator<char>{});
  } catch (const std::ios_base::failure& failure) {  // a folder, a bad disk
    throw unreadable(failure.code());
  }
  return parse_csv_file(std::move(text), encoding, path);
}

}  // namespace rehearse
