#include "rehearse/text/document.hpp"

#include <algorithm>
#include <numeric>

#include "rehearse/text/shown_text.hpp"
#include "rehearse/text/text.hpp"
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
                          make_shown(b.label);
                          for (auto& line : b.spanners)
                            for (Document::Spanner& spanner : line)
                              make_shown(spanner.text, LineEnds::shown);
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

std::vector<std::vector<Document::Spanner>> head_lines(
    const Document::Table& table) {
  auto lines = table.spanners;
  auto& header = lines.emplace_back();
  for (const std::string& name : table.cells.header) header.push_back({name});
  return lines;
}

TextTable with_one_head(const Document::Table& table) {
  TextTable cells = table.cells;
  const std::size_t beside = cells.header.size() - 1;
  for (auto line = table.spanners.rbegin(); line != table.spanners.rend();
       ++line) {
    std::size_t column = 0;
    for (const auto& [text, columns] : *line) {
      if (!text.empty() && columns == beside)
        cells.header[0] += " \\ " + text;
      else if (!text.empty())
        for (std::size_t c = column; c < column + columns; ++c)
          cells.header[c].insert(0, text + ", ");
      column += columns;
    }
  }
  return cells;
}

std::vector<int> column_twips(const Document::Table& table) {
  constexpr int page = 9638;
  constexpr int letter = 100;  // of 9 points: a digit
  constexpr int more_of_a_capital = 30;
  constexpr int margins = 226;
  const auto width_of = [](std::string_view text) {
    const auto capitals = std::ranges::count_if(
        text, [](char c) { return c >= 'A' && c <= 'Z'; });
    return static_cast<int>(display_width(text)) * letter +
           static_cast<int>(capitals) * more_of_a_capital + margins;
  };
  std::vector<int> least;  // a name of several words may be broken
  std::vector<int> wanted;
  for (std::size_t c = 0; c < table.cells.header.size(); ++c) {
    int body = 0;
    for (const auto& row : table.cells.rows)
      body = std::max(body, width_of(row[c]));
    const std::string& name = table.cells.header[c];
    wanted.push_back(std::max(body, width_of(name)));
    for (const std::string_view word : split(name, ' '))
      body = std::max(body, width_of(word));
    least.push_back(body);
  }
  const int all = std::accumulate(wanted.begin(), wanted.end(), 0);
  const int needed = std::accumulate(least.begin(), least.end(), 0);
  if (all <= page) return wanted;
  for (std::size_t c = 0; c < least.size(); ++c)
    least[c] = needed >= page ? least[c] * page / needed
                              : least[c] + (wanted[c] - least[c]) *
                                               (page - needed) / (all - needed);
  return least;
}

std::vector<Phrase> phrases_of(std::string_view text) {
  std::vector<Phrase> phrases;
  text.remove_prefix(indent_of(text));
  while (!text.empty()) {
    const auto open = text.find('`');
    const auto close =
        open < text.size() ? text.find('`', open + 1) : std::string_view::npos;
    if (close == std::string_view::npos) break;
    if (open > 0) phrases.push_back({std::string{text.substr(0, open)}, false});
    phrases.push_back(
        {std::string{text.substr(open + 1, close - open - 1)}, true});
    text.remove_prefix(close + 1);
  }
  if (!text.empty()) phrases.push_back({std::string{text}, false});
  return phrases;
}

std::size_t indent_of(std::string_view text) {
  return std::min(text.find_first_not_of(' '), text.size());
}

}  // namespace rehearse
