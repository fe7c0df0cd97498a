#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rehearse {

/// A part of a text, in bytes.
struct CsvField {
  std::uint32_t begin;
  std::uint32_t size;
};

/// A record of a CSV file.
class CsvRecord {
 public:
  CsvRecord(const std::string& text, std::span<const CsvField> fields)
      : text_(text), fields_(fields) {}
  [[nodiscard]] std::size_t size() const { return fields_.size(); }
  [[nodiscard]] std::string_view operator[](std::size_t column) const {
    return std::string_view{text_}.substr(fields_[column].begin,
                                          fields_[column].size);
  }

 private:
  const std::string& text_;
  std::span<const CsvField> fields_;
};

/// The records of a CSV file: its text, and 8 bytes for each field.
class CsvRows {
 public:
  CsvRows() = default;
  CsvRows(std::string text, std::vector<CsvField> fields, std::size_t columns)
      : text_(std::move(text)), fields_(std::move(fields)), columns_(columns) {}

  [[nodiscard]] std::size_t size() const {
    return columns_ == 0 ? 0 : fields_.size() / columns_;
  }
  [[nodiscard]] bool empty() const { return fields_.empty(); }
  [[nodiscard]] CsvRecord operator[](std::size_t row) const {
    return {text_, std::span{fields_}.subspan(row * columns_, columns_)};
  }
  void set(std::size_t row, std::size_t column, std::string_view value);
  /// Leaves those rows alone, in ascending order.
  void keep(std::span<const std::size_t> rows);

 private:
  std::string text_;
  std::vector<CsvField> fields_;  // of all rows
  std::size_t columns_ = 0;
};

/// What a row's place in its file is counted by: lines of a text, or the rows
/// of a file that has none.
enum class RowUnit : std::uint8_t { line, row };

/// A CSV file as text: RFC 4180, with LF or CRLF line ends and empty lines
/// allowed. Every row has as many fields as the header. What our own files put
/// before a text that a spreadsheet would run ("'=1+1") is gone.
/// (Or a file of another format, as text.)
struct CsvTable {
  std::string name;  ///< of the file, as the user wrote it
  std::vector<std::string> header;
  CsvRows rows;
  std::vector<std::uint32_t> lines;  ///< where each row begins, from 1
  char delimiter = ',';
  std::size_t header_line = 1;
  RowUnit unit = RowUnit::line;
};

/// "line" or "row".
[[nodiscard]] const char* word_of(RowUnit unit);

/// Where a table's header is: "d.csv:1"; "d.xpt", where there are no lines.
[[nodiscard]] std::string header_place(const CsvTable& table);

/// Where a row is: "d.csv:5", "d.xpt:row 4".
[[nodiscard]] std::string row_place(const CsvTable& table, std::size_t row);

/// Where a field is: "d.csv:5:3", "d.xpt:row 4:AVAL".
[[nodiscard]] std::string field_place(const CsvTable& table, std::size_t row,
                                      std::size_t column);

/// \throws IoError bad_data, at `header_place`, for a repeated column name,
/// one of more than 1,000 bytes, or more than 10,000 columns.
void check_header(const CsvTable& table);

/// What the program itself wrote, or a part of a file's text.
/// \throws IoError bad_data, at "name:line", for an unclosed or misplaced
/// quote, a row of another length, no header, or as `check_header`. A column
/// may have no name, as that of R's row names.
[[nodiscard]] CsvTable parse_csv(std::string_view text,
                                 const std::string& name);

/// A file's bytes, read as `decode_csv` does.
/// \throws IoError as that and `parse_csv`.
[[nodiscard]] CsvTable parse_csv_file(std::string bytes,
                                      const std::string& encoding,
                                      const std::string& name);

/// \throws IoError input_missing if the file cannot be read; as
/// `parse_csv_file`.
[[nodiscard]] CsvTable read_csv(const std::string& path,
                                const std::string& encoding = "");

/// How a column's numbers are written.
enum class DecimalMark { point, comma, unclear };

/// A comma can be a decimal mark where it doesn't separate fields. It is
/// unclear where the column has both marks, or where every comma stands as one
/// of thousands would (1,234).
[[nodiscard]] DecimalMark decimal_mark(const CsvTable& table,
                                       std::size_t column);

/// A finite number, spaces around it allowed; nothing if it is none, or if it
/// has a comma and the mark is unclear.
[[nodiscard]] std::optional<double> parse_number(std::string_view text,
                                                 DecimalMark mark);

/// What to do about a number that can't be read for its comma, as "; ...";
/// empty where the comma isn't the reason.
[[nodiscard]] std::string_view comma_advice(std::string_view text,
                                            DecimalMark mark);

}  // namespace rehearse
