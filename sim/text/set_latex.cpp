// A document as LaTeX.
#include <fmt/format.h>

#include <algorithm>

#include "set_document.hpp"

namespace rehearse {
namespace {

struct Spelling {
  std::string_view text;
  std::string_view latex;
};
// What LaTeX takes for a command, or has no letter for in every font encoding.
constexpr Spelling spellings[] = {{"\\", "\\textbackslash{}"},
                                  {"{", "\\{"},
                                  {"}", "\\}"},
                                  {"_", "\\_"},
                                  {"%", "\\%"},
                                  {"&", "\\&"},
                                  {"#", "\\#"},
                                  {"$", "\\$"},
                                  {"~", "\\textasciitilde{}"},
                                  {"^", "\\textasciicircum{}"},
                                  {"<", "$<$"},
                                  {">", "$>$"},
                                  {"|", "$|$"},
                                  {"±", "$\\pm$"},
                                  {"²", "$^2$"},
                                  {"–", "--"},
                                  {"…", "\\ldots{}"}};

std::string escaped(std::string_view text) {
  std::string out;
  for (std::size_t i = indent_of(text); i < text.size();) {
    const auto found =
        std::ranges::find_if(spellings, [&](const Spelling& spelling) {
          return text.substr(i).starts_with(spelling.text);
        });
    const bool known = found != std::end(spellings);
    out += known ? found->latex : text.substr(i, 1);
    i += known ? found->text.size() : 1;
  }
  return out;
}

// A text, with what stands between backticks as code.
std::string marked(std::string_view text) {
  std::string out;
  const std::string safe = escaped(text);
  std::size_t at = 0;
  while (true) {
    const auto open = safe.find('`', at);
    const auto close = open < safe.size() ? safe.find('`', open + 1) : open;
    if (close == std::string::npos) return out + safe.substr(at);
    out += fmt::format("{}\\texttt{{{}}}", safe.substr(at, open - at),
                       safe.substr(open + 1, close - open - 1));
    at = close + 1;
  }
}

std::string marked(const std::vector<std::string>& lines,
                   std::string_view between) {
  std::vector<std::string> out;
  for (const std::string& line : lines) out.push_back(marked(line));
  return joined(out, between);
}

// After the end of a row [ and * would be arguments of it.
std::string row_text(const std::vector<std::string>& cells) {
  std::vector<std::string> out;
  for (const std::string& cell : cells)
    out.push_back((indent_of(cell) > 0 ? "\\quad " : "") + marked(cell));
  const bool argument = out[0].starts_with('[') || out[0].starts_with('*');
  return (argument ? "{}" : "") + joined(out, " & ") + " \\\\\n";
}

std::string table_text(const Document::Table& table) {
  std::string text;
  const char side = table.columns == Document::Columns::words ? 'l' : 'r';
  if (!table.title.empty()) text += marked(table.title) + "\n\n";
  text += "\\begin{tabular}{l" +
          std::string(table.cells.header.size() - 1, side) + "}\n\\toprule\n" +
          row_text(table.cells.header) + "\\midrule\n";
  for (const auto& row : table.cells.rows) text += row_text(row);
  return text + "\\bottomrule\n\\end{tabular}\n";
}

struct Setter {
  std::string operator()(const Document::Heading& heading) const {
    const bool is_part = heading.level == Document::Level::part;
    return fmt::format("\\{}*{{{}}}\n", is_part ? "subsection" : "section",
                       marked(heading.before + heading.text));
  }
  std::string operator()(const Document::Answer& answer) const {
    return fmt::format("\\textbf{{{}}}{}{}\n", marked(answer.text),
                       answer.note.empty() ? "" : " ", marked(answer.note));
  }
  std::string operator()(const Document::Paragraph& paragraph) const {
    const bool kept = paragraph.breaks == Document::Breaks::kept;
    return marked(paragraph.lines, kept ? " \\\\{}\n" : "\n") + '\n';
  }
  std::string operator()(const Document::Note& note) const {
    return fmt::format("{{\\footnotesize {}\\par}}\n",
                       marked(note.lines, "\n\n"));
  }
  std::string operator()(const Document::Items& list) const {
    return fmt::format("\\begin{{itemize}}\n\\item {}\n\\end{{itemize}}\n",
                       marked(list.items, "\n\\item "));
  }
  std::string operator()(const Document::Facts& facts) const {
    std::string text = "\\begin{description}\n";
    for (const Document::Fact& fact : facts.facts)
      text += fmt::format("\\item[{{{}}}] {}\n", marked(fact.name),
                          marked(lines_of(fact.text), "\n"));
    return text + "\\end{description}\n";
  }
  std::string operator()(const Document::Table& table) const {
    return table_text(table);
  }
  std::string operator()(const Document::Command& command) const {
    return fmt::format("\\begin{{verbatim}}\n{}\n\\end{{verbatim}}\n",
                       joined(command.words, " "));
  }
};

}  // namespace

std::string latex_text(const Document& document) {
  std::string text;
  for (const auto& [block, medium] : document.blocks()) {
    if (medium == Document::Medium::terminal) continue;
    if (!text.empty()) text += '\n';
    text += std::visit(Setter{}, block);
  }
  return text;
}

}  // namespace rehearse
