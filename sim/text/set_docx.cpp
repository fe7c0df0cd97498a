// A document as a file of Word's: Office Open XML, ECMA-376 part 1, section 17.
#include <fmt/format.h>

#include "rehearse/text/xml_text.hpp"
#include "rehearse/text/zip_file.hpp"
#include "set_document.hpp"

namespace rehearse {
namespace {

constexpr const char* head =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

constexpr const char* types =
    "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/"
    "content-types\"><Default Extension=\"rels\" ContentType=\"application/"
    "vnd.openxmlformats-package.relationships+xml\"/><Default "
    "Extension=\"xml\" ContentType=\"application/xml\"/><Override "
    "PartName=\"/word/document.xml\" ContentType=\"application/vnd."
    "openxmlformats-officedocument.wordprocessingml.document.main+xml\"/>"
    "<Override PartName=\"/word/styles.xml\" ContentType=\"application/vnd."
    "openxmlformats-officedocument.wordprocessingml.styles+xml\"/></Types>";

// Of a part: the one other that it leads to.
std::string relationship(const char* type, const char* target) {
  return fmt::format(
      "{}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/"
      "relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas."
      "openxmlformats.org/officeDocument/2006/relationships/{}\" "
      "Target=\"{}\"/></Relationships>",
      head, type, target);
}

constexpr const char* space =
    "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";

// A paragraph's style: sizes are half points, distances twentieths of a point.
struct Style {
  const char* id;
  const char* name;  // Word knows some by it
  const char* paragraph;
  const char* run;
};
constexpr Style styles[] = {
    {"Heading1", "heading 1",
     "<w:keepNext/><w:spacing w:before=\"240\" w:after=\"120\"/>"
     "<w:outlineLvl w:val=\"0\"/>",
     "<w:b/><w:sz w:val=\"28\"/>"},
    {"Heading2", "heading 2",
     "<w:keepNext/><w:spacing w:before=\"200\" w:after=\"80\"/>"
     "<w:outlineLvl w:val=\"1\"/>",
     "<w:b/><w:sz w:val=\"24\"/>"},
    {"Caption", "caption",
     "<w:keepNext/><w:spacing w:before=\"200\" w:after=\"80\"/>", "<w:b/>"},
    {"TableText", "Table Text", "<w:spacing w:before=\"20\" w:after=\"20\"/>",
     "<w:sz w:val=\"18\"/>"},
    {"TableNote", "Table Note", "<w:spacing w:before=\"60\" w:after=\"60\"/>",
     "<w:sz w:val=\"16\"/>"},
    {"ListBullet", "List Bullet", "<w:ind w:left=\"284\" w:hanging=\"284\"/>",
     ""},
    {"Fact", "Fact", "<w:ind w:left=\"1701\" w:hanging=\"1701\"/>", ""},
    {"Command", "Command", "",
     "<w:rFonts w:ascii=\"Courier New\" w:hAnsi=\"Courier New\"/>"
     "<w:sz w:val=\"18\"/>"}};

std::string style_sheet() {
  std::string text = fmt::format(
      "{}<w:styles {}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts "
      "w:ascii=\"Arial\" w:hAnsi=\"Arial\" w:cs=\"Arial\"/><w:sz "
      "w:val=\"20\"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing "
      "w:after=\"80\"/></w:pPr></w:pPrDefault></w:docDefaults><w:style "
      "w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name "
      "w:val=\"Normal\"/></w:style>",
      head, space);
  for (const auto& [id, name, paragraph, run] : styles)
    text += fmt::format(
        "<w:style w:type=\"paragraph\" w:styleId=\"{}\"><w:name "
        "w:val=\"{}\"/><w:basedOn w:val=\"Normal\"/><w:pPr>{}</w:pPr>"
        "<w:rPr>{}</w:rPr></w:style>",
        id, name, paragraph, run);
  return text + "</w:styles>";
}

enum class Weight { normal, bold };

std::string run(std::string_view text, std::string_view properties) {
  return fmt::format(
      "<w:r><w:rPr>{}</w:rPr><w:t xml:space=\"preserve\">{}</w:t></w:r>",
      properties, xml_text(text));
}

std::string runs(std::string_view text, Weight weight = Weight::normal) {
  std::string out;
  for (const auto& [phrase, is_code] : phrases_of(text))
    out += run(phrase, std::string{is_code ? "<w:rFonts w:ascii=\"Courier "
                                             "New\" w:hAnsi=\"Courier New\"/>"
                                           : ""} +
                           (weight == Weight::bold ? "<w:b/>" : ""));
  return out;
}

std::string paragraph(const char* styled, const std::string& content,
                      std::string_view properties = "") {
  return fmt::format("<w:p><w:pPr><w:pStyle w:val=\"{}\"/>{}</w:pPr>{}</w:p>\n",
                     styled, properties, content);
}

// Lines of one paragraph.
std::string lines_run(const std::vector<std::string>& lines,
                      const char* between) {
  std::string out;
  for (const std::string& line : lines)
    out += (out.empty() ? "" : between) + runs(line);
  return out;
}

constexpr const char* line_break = "<w:r><w:br/></w:r>";
constexpr const char* tab = "<w:r><w:tab/></w:r>";

// ---- tables ----

// Rules as in print: above and below the table, and below its head.
struct Cell {
  std::string_view text;
  std::size_t columns = 1;
  const char* side = "right";
  bool ruled = false;  // below
  bool kept = false;   // on the page of what follows
};

std::string cell_text(const Cell& cell) {
  std::string properties;
  if (cell.columns > 1)
    properties += fmt::format("<w:gridSpan w:val=\"{}\"/>", cell.columns);
  if (cell.ruled)
    properties +=
        "<w:tcBorders><w:bottom w:val=\"single\" w:sz=\"4\" "
        "w:space=\"0\" w:color=\"auto\"/></w:tcBorders>";
  const std::string indent =
      indent_of(cell.text) > 0 ? "<w:ind w:left=\"170\"/>" : "";
  return fmt::format("<w:tc><w:tcPr>{}</w:tcPr>{}</w:tc>", properties,
                     paragraph("TableText", runs(cell.text),
                               fmt::format("{}{}<w:jc w:val=\"{}\"/>",
                                           cell.kept ? "<w:keepNext/>" : "",
                                           indent, cell.side)));
}

std::string docx_row(const std::vector<Cell>& cells, const char* properties) {
  std::string text =
      fmt::format("<w:tr><w:trPr><w:cantSplit/>{}</w:trPr>", properties);
  for (const Cell& cell : cells) text += cell_text(cell);
  return text + "</w:tr>\n";
}

std::string head_rows(const Document::Table& table, const char* side) {
  const auto lines = head_lines(table);
  std::string text;
  for (const auto& line : lines) {
    const bool is_last = &line == &lines.back();
    std::vector<Cell> cells;
    cells.reserve(line.size());
    for (const auto& [label, columns] : line)
      cells.push_back({label, columns,
                       cells.empty() ? "left"
                       : is_last     ? side
                                     : "center",
                       is_last || !label.empty(), true});
    text += docx_row(cells, "<w:tblHeader/>");
  }
  return text;
}

std::string docx_table(const Document::Table& table) {
  const char* side =
      table.columns == Document::Columns::words ? "left" : "right";
  std::string text =
      "<w:tbl><w:tblPr><w:tblW w:w=\"0\" w:type=\"auto\"/><w:tblBorders><w:top "
      "w:val=\"single\" w:sz=\"8\" w:space=\"0\" w:color=\"auto\"/><w:bottom "
      "w:val=\"single\" w:sz=\"8\" w:space=\"0\" w:color=\"auto\"/>"
      "</w:tblBorders></w:tblPr><w:tblGrid>";
  for (const int width : column_twips(table))
    text += fmt::format("<w:gridCol w:w=\"{}\"/>", width);
  text += "</w:tblGrid>\n" + head_rows(table, side);
  for (const auto& row : table.cells.rows) {
    std::vector<Cell> cells;
    cells.reserve(row.size());
    for (const std::string& cell : row)
      cells.push_back({cell, 1, cells.empty() ? "left" : side, false,
                       &row != &table.cells.rows.back()});
    text += docx_row(cells, "");
  }
  return text + "</w:tbl>\n";
}

struct DocxSetter {
  std::string operator()(const Document::Heading& heading) const {
    const bool is_part = heading.level == Document::Level::part;
    return paragraph(is_part ? "Heading2" : "Heading1",
                     runs(heading.before + heading.text));
  }
  std::string operator()(const Document::Answer& answer) const {
    return paragraph("Normal", runs(answer.text, Weight::bold) +
                                   (answer.note.empty() ? "" : run(" ", "")) +
                                   runs(answer.note));
  }
  std::string operator()(const Document::Paragraph& block) const {
    const bool kept = block.breaks == Document::Breaks::kept;
    return paragraph(
        "Normal",
        lines_run(block.lines, kept ? line_break : run(" ", "").c_str()));
  }
  std::string operator()(const Document::Note& note) const {
    return paragraph("TableNote", lines_run(note.lines, line_break));
  }
  std::string operator()(const Document::Items& list) const {
    std::string text;
    for (const std::string& item : list.items)
      text += paragraph("ListBullet", run("•", "") + tab + runs(item));
    return text;
  }
  std::string operator()(const Document::Facts& facts) const {
    std::string text;
    for (const Document::Fact& fact : facts.facts)
      text += paragraph("Fact", runs(fact.name, Weight::bold) + tab +
                                    lines_run(lines_of(fact.text), line_break));
    return text;
  }
  // A table that follows another would be one with it.
  std::string operator()(const Document::Table& table) const {
    return paragraph("Caption", runs(table.title)) + docx_table(table);
  }
  std::string operator()(const Document::Command& command) const {
    return paragraph("Command", run(joined(command.words, " "), ""));
  }
};

}  // namespace

std::string docx_bytes(const Document& document) {
  std::string body;
  for (const auto& [block, medium] : document.blocks())
    if (medium != Document::Medium::terminal)
      body += std::visit(DocxSetter{}, block);
  // A4, with margins of 20 mm; a file doesn't end with a table.
  body +=
      "<w:p/><w:sectPr><w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar "
      "w:top=\"1134\" w:right=\"1134\" w:bottom=\"1134\" w:left=\"1134\" "
      "w:header=\"567\" w:footer=\"567\" w:gutter=\"0\"/></w:sectPr>";
  return zip_of(
      {{"[Content_Types].xml", std::string{head} + types},
       {"_rels/.rels", relationship("officeDocument", "word/document.xml")},
       {"word/document.xml", fmt::format("{}<w:document {}><w:body>\n{}"
                                         "</w:body></w:document>",
                                         head, space, body)},
       {"word/_rels/document.xml.rels", relationship("styles", "styles.xml")},
       {"word/styles.xml", style_sheet()}});
}

}  // namespace rehearse
