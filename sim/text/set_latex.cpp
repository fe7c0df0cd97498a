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

std::string latex_escaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
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

std::string latex_marked(std::string_view text) {
  std::string out;
  for (const auto& [phrase, is_code] : phrases_of(text))
    out += is_code ? "\\texttt{" + latex_escaped(phrase) + "}"
                   : latex_escaped(phrase);
  return out;
}

// After the end of a row [ and * would be arguments of it.
std::string latex_row(const std::vector<std::string>& cells) {
  std::vector<std::string> out;
  out.reserve(cells.size());
  for (const std::string& cell : cells)
    out.push_back((indent_of(cell) > 0 ? "\\quad " : "") + latex_marked(cell));
  const bool argument = out[0].starts_with('[') || out[0].starts_with('*');
  return (argument ? "{}" : "") + joined(out, " & ") + " \\\\\n";
}

std::string spanner_text(const Document::Spanner& spanner) {
  if (spanner.columns == 1) return latex_marked(spanner.text);
  return fmt::format("\\multicolumn{{{}}}{{c}}{{{}}}", spanner.columns,
                     latex_marked(spanner.text));
}

// Labels above columns, with a rule below each.
std::string spanners_text(const std::vector<Document::Spanner>& line) {
  std::vector<std::string> cells;
  std::string rules;
  std::size_t column = 1;
  for (const Document::Spanner& spanner : line) {
    cells.push_back(spanner_text(spanner));
    if (!spanner.text.empty())
      rules += fmt::format("\\cmidrule(lr){{{}-{}}}", column,
                           column + spanner.columns - 1);
    column += spanner.columns;
  }
  return joined(cells, " & ") + " \\\\\n" + rules + '\n';
}

std::string tabular_text(const Document::Table& table) {
  const char side = table.columns == Document::Columns::words ? 'l' : 'r';
  std::string text = "\\begin{tabular}{l" +
                     std::string(table.cells.header.size() - 1, side) +
                     "}\n\\toprule\n";
  for (const auto& line : table.spanners) text += spanners_text(line);
  text += latex_row(table.cells.header) + "\\midrule\n";
  for (const auto& row : table.cells.rows) text += latex_row(row);
  return text + "\\bottomrule\n\\end{tabular}\n";
}

// The caption stands above, as is usual for tables; `note` is set, or empty.
std::string float_text(const Document::Table& table, const std::string& note) {
  std::string text = "\\begin{table}[htbp]\n\\centering\n";
  if (!table.title.empty())
    text += "\\caption{" + latex_marked(table.title) + "}\n";
  if (!table.label.empty()) text += "\\label{" + table.label + "}\n";
  text += tabular_text(table);
  if (!note.empty()) text += "\n\\smallskip\n" + note;
  return text + "\\end{table}\n";
}

bool is_float(const Document::Block& block) {
  const auto* table = std::get_if<Document::Table>(&block);
  return table != nullptr && table->flow == Document::Flow::floating;
}

struct LatexSetter {
  std::string operator()(const Document::Heading& heading) const {
    const bool is_part = heading.level == Document::Level::part;
    return fmt::format("\\{}*{{{}}}\n", is_part ? "subsection" : "section",
                       latex_marked(heading.before + heading.text));
  }
  std::string operator()(const Document::Answer& answer) const {
    return fmt::format("\\textbf{{{}}}{}{}\n", latex_marked(answer.text),
                       answer.note.empty() ? "" : " ",
                       latex_marked(answer.note));
  }
  std::string operator()(const Document::Paragraph& paragraph) const {
    const bool kept = paragraph.breaks == Document::Breaks::kept;
    return joined(paragraph.lines, kept ? " \\\\{}\n" : "\n", latex_marked) +
           '\n';
  }
  std::string operator()(const Document::Note& note) const {
    return fmt::format("{{\\footnotesize {}\\par}}\n",
                       joined(note.lines, "\n\n", latex_marked));
  }
  std::string operator()(const Document::Items& list) const {
    return fmt::format("\\begin{{itemize}}\n\\item {}\n\\end{{itemize}}\n",
                       joined(list.items, "\n\\item ", latex_marked));
  }
  std::string operator()(const Document::Facts& facts) const {
    std::string text = "\\begin{description}\n";
    for (const Document::Fact& fact : facts.facts)
      text += fmt::format("\\item[{{{}}}] {}\n", latex_marked(fact.name),
                          joined(lines_of(fact.text), "\n", latex_marked));
    return text + "\\end{description}\n";
  }
  std::string operator()(const Document::Table& table) const {
    return (table.title.empty() ? "" : latex_marked(table.title) + "\n\n") +
           tabular_text(table);
  }
  std::string operator()(const Document::Command& command) const {
    return fmt::format("\\begin{{verbatim}}\n{}\n\\end{{verbatim}}\n",
                       joined(command.words, " "));
  }
};

}  // namespace

std::string latex_text(const Document& document) {
  std::vector<const Document::Block*> blocks;
  for (const auto& [block, medium] : document.blocks())
    if (medium != Document::Medium::terminal) blocks.push_back(&block);
  std::string text;
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    if (!text.empty()) text += '\n';
    const Document::Block& block = *blocks[i];
    if (!is_float(block)) {
      text += std::visit(LatexSetter{}, block);
      continue;
    }
    const bool noted = i + 1 < blocks.size() &&
                       std::holds_alternative<Document::Note>(*blocks[i + 1]);
    const std::string note =
        noted ? std::visit(LatexSetter{}, *blocks[++i]) : "";
    text += float_text(std::get<Document::Table>(block), note);
  }
  return text;
}

}  // namespace rehearse
