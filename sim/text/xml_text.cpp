#include "rehearse/text/xml_text.hpp"

namespace rehearse {

std::string xml_text(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (c == '<' || c == '>' || c == '&')
      out += c == '<' ? "&lt;" : c == '>' ? "&gt;" : "&amp;";
    else
      out += c;
  return out;
}

std::string xml_attribute(std::string_view text) {
  std::string out;
  for (const char c : xml_text(text))
    if (c == '"')
      out += "&quot;";
    else
      out += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
  return out;
}

}  // namespace rehearse
