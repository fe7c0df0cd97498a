#include "rehearse/text/report.hpp"

#include <limits>

#include "support/catch.hpp"

using namespace rehearse;

namespace {

using Json = nlohmann::ordered_json;

std::string set(const Document::Block& block, Format format,
                std::size_t width = 100) {
  Report report;
  report.document.add(block);
  return print(report, format, {Color::off, width});
}

// What a name of an arm or a level can be.
const Document::Table odd{{{"50% & <more>", "a|b"}, {{"[4] x_1", "1 ± 2"}}},
                          ""};

}  // namespace

TEST_CASE("cells are aligned in every format", "[text][report][OUT-02]") {
  const Document::Table table{
      {{"Look", "interim", "end"}, {{"Events", "115", "7"}}}, "Counts:"};
  CHECK(set(table, Format::table) ==
        "Counts:\n"
        "Look     interim   end\n"
        "Events       115     7\n");
  CHECK(set(table, Format::md) ==
        "Counts:\n\n"
        "| Look | interim | end |\n|:--|--:|--:|\n| Events | 115 | 7 |\n");
  CHECK(set(table, Format::html) ==
        "<table>\n  <caption>Counts:</caption>\n"
        "<thead>\n  <tr><th>Look</th><th>interim</th><th>end</th></tr>\n"
        "</thead>\n"
        "  <tr><td>Events</td><td>115</td><td>7</td></tr>\n</table>\n");
  CHECK(set(table, Format::latex) ==
        "Counts:\n\n\\begin{tabular}{lrr}\n\\toprule\n"
        "Look & interim & end \\\\\n\\midrule\nEvents & 115 & 7 \\\\\n"
        "\\bottomrule\n\\end{tabular}\n");
}

TEST_CASE("words are set from the left", "[text][report]") {
  const Document::Table table{{{"Key", "Meaning"}, {{"id", "Its name."}}},
                              "",
                              Document::Columns::words};
  CHECK(set(table, Format::md) ==
        "| Key | Meaning |\n|:--|:--|\n| id | Its name. |\n");
  CHECK(set(table, Format::html).starts_with("<table class=\"words\">\n"));
  CHECK(set(table, Format::latex).starts_with("\\begin{tabular}{ll}\n"));
}

TEST_CASE("what a format would take for its own is escaped", "[text][report]") {
  CHECK(set(odd, Format::md) ==
        "| 50% & \\<more> | a\\|b |\n|:--|--:|\n| [4] x_1 | 1 ± 2 |\n");
  CHECK(set(odd, Format::html) ==
        "<table>\n<thead>\n"
        "  <tr><th>50% &amp; &lt;more&gt;</th><th>a|b</th></tr>\n</thead>\n"
        "  <tr><td>[4] x_1</td><td>1 ± 2</td></tr>\n</table>\n");
  // After the end of a row [ begins an argument.
  CHECK(set(odd, Format::latex) ==
        "\\begin{tabular}{lr}\n\\toprule\n"
        "50\\% \\& $<$more$>$ & a$|$b \\\\\n\\midrule\n"
        "{}[4] x\\_1 & 1 $\\pm$ 2 \\\\\n\\bottomrule\n\\end{tabular}\n");
  const Document::Note all{{"\\ {a} #1 $ ~ ^ 2² 5–95 …"}};
  CHECK(set(all, Format::latex) ==
        "{\\footnotesize \\textbackslash{} \\{a\\} \\#1 \\$ "
        "\\textasciitilde{} \\textasciicircum{} 2$^2$ 5--95 \\ldots{}\\par}\n");
  const Document::Note stars{{"*A* <= `a*b` <b>"}};
  CHECK(set(stars, Format::md) == "\\*A\\* <= `a*b` \\<b>\n");
  CHECK(set(stars, Format::html) ==
        "<p>*A* &lt;= <code>a*b</code> &lt;b&gt;</p>\n");
}

TEST_CASE("an indented label stays indented", "[text][report]") {
  const Document::Table table{{{"", "x"}, {{"  of it", "1"}}}, ""};
  CHECK(set(table, Format::table) == "          x\n  of it   1\n");
  CHECK(set(table, Format::html).find("<td>&emsp;of it</td>") !=
        std::string::npos);
  CHECK(set(table, Format::latex).find("\n\\quad of it & 1") !=
        std::string::npos);
}

TEST_CASE("facts stand behind their names", "[text][report]") {
  const Document::Facts facts{
      {{"Run", "seed 1,\n64 replicates"}, {"Re-randomized", "p 0.5"}},
      Document::Setting::results};
  CHECK(set(facts, Format::table) ==
        "Run        seed 1,\n           64 replicates\n"
        "Re-randomized  p 0.5\n");
  CHECK(set(facts, Format::md) ==
        "- Run: seed 1, 64 replicates\n- Re-randomized: p 0.5\n");
  CHECK(set(facts, Format::html) ==
        "<dl>\n  <dt>Run</dt>\n  <dd>seed 1,<br>\n64 replicates</dd>\n"
        "  <dt>Re-randomized</dt>\n  <dd>p 0.5</dd>\n</dl>\n");
  CHECK(set(facts, Format::latex) ==
        "\\begin{description}\n\\item[{Run}] seed 1,\n64 replicates\n"
        "\\item[{Re-randomized}] p 0.5\n\\end{description}\n");
  Report coloured;
  coloured.document.add(facts);
  CHECK(print(coloured, Format::table, Color::on)
            .starts_with("\x1b[1mRun\x1b[0m        seed 1"));
}

TEST_CASE("a terminal's lines fit its width", "[text][report]") {
  const Document::Facts facts{{{"Theory", "one two three four five"}}};
  CHECK(set(facts, Format::table, 24) ==
        "Theory     one two three\n           four five\n");
  const Document::Table table{
      {{"Look", "first", "second"}, {{"Events", "115", "164"}}}, ""};
  CHECK(set(table, Format::table, 18) ==
        "Look     first\nEvents     115\n\nLook     second\nEvents      164\n");
}

TEST_CASE("a document with a heading is a page of HTML", "[text][report]") {
  Report report;
  report.document.add(Document::Heading{"A < B", "Power of "});
  report.document.add(Document::Answer{"Power 0.9", "(0.8 to 1)"});
  CHECK(print(report, Format::table) == "A < B\nPower 0.9   (0.8 to 1)\n");
  CHECK(print(report, Format::md) ==
        "## Power of A < B\n\n**Power 0.9** (0.8 to 1)\n");
  const std::string html = print(report, Format::html);
  CHECK(
      html.starts_with("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta "
                       "charset=\"utf-8\">\n<title>Power of A &lt; B</title>"));
  CHECK(
      html.ends_with("<h1>Power of A &lt; B</h1>\n<p><strong>Power "
                     "0.9</strong> (0.8 to 1)</p>\n</body>\n</html>\n"));
  CHECK(print(report, Format::latex) ==
        "\\section*{Power of A $<$ B}\n\n\\textbf{Power 0.9} (0.8 to 1)\n");
}

TEST_CASE("what is empty is left out, and what another medium is for",
          "[text][report]") {
  Report report;
  report.document.add(Document::Note{});
  report.document.add(Document::Table{{{"x"}, {}}, "title"});
  report.document.add(Document::Note{{"screen"}}, Document::Medium::terminal);
  report.document.add(Document::Note{{"page"}}, Document::Medium::paper);
  CHECK(print(report, Format::table) == "screen\n");
  CHECK(print(report, Format::md) == "page\n");
  CHECK(print(report, Format::html) == "<p>page</p>\n");
}

TEST_CASE("rows are flattened to columns", "[text][report]") {
  const double unknown = std::numeric_limits<double>::quiet_NaN();
  const Json known{{"name", "a,b"},
                   {"power", {{"estimate", 0.5}, {"ci95", {0.25, 0.75}}}},
                   {"z", {{"mean", 1.0}, {"sd", unknown}}},
                   {"n", 100000}};
  Json none = known;
  none["z"] = {{"mean", nullptr}, {"sd", nullptr}};
  const Report report{Json::object(), {known, none}, {}};
  CHECK(print(report, Format::csv) ==
        "name,power,power_ci95_lower,power_ci95_upper,z_mean,z_sd,n\n"
        "\"a,b\",0.5,0.25,0.75,1,,100000\n"
        "\"a,b\",0.5,0.25,0.75,,,100000\n");
  const Report empty{Json::object(), {}, {}, {"line", "message"}};
  CHECK(print(empty, Format::csv) == "line,message\n");
}

TEST_CASE("a statistic that nobody had is null", "[text][report]") {
  Json json{{"z", {{"mean", nullptr}, {"sd", nullptr}}},
            {"hr", {{"mean", std::numeric_limits<double>::infinity()}}},
            {"by_arm", {{"A", {{"mean", nullptr}}}, {"B", {{"mean", 1.0}}}}},
            {"ci95", {nullptr, nullptr}},
            {"list", Json::array()}};
  collapse_nulls(json);
  CHECK(json.dump() ==
        R"({"z":null,"hr":{"mean":null},"by_arm":{"A":null,"B":{"mean":1.0}},)"
        R"("ci95":null,"list":[]})");
}
