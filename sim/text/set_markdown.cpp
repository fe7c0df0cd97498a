// A document as a section of Markdown, with tables of pipes (GitHub Flavored
// Markdown 0.29).
#include "set_document.hpp"

namespace rehearse {
namespace {

// Of a text: what would be emphasis or the begin of a tag. An underscore
// within a word is none.
std::string markdown_escaped(std::string_view text) {
  std::string out;
  bool is_code = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char next = i + 1 < text.size() ? text[i + 1] : ' ';
    const bool tag = text[i] == '<' && (std::isalpha(next & 0x7F) != 0 ||
                                        next == '/' || next == '!');
    is_code = is_code != (text[i] == '`');
    if (!is_code && (text[i] == '*' || tag)) out += '\\';
    out += text[i];
  }
  return out;
}

std::vector<std::string> markdown_escaped(
    const std::vector<std::string>& lines) {
  std::vector<std::string> out;
  out.reserve(lines.size());
  for (const std::string& line : lines) out.push_back(markdown_escaped(line));
  return out;
}

std::string markdown_row(const std::vector<std::string>& row) {
  std::string line = "|";
  for (const std::string& cell : row) {
    line += ' ';
    for (const char c : markdown_escaped(cell))
      line += c == '|' ? "\\|" : std::string(1, c == '\n' ? ' ' : c);
    line += " |";
  }
  return line + '\n';
}

std::string markdown_table(const Document::Table& table) {
  const bool are_words = table.columns == Document::Columns::words;
  const TextTable cells = with_one_head(table);
  std::string text = markdown_row(cells.header) + "|:--|";
  for (std::size_t i = 1; i < cells.header.size(); ++i)
    text += are_words ? ":--|" : "--:|";
  text += '\n';
  for (const auto& row : cells.rows) text += markdown_row(row);
  return text;
}

std::string facts_text(const Document::Facts& facts) {
  using enum Document::Setting;
  std::string text;
  for (const Document::Fact& fact : facts.facts) {
    const bool is_last = &fact == &facts.facts.back();
    if (facts.setting == results || facts.setting == notes)
      text += "- " + fact.name + ": " +
              joined(markdown_escaped(lines_of(fact.text)), " ") + '\n';
    else if (facts.setting == paragraph && is_last)
      text += fact.name + ' ' + markdown_escaped(fact.text) + '\n';
    else
      for (const std::string& line : fact_lines(fact, facts.width))
        text += facts.setting == code ? "    " + line + '\n'
                                      : markdown_escaped(line) + "  \n";
  }
  return text;
}

struct MarkdownSetter {
  std::string operator()(const Document::Heading& heading) const {
    const bool is_part = heading.level == Document::Level::part;
    return (is_part ? "### " : "## ") +
           markdown_escaped(heading.before + heading.text) + '\n';
  }
  std::string operator()(const Document::Answer& answer) const {
    return "**" + markdown_escaped(answer.text) + "**" +
           (answer.note.empty() ? "" : ' ' + markdown_escaped(answer.note)) +
           '\n';
  }
  std::string operator()(const Document::Paragraph& paragraph) const {
    const bool kept = paragraph.breaks == Document::Breaks::kept;
    const char* end = kept ? "  \n" : "\n";
    return joined(markdown_escaped(paragraph.lines), end) + end;
  }
  std::string operator()(const Document::Note& note) const {
    return joined(markdown_escaped(note.lines), "\n") + '\n';
  }
  std::string operator()(const Document::Items& list) const {
    return "- " + joined(markdown_escaped(list.items), "\n- ") + '\n';
  }
  std::string operator()(const Document::Facts& facts) const {
    return facts_text(facts);
  }
  std::string operator()(const Document::Table& table) const {
    return (table.title.empty() ? "" : markdown_escaped(table.title) + "\n\n") +
           markdown_table(table);
  }
  std::string operator()(const Document::Command& command) const {
    return "    " + joined(command.words, " ") + '\n';
  }
};

}  // namespace

std::string markdown_text(const Document& document) {
  std::string text;
  for (const auto& [block, medium] : document.blocks()) {
    if (medium == Document::Medium::terminal) continue;
    if (!text.empty()) text += '\n';
    text += std::visit(MarkdownSetter{}, block);
  }
  return text;
}

}  // namespace rehearse
