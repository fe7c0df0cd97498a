#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace rehearse {

/// A delimited file's text, whatever program wrote it: without a byte-order
/// mark, lines that end in LF or CRLF.
struct CsvText {
  std::string text;
  char delimiter = ',';        ///< or ';' or a tab
  std::size_t first_line = 1;  ///< of `text`, in the file
};

/// Reads a file's bytes.
///
/// - `encoding` is a name that iconv knows, such as GB18030 or windows-1252;
///   empty: UTF-8, or UTF-16 where the bytes show it. Without a name, bytes
///   that are no UTF-8 stay as they are: they may stand where nobody looks.
/// - CR alone ends a line where there is no LF.
/// - The delimiter is the one of , ; and tab that the header has outside of
///   quotes; of several, the one by which every line has as many fields as the
///   header. A first line "sep=;" names it, as spreadsheets read it.
///
/// \throws IoError bad_data, at "name:line", for an unknown encoding, bytes
/// that aren't of it, bytes of value 0, or two delimiters that would both do.
[[nodiscard]] CsvText decode_csv(std::string bytes, const std::string& encoding,
                                 const std::string& name);

/// Well-formed UTF-8 (RFC 3629).
[[nodiscard]] bool is_utf8(std::string_view text);

/// " (why it may be no UTF-8 ...): what to do", for texts that are none.
[[nodiscard]] std::string_view encoding_advice();

}  // namespace rehearse
