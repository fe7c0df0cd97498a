#include "rehearse/text/xlsx_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "rehearse/core/errors.hpp"
#include "rehearse/text/number_text.hpp"
#include "rehearse/text/shown_text.hpp"
#include "rehearse/text/text_table.hpp"
#include "rehearse/text/xml_text.hpp"
#include "rehearse/text/zip_file.hpp"

namespace rehearse {
namespace {

using Json = nlohmann::ordered_json;

// Excel's specifications and limits.
constexpr std::size_t most_rows = 1'048'576;
constexpr std::size_t sheet_columns = 16'384;
constexpr std::size_t longest_text = 32'767;

constexpr const char* xml_head =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
constexpr const char* keep_space =
    "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
constexpr const char* relations =
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
constexpr const char* packages =
    "http://schemas.openxmlformats.org/package/2006";

std::string content_types() {
  constexpr const char* sheets =
      "application/vnd.openxmlformats-officedocument.spreadsheetml.";
  return fmt::format(
      "{0}<Types xmlns=\"{1}/content-types\"><Default Extension=\"rels\" "
      "ContentType=\"application/vnd.openxmlformats-package.relationships+"
      "xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/>"
      "<Override PartName=\"/xl/workbook.xml\" "
      "ContentType=\"{2}sheet.main+xml\"/><Override "
      "PartName=\"/xl/worksheets/sheet1.xml\" "
      "ContentType=\"{2}worksheet+xml\"/><Override "
      "PartName=\"/xl/styles.xml\" ContentType=\"{2}styles+xml\"/></Types>",
      xml_head, packages, sheets);
}

std::string relationship(const char* id, const char* type, const char* target) {
  return fmt::format("<Relationship Id=\"{}\" Type=\"{}/{}\" Target=\"{}\"/>",
                     id, relations, type, target);
}

std::string relationships(const std::string& all) {
  return fmt::format(
      "{}<Relationships xmlns=\"{}/relationships\">{}</Relationships>",
      xml_head, packages, all);
}

std::string workbook() {
  return fmt::format(
      "{}<workbook {} xmlns:r=\"{}\"><sheets><sheet name=\"rehearse\" "
      "sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>",
      xml_head, keep_space, relations);
}

// The styles of cells, by their places: numbers, the header, texts.
constexpr int header_style = 1;
constexpr int text_style = 2;  // number format 49 is "text"

std::string styles_xml() {
  return fmt::format(
      "{}<styleSheet {}><fonts count=\"2\"><font><sz val=\"11\"/><name "
      "val=\"Calibri\"/></font><font><b/><sz val=\"11\"/><name "
      "val=\"Calibri\"/></font></fonts><fills count=\"2\"><fill><patternFill "
      "patternType=\"none\"/></fill><fill><patternFill "
      "patternType=\"gray125\"/></fill></fills><borders count=\"1\"><border>"
      "<left/><right/><top/><bottom/><diagonal/></border></borders>"
      "<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" "
      "borderId=\"0\"/></cellStyleXfs><cellXfs count=\"3\"><xf numFmtId=\"0\" "
      "fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/><xf "
      "numFmtId=\"49\" fontId=\"1\" fillId=\"0\" borderId=\"0\" xfId=\"0\" "
      "applyNumberFormat=\"1\" applyFont=\"1\"/><xf numFmtId=\"49\" "
      "fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" "
      "applyNumberFormat=\"1\"/></cellXfs><cellStyles count=\"1\"><cellStyle "
      "name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles></styleSheet>",
      xml_head, keep_space);
}

// A, B, …, Z, AA, …
std::string column_name(std::size_t column) {
  std::string name;
  for (std::size_t rest = column + 1; rest > 0; rest = (rest - 1) / 26)
    name.insert(name.begin(), static_cast<char>('A' + (rest - 1) % 26));
  return name;
}

[[noreturn]] void refuse(const std::string& why) {
  throw IoError{IoFault::cannot_write, fmt::format("xlsx: {}: write csv", why)};
}

std::string text_cell(const std::string& place, const std::string& text,
                      int style_id) {
  const std::string shown = shown_text(text, LineEnds::kept);
  if (shown.size() > longest_text)
    refuse(fmt::format("cell {} has {} bytes (a cell takes {})", place,
                       shown.size(), longest_text));
  const bool has_edges = shown.starts_with(' ') || shown.ends_with(' ');
  return fmt::format(
      "<c r=\"{}\" s=\"{}\" t=\"inlineStr\"><is><t{}>{}</t></is></c>", place,
      style_id, has_edges ? " xml:space=\"preserve\"" : "", xml_text(shown));
}

// What is null or no number is an empty cell.
std::string value_cell(const std::string& place, const Json& value) {
  if (value.is_string())
    return text_cell(place, value.get<std::string>(), text_style);
  if (value.is_boolean())
    return fmt::format("<c r=\"{}\" t=\"b\"><v>{}</v></c>", place,
                       value.get<bool>() ? 1 : 0);
  if (!value.is_number() || !std::isfinite(value.get<double>())) return "";
  return fmt::format(
      "<c r=\"{}\"><v>{}</v></c>", place,
      value.is_number_float() ? exact_text(value.get<double>()) : value.dump());
}

std::string columns(const ValueTable& table) {
  constexpr std::size_t least = 6;
  constexpr std::size_t most = 60;
  std::string text = "<cols>";
  for (std::size_t c = 0; c < table.header.size(); ++c) {
    std::size_t width = display_width(table.header[c]);
    for (const auto& row : table.rows)
      width = std::max(width,
                       row[c].is_string()
                           ? display_width(row[c].get_ref<const std::string&>())
                           : std::size_t{0});
    text += fmt::format(
        "<col min=\"{0}\" max=\"{0}\" width=\"{1}\" customWidth=\"1\"/>", c + 1,
        std::clamp(width, least, most) + 2);
  }
  return text + "</cols>";
}

std::string sheet(const ValueTable& table) {
  std::string text = fmt::format(
      "{}<worksheet {}><sheetViews><sheetView workbookViewId=\"0\"><pane "
      "ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" "
      "state=\"frozen\"/></sheetView></sheetViews>",
      xml_head, keep_space);
  if (!table.header.empty()) text += columns(table);
  text += "<sheetData>\n<row r=\"1\">";
  for (std::size_t c = 0; c < table.header.size(); ++c)
    text += text_cell(column_name(c) + '1', table.header[c], header_style);
  text += "</row>\n";
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    text += fmt::format("<row r=\"{}\">", r + 2);
    for (std::size_t c = 0; c < table.rows[r].size(); ++c)
      text += value_cell(fmt::format("{}{}", column_name(c), r + 2),
                         table.rows[r][c]);
    text += "</row>\n";
  }
  return text + "</sheetData></worksheet>";
}

}  // namespace

std::string xlsx_bytes(const ValueTable& table) {
  if (table.rows.size() >= most_rows)
    refuse(fmt::format("{} rows (a sheet has {} with its header)",
                       table.rows.size(), most_rows));
  if (table.header.size() > sheet_columns)
    refuse(fmt::format("{} columns (a sheet has {})", table.header.size(),
                       sheet_columns));
  return zip_of(
      {{"[Content_Types].xml", content_types()},
       {"_rels/.rels", relationships(relationship("rId1", "officeDocument",
                                                  "xl/workbook.xml"))},
       {"xl/workbook.xml", workbook()},
       {"xl/_rels/workbook.xml.rels",
        relationships(
            relationship("rId1", "worksheet", "worksheets/sheet1.xml") +
            relationship("rId2", "styles", "styles.xml"))},
       {"xl/styles.xml", styles_xml()},
       {"xl/worksheets/sheet1.xml", sheet(table)}});
}

}  // namespace rehearse
