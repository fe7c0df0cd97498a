#include "rehearse/text/visible_form.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>

namespace rehearse {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD

// The first character of `text` and how many bytes it has; -1 and 1 where
// there is no UTF-8.
struct Character {
  utf8proc_int32_t point = -1;
  std::size_t bytes = 1;
};

Character first_of(std::string_view text) {
  Character first;
  const auto size = utf8proc_iterate(
      reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
      static_cast<utf8proc_ssize_t>(text.size()), &first.point);
  if (size > 0) first.bytes = static_cast<std::size_t>(size);
  return first;
}

std::string valid_utf8(std::string_view text) {
  std::string valid;
  while (!text.empty()) {
    const Character first = first_of(text);
    valid += first.point < 0 ? replacement : text.substr(0, first.bytes);
    text.remove_prefix(first.bytes);
  }
  return valid;
}

std::string composed(const std::string& text) {
  constexpr auto options = static_cast<utf8proc_option_t>(
      UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_IGNORE);
  utf8proc_uint8_t* made = nullptr;
  const auto size =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                   static_cast<utf8proc_ssize_t>(text.size()), &made, options);
  if (size < 0) return text;  // no memory, or too long a text
  std::string form{reinterpret_cast<const char*>(made),
                   static_cast<std::size_t>(size)};
  std::free(made);
  return form;
}

bool is_space(utf8proc_int32_t point) {
  return point == '\t' || utf8proc_category(point) == UTF8PROC_CATEGORY_ZS;
}

std::string with_single_spaces(std::string_view text) {
  std::string out;
  bool gap = false;
  while (!text.empty()) {
    const Character first = first_of(text);
    if (is_space(first.point)) {
      gap = !out.empty();
    } else {
      if (gap) out += ' ';
      gap = false;
      out += text.substr(0, first.bytes);
    }
    text.remove_prefix(first.bytes);
  }
  return out;
}

}  // namespace

std::string visible_form(std::string_view text) {
  const bool is_plain = std::ranges::all_of(
      text, [](unsigned char c) { return c > ' ' && c < 0x7F; });
  if (is_plain) return std::string{text};
  return with_single_spaces(composed(valid_utf8(text)));
}

}  // namespace rehearse
