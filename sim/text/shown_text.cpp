#include "rehearse/text/shown_text.hpp"

#include <fmt/format.h>
#include <utf8proc.h>

namespace rehearse {
namespace {

// How many bytes the first character has; 0 if it is none that can be shown.
std::size_t shown_bytes(std::string_view text, LineEnds line_ends) {
  if (text.front() == '\t') return 1;
  if (text.front() == '\n') return line_ends == LineEnds::kept ? 1 : 0;
  utf8proc_int32_t point = -1;
  const auto bytes =
      utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                       static_cast<utf8proc_ssize_t>(text.size()), &point);
  const bool control = point < 0x20 || (point >= 0x7F && point < 0xA0);
  return bytes < 1 || control ? 0 : static_cast<std::size_t>(bytes);
}

// The first place from `at` on that is inside of no character.
std::size_t boundary(std::string_view text, std::size_t at) {
  while (at < text.size() &&
         (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U)
    ++at;
  return at;
}

}  // namespace

std::string shown_text(std::string_view text, LineEnds line_ends) {
  std::string shown;
  while (!text.empty()) {
    const std::size_t bytes = shown_bytes(text, line_ends);
    if (bytes == 0)
      shown += fmt::format("\\x{:02X}", static_cast<unsigned char>(text[0]));
    else
      shown += text.substr(0, bytes);
    text.remove_prefix(bytes == 0 ? 1 : bytes);
  }
  return shown;
}

std::string shortened(std::string_view text, std::size_t most) {
  if (text.size() <= most) return std::string{text};
  const std::size_t begin = boundary(text, most / 2);
  const std::size_t end = boundary(text, text.size() - most / 3);
  return fmt::format("{} … ({} bytes) … {}", text.substr(0, begin), end - begin,
                     text.substr(end));
}

}  // namespace rehearse
