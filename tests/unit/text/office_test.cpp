// Office programs' files: what is in them. That programs read them is checked
// by Python's own libraries in tests/golden.
#include <string>

#include "rehearse/text/report.hpp"
#include "rehearse/text/xlsx_file.hpp"
#include "rehearse/text/zip_file.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

std::string set(const Document::Block& block, Format format) {
  Report report;
  report.document.add(block);
  return print(report, format, {Color::off, 100});
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// Two levels over four columns, of which one has no label.
Document::Table spanned() {
  Document::Table table{{{"Median", "0.6", "0.7", "0.6", "n"},
                         {{"6 months", "0.89", "0.61", "1 ± 2", "5"}}},
                        "Power"};
  table.spanners = {{{""}, {"Participants", 4}},
                    {{""}, {"246", 2}, {"300", 1}, {"", 1}}};
  return table;
}

}  // namespace

TEST_CASE("an archive has the checksum that its standard states",
          "[text][exact]") {
  // The check value of CRC-32: 0xCBF43926 of the digits 1 to 9.
  const std::string bytes = zip_of({{"a/b.txt", "123456789"}, {"c", ""}});
  CHECK(bytes.substr(0, 4) == "PK\x03\x04");
  CHECK(bytes.substr(14, 4) == "\x26\x39\xF4\xCB");
  CHECK(bytes.substr(18, 8) == std::string("\x09\0\0\0\x09\0\0\0", 8));
  CHECK(bytes.substr(30, 16) == "a/b.txt123456789");
  CHECK(bytes.substr(bytes.size() - 22, 4) == "PK\x05\x06");
  CHECK(bytes[bytes.size() - 12] == 2);
}

TEST_CASE("labels stand above their columns in every format",
          "[text][report]") {
  const Document::Table table = spanned();
  CHECK(set(table, Format::table) ==
        "Power\n"
        "Median \\ Participants   246, 0.6   246, 0.7   300, 0.6   n\n"
        "6 months                    0.89       0.61      1 ± 2   5\n");
  CHECK(has(set(table, Format::md),
            "| Median \\ Participants | 246, 0.6 | 246, 0.7 | 300, 0.6 | n |"));
  const std::string html = set(table, Format::html);
  CHECK(has(html,
            "<tr><th></th><th colspan=\"4\" style=\"text-align: "
            "center\">Participants</th></tr>\n"));
  CHECK(has(html,
            "<th colspan=\"2\" style=\"text-align: center\">246</th>"
            "<th>300</th><th></th></tr>\n  <tr><th>Median</th>"));
  CHECK(has(set(table, Format::latex),
            "\\toprule\n & \\multicolumn{4}{c}{Participants} \\\\\n"
            "\\cmidrule(lr){2-5}\n & \\multicolumn{2}{c}{246} & 300 &  \\\\\n"
            "\\cmidrule(lr){2-3}\\cmidrule(lr){4-4}\nMedian & 0.6 & 0.7 & 0.6 "
            "& n \\\\\n\\midrule\n"));
  const std::string docx = set(table, Format::docx);
  CHECK(has(docx, "<w:gridSpan w:val=\"4\"/>"));
  CHECK(has(docx, "<w:gridSpan w:val=\"2\"/>"));
  CHECK(has(docx, ">1 ± 2</w:t>"));
  // In RTF a cell that spans ends where its last column does.
  const std::string rtf = set(table, Format::rtf);
  const auto row = rtf.find("\\trowd");
  const std::string first = rtf.substr(row, rtf.find("\\row", row) - row);
  const std::string last = rtf.substr(rtf.rfind("\\trowd"));
  const auto end_of = [](const std::string& text) {
    const auto at = text.rfind("\\cellx") + 6;
    return text.substr(at, text.find('\n', at) - at);
  };
  CHECK(end_of(first) == end_of(last));
  CHECK(has(rtf, "\\qr 1 \\u177? 2\\cell"));
}

TEST_CASE("a table with a caption is a float of LaTeX with its note",
          "[text][report]") {
  Document::Table table{{{"a", "b"}, {{"1", "2"}}}, "Power of W_1"};
  table.flow = Document::Flow::floating;
  table.label = "tab:power";
  Report report;
  report.document.add(table);
  report.document.add(Document::Note{{"Seed 1."}});
  report.document.add(Document::Note{{"Apart."}});
  CHECK(print(report, Format::latex) ==
        "\\begin{table}[htbp]\n\\centering\n\\caption{Power of W\\_1}\n"
        "\\label{tab:power}\n\\begin{tabular}{lr}\n\\toprule\na & b \\\\\n"
        "\\midrule\n1 & 2 \\\\\n\\bottomrule\n\\end{tabular}\n\n\\smallskip\n"
        "{\\footnotesize Seed 1.\\par}\n\\end{table}\n\n"
        "{\\footnotesize Apart.\\par}\n");
}

TEST_CASE("what Word's formats would take for their own is escaped",
          "[text][report]") {
  const Document::Note note{{"{a} \\b <c> & `x<y` \xF0\x9F\x98\x80 5–95"}};
  CHECK(has(set(note, Format::rtf),
            "\\{a\\} \\\\b <c> & {\\f1 x<y} \\u-10179?\\u-8704? "
            "5\\u8211?95\\par"));
  const std::string docx = set(note, Format::docx);
  CHECK(has(docx, ">{a} \\b &lt;c&gt; &amp; </w:t>"));
  CHECK(
      has(docx, "Courier New\"/></w:rPr><w:t xml:space=\"preserve\">x&lt;y<"));
  CHECK(docx == set(note, Format::docx));
}

TEST_CASE("codes of a workbook are text, and numbers are numbers",
          "[text][exact]") {
  const ValueTable table{{"code", "n"},
                         {{"1E5", 12},
                          {"2024-01-02", 0.1},
                          {"=1+1", nullptr},
                          {" <a>&", std::numeric_limits<double>::infinity()}}};
  const std::string xlsx = xlsx_bytes(table);
  for (const char* cell :
       {"<c r=\"A1\" s=\"1\" t=\"inlineStr\"><is><t>code</t></is></c>",
        "<c r=\"A2\" s=\"2\" t=\"inlineStr\"><is><t>1E5</t></is></c>"
        "<c r=\"B2\"><v>12</v></c></row>",
        "<is><t>2024-01-02</t></is></c><c r=\"B3\"><v>0.1</v></c></row>",
        "<is><t>=1+1</t></is></c></row>",
        "<t xml:space=\"preserve\"> &lt;a&gt;&amp;</t></is></c></row>",
        "<pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" "
        "state=\"frozen\"/>"}) {
    INFO(cell);
    CHECK(has(xlsx, cell));
  }
  CHECK(xlsx == xlsx_bytes(table));
  ValueTable wide;
  wide.header.assign(28, "x");
  CHECK(has(xlsx_bytes(wide), "<c r=\"AB1\""));
  const ValueTable long_text{{"x"}, {{std::string(40'000, 'x')}}};
  CHECK_THROWS_WITH(xlsx_bytes(long_text),
                    "xlsx: cell A2 has 40000 bytes (a cell takes 32767): write "
                    "csv");
}
