#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace rehearse {

/// A CSV file as text: RFC 4180, with LF or CRLF line ends, a byte-order mark
/// and empty lines allowed. Every row has as many fields as the header. What our
/// own files put before a text that a spreadsheet would run ("'=1+1") is gone.
struct CsvTable {
  std::string name;  ///< of the file, as the user wrote it
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;
  std::vector<std::size_t> lines;  ///< where each row begins, from 1
};

/// \throws IoError bad_data, at "name:line", for an unclosed or misplaced
/// quote, a row of another length, a repeated column name, no header. A column
/// may have no name, as that of R's row names.
[[nodiscard]] CsvTable parse_csv(std::string_view text,
                                 const std::string& name);

/// \throws IoError input_missing if the file cannot be read; as `parse_csv`.
[[nodiscard]] CsvTable read_csv(const std::string& path);

}  // namespace rehearse
