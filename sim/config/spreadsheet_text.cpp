#include "spreadsheet_text.hpp"

#include "text.hpp"

namespace rehearse::config {

bool is_formula(std::string_view text) {
  if (text.size() < 2) return false;
  switch (text.front()) {
    case '=':
    case '@':
    case '\t':
    case '\r':
      return true;
    case '-':
      return !parse_number(text);
    case '+':
      return !parse_number(text.substr(1));
    default:
      return false;
  }
}

}  // namespace rehearse::config
