// A document as HTML.
#include <fmt/format.h>

#include "set_document.hpp"

namespace rehearse {
namespace {

// Numbers stand under one another, as on a terminal.
constexpr const char* style =
    "body { font-family: sans-serif; max-width: 60em; margin: 2em auto; }\n"
    "table { border-collapse: collapse; margin: 1em 0; }\n"
    "th, td { text-align: right; padding: 0.15em 0.7em; }\n"
    "th:first-child, td:first-child { text-align: left; }\n"
    "thead th { border-bottom: 1px solid; }\n"
    "table.words th, table.words td { text-align: left; vertical-align: top; "
    "}\n"
    "table.words td { overflow-wrap: anywhere; }\n"
    "caption { text-align: left; break-after: avoid; }\n"
    "dt { font-weight: bold; }\n"
    "pre { white-space: pre-wrap; }\n"
    "@page { margin: 15mm; @bottom-right {\n"
    "  font: 8pt sans-serif; content: counter(page) \" / \" counter(pages); } "
    "}\n"
    "@media print {\n"
    "  body { max-width: none; margin: 0; font-size: 8pt; }\n"
    "  tr { break-inside: avoid; }\n"
    "  h2 { break-after: avoid; }\n"
    "}\n";

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text.substr(indent_of(text)))
    if (c == '<' || c == '>' || c == '&')
      out += c == '<' ? "&lt;" : c == '>' ? "&gt;" : "&amp;";
    else
      out += c;
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
    out += fmt::format("{}<code>{}</code>", safe.substr(at, open - at),
                       safe.substr(open + 1, close - open - 1));
    at = close + 1;
  }
}

std::string marked(const std::vector<std::string>& lines,
                   std::string_view between) {
  std::vector<std::string> out;
  out.reserve(lines.size());
  for (const std::string& line : lines) out.push_back(marked(line));
  return joined(out, between);
}

// A label's indent is two spaces, or one of an em.
std::string row_text(const std::vector<std::string>& cells, const char* tag) {
  std::string line = "  <tr>";
  for (const std::string& cell : cells)
    line += fmt::format("<{0}>{1}{2}</{0}>", tag,
                        indent_of(cell) > 0 ? "&emsp;" : "", marked(cell));
  return line + "</tr>\n";
}

std::string table_text(const Document::Table& table) {
  const bool are_words = table.columns == Document::Columns::words;
  std::string text = are_words ? "<table class=\"words\">\n" : "<table>\n";
  if (!table.title.empty())
    text += fmt::format("  <caption>{}</caption>\n", marked(table.title));
  // A head is printed again on each page.
  text += "<thead>\n" + row_text(table.cells.header, "th") + "</thead>\n";
  for (const auto& row : table.cells.rows) text += row_text(row, "td");
  return text + "</table>\n";
}

struct Setter {
  std::string operator()(const Document::Heading& heading) const {
    const bool is_part = heading.level == Document::Level::part;
    return fmt::format("<{0}>{1}</{0}>\n", is_part ? "h2" : "h1",
                       marked(heading.before + heading.text));
  }
  std::string operator()(const Document::Answer& answer) const {
    return fmt::format("<p><strong>{}</strong>{}{}</p>\n", marked(answer.text),
                       answer.note.empty() ? "" : " ", marked(answer.note));
  }
  std::string operator()(const Document::Paragraph& paragraph) const {
    const bool kept = paragraph.breaks == Document::Breaks::kept;
    return fmt::format("<p>{}</p>\n",
                       marked(paragraph.lines, kept ? "<br>\n" : "\n"));
  }
  std::string operator()(const Document::Note& note) const {
    return fmt::format("<p>{}</p>\n", marked(note.lines, "\n"));
  }
  std::string operator()(const Document::Items& list) const {
    return fmt::format("<ul>\n  <li>{}</li>\n</ul>\n",
                       marked(list.items, "</li>\n  <li>"));
  }
  std::string operator()(const Document::Facts& facts) const {
    std::string text = "<dl>\n";
    for (const Document::Fact& fact : facts.facts)
      text += fmt::format("  <dt>{}</dt>\n  <dd>{}</dd>\n", marked(fact.name),
                          marked(lines_of(fact.text), "<br>\n"));
    return text + "</dl>\n";
  }
  std::string operator()(const Document::Table& table) const {
    return table_text(table);
  }
  std::string operator()(const Document::Command& command) const {
    return fmt::format("<pre>{}</pre>\n", escaped(joined(command.words, " ")));
  }
};

}  // namespace

std::string html_text(const Document& document) {
  std::string body;
  std::string title;
  for (const auto& [block, medium] : document.blocks()) {
    if (medium == Document::Medium::terminal) continue;
    const auto* heading = std::get_if<Document::Heading>(&block);
    if (heading != nullptr && title.empty())
      title = escaped(heading->before + heading->text);
    body += std::visit(Setter{}, block);
  }
  if (title.empty()) return body;
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
      "<meta charset=\"utf-8\">\n<title>{}</title>\n<style>\n{}</style>\n"
      "</head>\n<body>\n{}</body>\n</html>\n",
      title, style, body);
}

}  // namespace rehearse
