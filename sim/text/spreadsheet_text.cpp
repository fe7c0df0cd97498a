#include "rehearse/text/spreadsheet_text.hpp"

#include "rehearse/text/text.hpp"

namespace rehearse {

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

}  // namespace rehearse
