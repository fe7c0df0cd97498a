// A document as HTML.
#include <fmt/format.h>

#include "rehearse/text/xml_text.hpp"
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

std::string html_marked(std::string_view text) {
  std::string out;
  for (const auto& [phrase, is_code] : phrases_of(text))
    out += is_code ? "<code>" + xml_text(phrase) + "</code>" : xml_text(phrase);
  return out;
}

// A label's indent is two spaces, or one of an em.
std::string cell_text(const std::string& cell) {
  return (indent_of(cell) > 0 ? "&emsp;" : "") + html_marked(cell);
}

std::string html_row(const std::vector<std::string>& cells) {
  std::string line = "  <tr>";
  for (const std::string& cell : cells)
    line += "<td>" + cell_text(cell) + "</td>";
  return line + "</tr>\n";
}

std::string head_text(const std::vector<Document::Spanner>& line) {
  std::string text = "  <tr>";
  for (const auto& [cell, columns] : line)
    text +=
        (columns == 1 ? "<th>"
                      : fmt::format("<th colspan=\"{}\" style=\"text-align: "
                                    "center\">",
                                    columns)) +
        cell_text(cell) + "</th>";
  return text + "</tr>\n";
}

std::string html_table(const Document::Table& table) {
  const bool are_words = table.columns == Document::Columns::words;
  std::string text = are_words ? "<table class=\"words\">\n" : "<table>\n";
  if (!table.title.empty())
    text += fmt::format("  <caption>{}</caption>\n", html_marked(table.title));
  // A head is printed again on each page.
  text += "<thead>\n";
  for (const auto& line : head_lines(table)) text += head_text(line);
  text += "</thead>\n";
  for (const auto& row : table.cells.rows) text += html_row(row);
  return text + "</table>\n";
}

struct HtmlSetter {
  std::string operator()(const Document::Heading& heading) const {
    const bool is_part = heading.level == Document::Level::part;
    return fmt::format("<{0}>{1}</{0}>\n", is_part ? "h2" : "h1",
                       html_marked(heading.before + heading.text));
  }
  std::string operator()(const Document::Answer& answer) const {
    return fmt::format("<p><strong>{}</strong>{}{}</p>\n",
                       html_marked(answer.text), answer.note.empty() ? "" : " ",
                       html_marked(answer.note));
  }
  std::string operator()(const Document::Paragraph& paragraph) const {
    const bool kept = paragraph.breaks == Document::Breaks::kept;
    return fmt::format(
        "<p>{}</p>\n",
        joined(paragraph.lines, kept ? "<br>\n" : "\n", html_marked));
  }
  std::string operator()(const Document::Note& note) const {
    return fmt::format("<p>{}</p>\n", joined(note.lines, "\n", html_marked));
  }
  std::string operator()(const Document::Items& list) const {
    return fmt::format("<ul>\n  <li>{}</li>\n</ul>\n",
                       joined(list.items, "</li>\n  <li>", html_marked));
  }
  std::string operator()(const Document::Facts& facts) const {
    std::string text = "<dl>\n";
    for (const Document::Fact& fact : facts.facts)
      text +=
          fmt::format("  <dt>{}</dt>\n  <dd>{}</dd>\n", html_marked(fact.name),
                      joined(lines_of(fact.text), "<br>\n", html_marked));
    return text + "</dl>\n";
  }
  std::string operator()(const Document::Table& table) const {
    return html_table(table);
  }
  std::string operator()(const Document::Command& command) const {
    return fmt::format("<pre>{}</pre>\n", xml_text(joined(command.words, " ")));
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
      title = xml_text(heading->before + heading->text);
    body += std::visit(HtmlSetter{}, block);
  }
  if (title.empty()) return body;
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
      "<meta charset=\"utf-8\">\n<title>{}</title>\n<style>\n{}</style>\n"
      "</head>\n<body>\n{}</body>\n</html>\n",
      title, style, body);
}

}  // namespace rehearse
