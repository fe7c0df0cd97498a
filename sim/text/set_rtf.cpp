// A document as Rich Text Format (Microsoft, RTF Specification 1.9.1).
// Distances are twips, 1/1440 inch.
#include <fmt/format.h>

#include <cstdint>
#include <numeric>

#include "set_document.hpp"

namespace rehearse {
namespace {

// A code point above U+FFFF is two of UTF-16, and each a signed number.
std::string unicode(char32_t point) {
  const auto unit = [](char32_t value) {
    return fmt::format("\\u{}?", static_cast<std::int16_t>(value));
  };
  if (point < 0x10000) return unit(point);
  point -= 0x10000;
  return unit(0xD800 + (point >> 10)) + unit(0xDC00 + (point & 0x3FF));
}

std::string rtf_escaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x80) {
      if (text[i] == '\\' || text[i] == '{' || text[i] == '}') out += '\\';
      out += text[i] == '\n' ? std::string{"\\line "} : std::string(1, text[i]);
      continue;
    }
    const int more = byte >= 0xF0 ? 3 : byte >= 0xE0 ? 2 : 1;
    char32_t point = byte & (0x3FU >> more);
    for (int k = 0; k < more && i + 1 < text.size(); ++k)
      point = point << 6 | (static_cast<unsigned char>(text[++i]) & 0x3FU);
    out += unicode(point);
  }
  return out;
}

std::string rtf_marked(std::string_view text) {
  std::string out;
  for (const auto& [phrase, is_code] : phrases_of(text))
    out += is_code ? fmt::format("{{\\f1 {}}}", rtf_escaped(phrase))
                   : rtf_escaped(phrase);
  return out;
}

std::string rtf_paragraph(const char* properties, const std::string& text) {
  return fmt::format("{{\\pard{} {}\\par}}\n", properties, text);
}

// ---- tables ----

struct RtfCell {
  std::string_view text;
  int end = 0;  // of it, from the left
  const char* side = "\\qr";
  bool above = false;  // rules
  bool below = false;
};

std::string rtf_row(const std::vector<RtfCell>& cells, const char* properties) {
  std::string text = fmt::format("\\trowd\\trgaph108\\trkeep{}", properties);
  for (const RtfCell& cell : cells) {
    if (cell.above) text += "\\clbrdrt\\brdrs\\brdrw10";
    if (cell.below) text += "\\clbrdrb\\brdrs\\brdrw10";
    text += fmt::format("\\cellx{}", cell.end);
  }
  text += '\n';
  for (const RtfCell& cell : cells)
    text += fmt::format("\\pard\\intbl\\sb20\\sa20\\fs18{}{} {}\\cell\n",
                        cell.side, indent_of(cell.text) > 0 ? "\\li170" : "",
                        rtf_marked(cell.text));
  return text + "\\row\n";
}

// Where each column ends, from the left.
std::vector<int> column_ends(const Document::Table& table) {
  std::vector<int> ends = column_twips(table);
  std::partial_sum(ends.begin(), ends.end(), ends.begin());
  return ends;
}

std::string head_rows(const Document::Table& table,
                      const std::vector<int>& ends, const char* side) {
  const auto lines = head_lines(table);
  std::string text;
  for (const auto& line : lines) {
    const bool is_first = &line == &lines.front();
    const bool is_last = &line == &lines.back();
    std::vector<RtfCell> cells;
    std::size_t column = 0;
    for (const auto& [label, columns] : line) {
      column += columns;
      cells.push_back({label, ends[column - 1],
                       cells.empty() ? "\\ql"
                       : is_last     ? side
                                     : "\\qc",
                       is_first, is_last || !label.empty()});
    }
    text += rtf_row(cells, "\\trhdr");
  }
  return text;
}

std::string rtf_table(const Document::Table& table) {
  const char* side =
      table.columns == Document::Columns::words ? "\\ql" : "\\qr";
  const std::vector<int> ends = column_ends(table);
  std::string text = head_rows(table, ends, side);
  for (const auto& row : table.cells.rows) {
    std::vector<RtfCell> cells;
    for (std::size_t c = 0; c < row.size(); ++c)
      cells.push_back({row[c], ends[c], c == 0 ? "\\ql" : side, false,
                       &row == &table.cells.rows.back()});
    text += rtf_row(cells, "");
  }
  return text;
}

struct RtfSetter {
  std::string operator()(const Document::Heading& heading) const {
    const bool is_part = heading.level == Document::Level::part;
    return rtf_paragraph(is_part ? "\\keepn\\sb200\\sa80\\b\\fs24"
                                 : "\\keepn\\sb240\\sa120\\b\\fs28",
                         rtf_marked(heading.before + heading.text));
  }
  std::string operator()(const Document::Answer& answer) const {
    return rtf_paragraph("\\sa80", "{\\b " + rtf_marked(answer.text) + "}" +
                                       (answer.note.empty() ? "" : " ") +
                                       rtf_marked(answer.note));
  }
  std::string operator()(const Document::Paragraph& block) const {
    const bool kept = block.breaks == Document::Breaks::kept;
    return rtf_paragraph(
        "\\sa80", joined(block.lines, kept ? "\\line " : " ", rtf_marked));
  }
  std::string operator()(const Document::Note& note) const {
    return rtf_paragraph("\\sb60\\sa60\\fs16",
                         joined(note.lines, "\\line ", rtf_marked));
  }
  std::string operator()(const Document::Items& list) const {
    std::string text;
    for (const std::string& item : list.items)
      text += rtf_paragraph("\\li284\\fi-284\\tx284\\sa80",
                            "\\bullet\\tab " + rtf_marked(item));
    return text;
  }
  std::string operator()(const Document::Facts& facts) const {
    std::string text;
    for (const Document::Fact& fact : facts.facts)
      text +=
          rtf_paragraph("\\li1701\\fi-1701\\tx1701\\sa80",
                        "{\\b " + rtf_marked(fact.name) + "}\\tab " +
                            joined(lines_of(fact.text), "\\line ", rtf_marked));
    return text;
  }
  std::string operator()(const Document::Table& table) const {
    return rtf_paragraph("\\keepn\\sb200\\sa80\\b", rtf_marked(table.title)) +
           rtf_table(table);
  }
  std::string operator()(const Document::Command& command) const {
    return rtf_paragraph("\\sa80\\f1\\fs18",
                         rtf_escaped(joined(command.words, " ")));
  }
};

}  // namespace

std::string rtf_text(const Document& document) {
  std::string text =
      "{\\rtf1\\ansi\\ansicpg1252\\uc1\\deff0{\\fonttbl{\\f0\\fswiss "
      "Arial;}{\\f1\\fmodern Courier New;}}\n"
      "\\paperw11906\\paperh16838\\margl1134\\margr1134\\margt1134"
      "\\margb1134\\f0\\fs20\n";
  for (const auto& [block, medium] : document.blocks())
    if (medium != Document::Medium::terminal)
      text += std::visit(RtfSetter{}, block);
  return text + "}\n";
}

}  // namespace rehearse
