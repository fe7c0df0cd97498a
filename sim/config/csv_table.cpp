#include "rehearse/config/csv_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#include "rehearse/core/errors.hpp"
#include "spreadsheet_text.hpp"

namespace rehearse {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

class Parser {
 public:
  Parser(std::string_view text, const std::string& name)
      : text_(text), name_(name) {
    if (text_.starts_with(byte_order_mark))
      text_.remove_prefix(byte_order_mark.size());
  }

  [[nodiscard]] bool done() const { return text_.empty(); }
  [[nodiscard]] std::size_t line() const { return line_; }

  // The next record, without its line end. An empty line is one empty field.
  std::vector<std::string> record() {
    std::vector<std::string> fields;
    do fields.push_back(field());
    while (take(","));
    if (!take("\r\n") && !take("\n") && !text_.empty())
      fail("text after a closing quote (a quoted field ends at its quote)",
           "double a quote that is part of the field");
    ++line_;
    return fields;
  }

  [[noreturn]] void fail(const std::string& what, std::string_view advice,
                         std::size_t line = 0) const {
    throw IoError(ExitStatus::bad_data,
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
    const bool guarded = text.starts_with(config::formula_guard) &&
                         config::is_formula(std::string_view{text}.substr(1));
    if (guarded) text.erase(0, 1);
    return text;
  }

  std::string bare_field() {
    std::size_t end = std::min(text_.find_first_of(",\n"), text_.size());
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
  std::size_t line_ = 1;
};

bool is_empty_line(const std::vector<std::string>& fields) {
  return fields.size() == 1 && fields.front().empty();
}

void check_header(const Parser& parser, const CsvTable& table) {
  for (auto column = table.header.begin(); column != table.header.end();
       ++column)
    if (!column->empty() &&
        std::find(table.header.begin(), column, *column) != column)
      parser.fail(
          fmt::format("column '{}' stands twice in the header", *column),
          "give each column a name of its own", 1);
}

}  // namespace

CsvTable parse_csv(std::string_view text, const std::string& name) {
  CsvTable table{name, {}, {}, {}};
  Parser parser{text, name};
  if (parser.done())
    parser.fail("the file is empty (the first line names the columns)",
                "write a header and a row for each record");
  table.header = parser.record();
  check_header(parser, table);
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

CsvTable read_csv(const std::string& path) {
  const auto unreadable = [&](const std::error_code& reason) {
    return IoError(ExitStatus::input_missing,
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
  return parse_csv(text, path);
}

}  // namespace rehearse
