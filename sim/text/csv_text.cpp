#include "rehearse/text/csv_text.hpp"

#include <fmt/format.h>
#include <iconv.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>
#include <utility>
#include <vector>

#include "rehearse/core/errors.hpp"
#include "rehearse/text/text.hpp"

namespace rehearse {
namespace {

[[noreturn]] void fail(const std::string& name, std::size_t line,
                       const std::string& message) {
  throw IoError(IoFault::bad_data,
                fmt::format("{}:{}: {}", name, line, message));
}

// Closes what iconv_open opened.
class Converter {
 public:
  explicit Converter(const std::string& from)
      : handle_(::iconv_open("UTF-8", from.c_str())) {}
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;
  ~Converter() {
    if (is_known()) ::iconv_close(handle_);
  }

  [[nodiscard]] bool is_known() const {
    return handle_ != reinterpret_cast<::iconv_t>(-1);
  }

  // All of `bytes`, or what comes before the first that isn't of the encoding.
  [[nodiscard]] std::pair<std::string, bool> operator()(
      std::string& bytes) const {
    std::string text;
    std::array<char, 1 << 16> buffer{};
    char* in = bytes.data();
    std::size_t left = bytes.size();
    while (left > 0) {
      char* out = buffer.data();
      std::size_t room = buffer.size();
      const bool failed = ::iconv(handle_, &in, &left, &out, &room) ==
                          static_cast<std::size_t>(-1);
      text.append(buffer.data(), buffer.size() - room);
      if (failed && errno != E2BIG) return {std::move(text), false};
    }
    return {std::move(text), true};
  }

 private:
  ::iconv_t handle_;
};

std::string converted(std::string bytes, const std::string& encoding,
                      const std::string& name) {
  const Converter convert{encoding};
  if (!convert.is_known())
    fail(name, 1,
         fmt::format("'{}' is no known encoding (iconv has no such name): name "
                     "one such as UTF-8, UTF-16, GB18030, windows-1252",
                     encoding));
  auto [text, whole] = convert(bytes);
  if (whole) return std::move(text);
  const auto line =
      1 + static_cast<std::size_t>(std::ranges::count(text, '\n'));
  fail(name, line,
       fmt::format("the bytes are not {} (in which the file is read): name the "
                   "encoding that it was saved in",
                   encoding));
}

// What the bytes show of it: a byte-order mark, or every second byte 0, as in
// UTF-16 of Latin letters.
std::optional<std::string> shown_encoding(std::string_view bytes) {
  if (bytes.starts_with("\xFF\xFE")) return "UTF-16LE";
  if (bytes.starts_with("\xFE\xFF")) return "UTF-16BE";
  const bool wide = bytes.size() >= 4 && bytes.size() % 2 == 0;
  if (wide && bytes[1] == '\0' && bytes[3] == '\0') return "UTF-16LE";
  if (wide && bytes[0] == '\0' && bytes[2] == '\0') return "UTF-16BE";
  return std::nullopt;
}

std::string decoded(std::string bytes, const std::string& encoding,
                    const std::string& name) {
  const auto shown = shown_encoding(bytes);
  if (!encoding.empty())
    bytes = converted(std::move(bytes), encoding, name);
  else if (shown)
    bytes = converted(std::move(bytes), *shown, name);
  if (const auto zero = bytes.find('\0'); zero != std::string::npos)
    fail(name,
         1 + static_cast<std::size_t>(std::count(
                 bytes.begin(),
                 bytes.begin() + static_cast<std::ptrdiff_t>(zero), '\n')),
         "a byte is 0 (no text has it): save the file as CSV in UTF-8");
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (bytes.starts_with(byte_order_mark)) bytes.erase(0, 3);
  return bytes;
}

// Whether every line that isn't empty has as many fields as the first, and
// more than one.
bool is_rectangular(std::string_view text, char delimiter) {
  std::size_t header = 0;
  std::size_t fields = 1;
  bool quoted = false;
  bool empty = true;
  const auto end_line = [&] {
    const bool as_header = empty || header == 0 || fields == header;
    if (!empty && header == 0) header = fields;
    fields = 1;
    empty = true;
    return as_header;
  };
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (c == delimiter && !quoted) ++fields;
    if (c == '\n' && !quoted) {
      if (!end_line()) return false;
    } else if (c != '\r') {
      empty = false;
    }
  }
  return end_line() && header > 1;
}

std::string_view word_of(char delimiter) {
  return delimiter == ','   ? "a comma"
         : delimiter == ';' ? "a semicolon"
                            : "a tab";
}

// Those that the header has outside of quotes.
std::vector<char> delimiters_in_header(std::string_view text) {
  std::vector<char> found;
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\n') break;
    const bool separates = c == ',' || c == ';' || c == '\t';
    if (separates && std::ranges::find(found, c) == found.end())
      found.push_back(c);
  }
  std::ranges::sort(found);  // tab, comma, semicolon
  return found;
}

char delimiter_of(const CsvText& csv, const std::string& name) {
  const auto found = delimiters_in_header(csv.text);
  if (found.empty()) return ',';
  if (found.size() == 1) return found.front();
  std::vector<char> fit;
  std::ranges::copy_if(found, std::back_inserter(fit), [&](char delimiter) {
    return is_rectangular(csv.text, delimiter);
  });
  if (fit.size() > 1)
    fail(name, csv.first_line,
         fmt::format("{} and {} both cut every line into as many fields (so "
                     "that it isn't clear which separates them): put quotes "
                     "around fields, or a first line sep={}",
                     word_of(fit[0]), word_of(fit[1]),
                     fit[1] == '\t' ? ',' : fit[1]));
  if (fit.size() == 1) return fit.front();
  const bool comma = std::ranges::find(found, ',') != found.end();
  return comma ? ',' : found.front();
}

}  // namespace

CsvText decode_csv(std::string bytes, const std::string& encoding,
                   const std::string& name) {
  CsvText csv{decoded(std::move(bytes), encoding, name)};
  if (csv.text.find('\n') == std::string::npos)
    std::ranges::replace(csv.text, '\r', '\n');
  constexpr std::string_view separator = "sep=";
  const std::string_view text = csv.text;
  const std::size_t end = text.find('\n');
  const bool named = text.starts_with(separator) && end != text.npos &&
                     end <= separator.size() + 2 && text.size() > 4;
  if (!named) {
    csv.delimiter = delimiter_of(csv, name);
    return csv;
  }
  csv.delimiter = text[separator.size()];
  csv.text.erase(0, end + 1);
  csv.first_line = 2;
  return csv;
}

bool is_utf8(std::string_view text) {
  const bool ascii = std::ranges::all_of(
      text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (ascii) return true;
  // Control characters are text too.
  std::string visible{text};
  std::ranges::replace_if(
      visible,
      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; },
      ' ');
  return is_printable(visible);
}

std::string_view encoding_advice() {
  return "is no UTF-8 (spreadsheets save \"CSV\" in their country's encoding): "
         "save it as \"CSV UTF-8\", or name its encoding, such as --encoding "
         "GB18030 (Chinese) or --encoding windows-1252 (Western Europe)";
}

}  // namespace rehearse
