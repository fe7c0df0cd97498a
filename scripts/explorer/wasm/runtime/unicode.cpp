// utf8proc's work is the host's: a browser knows Unicode.
#include <cstdlib>
#include <cstring>

#include "utf8proc.h"

// Of engine.mjs. The normal form C of a text without what is invisible, into
// room for thrice its bytes (UAX 15: no text becomes longer); its size.
__attribute__((import_module("host"),
               import_name("composed"))) extern "C" std::size_t
host_composed(const char* text, std::size_t size, char* made);
__attribute__((import_module("host"), import_name("is_space"))) extern "C" int
host_is_space(std::int32_t point);

namespace {

// Bytes of a character by its first byte (RFC 3629); 0: none begins so.
utf8proc_ssize_t length_of(unsigned char first) {
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first < 0xE0) return 2;
  if (first >= 0xE0 && first < 0xF0) return 3;
  if (first >= 0xF0 && first < 0xF5) return 4;
  return 0;
}

}  // namespace

utf8proc_ssize_t utf8proc_iterate(const utf8proc_uint8_t* text,
                                  utf8proc_ssize_t size,
                                  utf8proc_int32_t* point) {
  constexpr utf8proc_ssize_t invalid = -3;
  *point = -1;
  if (size <= 0) return 0;
  const utf8proc_ssize_t length = length_of(text[0]);
  if (length == 0 || length > size) return invalid;
  std::int32_t value = length == 1 ? text[0] : text[0] & (0x7F >> length);
  for (utf8proc_ssize_t i = 1; i < length; ++i) {
    if ((text[i] & 0xC0) != 0x80) return invalid;
    value = value << 6 | (text[i] & 0x3F);
  }
  const bool overlong =
      (length == 3 && value < 0x800) || (length == 4 && value < 0x10000);
  if (overlong || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000))
    return invalid;
  *point = value;
  return length;
}

utf8proc_ssize_t utf8proc_map(const utf8proc_uint8_t* text,
                              utf8proc_ssize_t size, utf8proc_uint8_t** made,
                              utf8proc_option_t) {
  const auto bytes = static_cast<std::size_t>(size);
  auto* const room = static_cast<char*>(std::malloc(3 * bytes + 1));
  if (room == nullptr) return -1;
  *made = reinterpret_cast<utf8proc_uint8_t*>(room);
  return static_cast<utf8proc_ssize_t>(
      host_composed(reinterpret_cast<const char*>(text), bytes, room));
}

utf8proc_category_t utf8proc_category(utf8proc_int32_t point) {
  return host_is_space(point) != 0 ? UTF8PROC_CATEGORY_ZS
                                   : UTF8PROC_CATEGORY_CN;
}
