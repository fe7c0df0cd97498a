#include "rehearse/text/document.hpp"

#include "rehearse/text/shown_text.hpp"
#include "set_document.hpp"

namespace rehearse {
namespace {

bool is_empty(const Document::Block& block) {
  return std::visit(
      Overloaded{[](const Document::Heading& b) { return b.text.empty(); },
                 [](const Document::Answer& b) { return b.text.empty(); },
                 [](const Document::Paragraph& b) { return b.lines.empty(); },
                 [](const Document::Note& b) { return b.lines.empty(); },
                 [](const Document::Items& b) { return b.items.empty(); },
                 [](const Document::Facts& b) { return b.facts.empty(); },
                 [](const Document::Table& b) { return b.cells.rows.empty(); },
                 [](const Document::Command& b) { return b.words.empty(); }},
      block);
}

// What a data file holds is shown in tables too.
void make_shown(std::string& text, LineEnds line_ends = LineEnds::kept) {
  text = shown_text(text, line_ends);
}
void make_shown(std::vector<std::string>& texts,
                LineEnds line_ends = LineEnds::kept) {
  for (std::string& text : texts) make_shown(text, line_ends);
}

void make_shown(Document::Block& block) {
  std::visit(Overloaded{[](Document::Heading& b) {
                          make_shown(b.text);
                          make_shown(b.before);
                        },
                        [](Document::Answer& b) {
                          make_shown(b.text);
                          make_shown(b.note);
                        },
                        [](Document::Paragraph& b) { make_shown(b.lines); },
                        [](Document::Note& b) { make_shown(b.lines); },
                        [](Document::Items& b) { make_shown(b.items); },
                        [](Document::Facts& b) {
                          for (Document::Fact& fact : b.facts) {
                            make_shown(fact.name);
                            make_shown(fact.text);
                          }
                        },
                        [](Document::Table& b) {
                          make_shown(b.title);
                          make_shown(b.cells.header, LineEnds::shown);
                          for (auto& row : b.cells.rows)
                            make_shown(row, LineEnds::shown);
                        },
                        [](Document::Command& b) { make_shown(b.words); }},
             block);
}

}  // namespace

void Document::add(Block block, Medium medium) {
  if (is_empty(block)) return;
  make_shown(block);
  blocks_.push_back({std::move(block), medium});
}

std::string joined(const std::vector<std::string>& lines,
                   std::string_view between) {
  std::string text;
  for (const std::string& line : lines) {
    if (&line != lines.data()) text += between;
    text += line;
  }
  return text;
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin <= text.size();) {
    const auto end = std::min(text.find('\n', begin), text.size());
    lines.emplace_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

std::string padded(const std::string& name, std::size_t width) {
  const std::size_t used = display_width(name);
  return name + std::string(used < width ? width - used : 2, ' ');
}

std::vector<std::string> fact_lines(const Document::Fact& fact,
                                    std::size_t width) {
  std::vector<std::string> lines = lines_of(fact.text);
  lines[0] = padded(fact.name, width) + lines[0];
  for (std::size_t i = 1; i < lines.size(); ++i) lines[i].insert(0, width, ' ');
  return lines;
}

std::size_t indent_of(std::string_view text) {
  return std::min(text.find_first_not_of(' '), text.size());
}

}  // namespace rehearse
