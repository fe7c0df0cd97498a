#include "rehearse/text/fitted_text.hpp"

#include <algorithm>
#include <vector>

#include "rehearse/text/text_table.hpp"

namespace rehearse {
namespace {

// Where lines that go on begin, if that leaves too little of the screen.
constexpr std::size_t narrow_indent = 6;

std::size_t leading_spaces(std::string_view line) {
  return std::min(line.find_first_not_of(' '), line.size());
}

// Bytes up to what stands behind the label; all leading spaces where there is
// no label.
std::size_t label_bytes(std::string_view line) {
  const std::size_t lead = leading_spaces(line);
  const auto gap = line.find("  ", lead);
  const auto text = line.find_first_not_of(' ', gap);
  return gap == std::string_view::npos || text == std::string_view::npos ? lead
                                                                         : text;
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    if (end > 0) words.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

// A shell's words: a space in quotes ends none.
std::vector<std::string_view> shell_words(std::string_view text) {
  std::vector<std::string_view> words;
  std::size_t begin = 0;
  char quote = '\0';
  for (std::size_t i = 0; i <= text.size(); ++i) {
    const char c = i < text.size() ? text[i] : ' ';
    if (quote != '\0' && i < text.size()) {
      if (c == quote) quote = '\0';
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == ' ') {
      if (i > begin) words.push_back(text.substr(begin, i - begin));
      begin = i + 1;
    }
  }
  return words;
}

// Words after `start`, which is `used` columns wide; `end` ends every line but
// the last, and counts.
std::string filled(std::string start, std::size_t used,
                   const std::vector<std::string_view>& words,
                   std::size_t indent, std::size_t width,
                   std::string_view end) {
  std::string text = std::move(start);
  bool at_begin = true;  // of a line
  for (const std::string_view& word : words) {
    const std::size_t wide = display_width(word);
    const bool last = &word == &words.back();
    const std::size_t room = last ? width : width - std::min(width, end.size());
    if (!at_begin && used + 1 + wide > room) {
      text.append(end).append("\n").append(indent, ' ');
      used = indent;
      at_begin = true;
    }
    if (!at_begin) text += ' ';
    text += word;
    used += wide + (at_begin ? 0 : 1);
    at_begin = false;
  }
  return text;
}

std::string broken(std::string_view line, std::size_t width) {
  const std::size_t lead = leading_spaces(line);
  if (lead > 0 && line.substr(lead).starts_with("rehearse "))
    return filled(std::string(lead, ' '), lead, shell_words(line.substr(lead)),
                  lead + 4, width, " \\");
  const std::size_t label = label_bytes(line);
  const std::size_t indent = display_width(line.substr(0, label));
  if (2 * indent <= width)
    return filled(std::string{line.substr(0, label)}, indent,
                  words_of(line.substr(label)), indent, width, "");
  const std::size_t less = std::min(narrow_indent, width / 4);
  std::string start;
  if (label > lead) {  // the label has a line of its own
    start = line.substr(0, line.find_last_not_of(' ', label - 1) + 1);
    start += '\n';
  }
  return filled(start + std::string(less, ' '), less,
                words_of(line.substr(label)), less, width, "");
}

}  // namespace

std::string fitted_text(std::string_view text, std::size_t width) {
  std::string fitted;
  bool goes_on = false;  // a command, broken already, in which spaces count
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    fitted += display_width(line) > width && !goes_on ? broken(line, width)
                                                      : std::string{line};
    goes_on = line.ends_with(" \\");
    if (end < text.size()) fitted += '\n';
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return fitted;
}

}  // namespace rehearse
