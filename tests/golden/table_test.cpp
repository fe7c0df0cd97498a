// `table`: a finished sweep set anew; and office programs' formats, read by
// Python's own libraries.
#include <algorithm>
#include <string>

#include "golden/golden_file.hpp"
#include "golden/process.hpp"
#include "golden/sweep_grid.hpp"
#include "support/catch.hpp"

using rehearse::golden::check_fails;
using rehearse::golden::content;
using rehearse::golden::done;
using rehearse::golden::has;
using rehearse::golden::scratch;
using rehearse::golden::shell;

namespace {

const std::string small =
    "rehearse sweep configs/w1.toml --replicates 500 --quiet --vary "
    "endpoint.effect.hazard_ratio=0.6,0.7 --vary trial.participants=246,300 "
    "--vary 'endpoint.control.median=6 months,7 months' ";
const std::string view =
    "--rows endpoint.control.median --columns "
    "trial.participants,endpoint.effect.hazard_ratio ";
const std::string words =
    "--caption 'Power of W_1 & more' --label tab:power --label "
    "trial.participants=Randomized --percent --errors ";

// Python, with the file open as `zip`, whose parts are whole and well-formed:
// xml(NAME) is one's root, texts(NAME) its texts. What it prints.
std::string in_zip(const std::string& file, const std::string& script) {
  return done("python3 - $SCRATCH/" + file + " << 'END'\n" +
              "import sys, zipfile\n"
              "from xml.etree import ElementTree\n"
              "zip = zipfile.ZipFile(sys.argv[1])\n"
              "assert zip.testzip() is None\n"
              "def xml(name): return ElementTree.fromstring(zip.read(name))\n"
              "def tag(e): return e.tag.split('}')[1]\n"
              "def attribute(e, name):\n"
              "  return [v for k, v in e.attrib.items() if "
              "k.split('}')[-1] == name][0]\n"
              "def all_of(root, name):\n"
              "  return [e for e in root.iter() if tag(e) == name]\n"
              "for name in zip.namelist(): xml(name)\n" +
              script + "\nEND")
      .out;
}

}  // namespace

TEST_CASE("a finished sweep is set as the sweep prints it",
          "[golden][table][SWP-08]") {
  done(small + "--out $SCRATCH/anew > /dev/null");
  for (const std::string format :
       {"table", "json", "csv", "md", "html", "latex", "docx", "rtf", "xlsx"}) {
    INFO(format);
    const std::string as = "--format " + format;
    CHECK(done("rehearse table $SCRATCH/anew " + as).out ==
          done(small + as).out);
    if (format == "json") continue;
    CHECK(done("rehearse table $SCRATCH/anew " + view + as).out ==
          done(small + view + as).out);
  }
  CHECK(done("rehearse table $SCRATCH/anew --format md").out ==
        content(scratch() / "anew/table.md"));
  CHECK(done("rehearse table $SCRATCH/anew --format csv").out ==
        content(scratch() / "anew/table.csv"));
}

TEST_CASE("a merged sweep and another version's are set too",
          "[golden][table]") {
  for (const std::string i : {"1", "2"})
    done(small + "--shard " + i + "/2 --out $SCRATCH/share" + i +
         " > /dev/null");
  done(
      "cd $SCRATCH && rehearse merge share1 share2 --out joined --quiet "
      "> /dev/null");
  const std::string table = "rehearse table $SCRATCH/joined " + view;
  const std::string text = done(table).out;
  CHECK(text == done(small + view).out);
  done(
      "sed -i 's/\"version\": \".*\"/\"version\": \"0.0.1\"/' "
      "$SCRATCH/joined/sweep.json");
  const std::string figures = text.substr(0, text.find("W1: "));
  CHECK(figures.size() > 100);
  CHECK(done(table).out.starts_with(figures));
  CHECK(has(done("rehearse table $SCRATCH/joined --format json").out,
            "\"version\": \"0.0.1\""));
}

TEST_CASE("a sweep's table keeps its bytes", "[golden][table]") {
  done(small + "--out $SCRATCH/bytes > /dev/null");
  const std::string table = "rehearse table $SCRATCH/bytes ";
  for (const std::string format : {"txt", "html", "tex", "rtf"}) {
    const std::string file = "sweep-by-columns." + format;
    done(table + view + words + "--quiet --out $SCRATCH/" + file);
    rehearse::golden::check(file, content(scratch() / file));
  }
  rehearse::golden::check(
      "sweep-figures.txt",
      done(table + "--figure power,difference,last_look_z --digits 2 "
                   "--label 'power=Chance to win'")
          .out);
}

TEST_CASE("figures by rows and columns are those of the cells",
          "[golden][table]") {
  done(small + "--analytic --out $SCRATCH/figures > /dev/null");
  const std::string table = "rehearse table $SCRATCH/figures ";
  // Cell 4: 0.6, 300, 7 months, in the table's row 2 and column 3 (300, 0.6).
  for (const auto& [figure, column] :
       {std::pair{"power", "power"},
        std::pair{"expected_events", "expected_events"},
        std::pair{"last_look_time_months", "last_look_time_months_mean"},
        std::pair{"analytic_power", "analytic_power"}}) {
    INFO(figure);
    const auto cell = done(
        "awk -F, -v name=" + std::string{column} +
        " 'NR == 1 { for (i = 1; i <= NF; ++i) if ($i == name) c = i } $1 == 4 "
        "{ print $c }' $SCRATCH/figures/table.csv");
    CHECK(cell.out.size() > 3);
    CHECK(done(table + view + "--format csv --figure " + figure +
               " | python3 -c 'import csv, sys; "
               "print(list(csv.reader(sys.stdin))[2][3])'")
              .out == cell.out);
  }
  // Several tests, which no key tells apart, stand beside one another.
  const auto tests = done(
      "rehearse sweep configs/w1.toml --replicates 200 --quiet --set "
      "'analysis.also_tests=[\"gehan\"]' --vary trial.participants=246,300 "
      "--rows trial.participants --format csv");
  CHECK(has(tests.out, "trial.participants,logrank,gehan\n246,0."));
}

TEST_CASE("a table that can't be made says why", "[golden][table][SWP-08]") {
  done(small + "--out $SCRATCH/faults > /dev/null");
  done(small + "--shard 1/2 --out $SCRATCH/faults-half > /dev/null");
  done(
      "rehearse power configs/w1.toml --replicates 64 --quiet --out "
      "$SCRATCH/faults-power "
      "> /dev/null");
  const std::string table = "cd $SCRATCH && rehearse table ";
  check_fails(table + "faults --rows trial.participants", 64,
              "'endpoint.effect.hazard_ratio' is neither in the rows nor");
  check_fails(table + "faults --figure pwoer", 64, "(did you mean 'power'?)");
  check_fails(table + "faults --figure analytic_power", 64,
              "without --analytic");
  check_fails(table + "faults --label trial.participant=N", 64,
              "(did you mean 'trial.participants'?)");
  check_fails(table + "faults --percent --figure last_look_z", 64,
              "last_look_z is no probability");
  check_fails(table + "faults --errors", 64, "--errors: goes with --rows");
  check_fails(table + "faults --caption x --format json", 64,
              "json holds every cell by itself");
  check_fails(table + "faults --digits 3 --format csv", 64,
              "csv holds the figures with all their digits");
  check_fails(table + "faults --out x.doc", 64,
              "the endings are txt, json, csv");
  check_fails(table + "faults-half", 66, "the sweep isn't whole");
  check_fails(table + "faults-power", 65, "it holds the result of `power`");
  check_fails(table + "none", 66, "there is no such folder");
  done("cd $SCRATCH && rehearse table faults --quiet --out t.md");
  check_fails(table + "faults --out t.md", 73, "overwrite it with --force");
  done("cd $SCRATCH && rehearse table faults --quiet --out t.md --force");
  const auto shown = shell(
      "cd $SCRATCH && script -qec 'rehearse table faults --format docx' "
      "/dev/null "
      "< /dev/null");
  CHECK(shown.status == 64);
  CHECK(has(shown.out, "a terminal can't show it"));
  done("sed -i 's/,0\\.8/,0.9/' $SCRATCH/faults/table.csv");
  check_fails(table + "faults", 65, "table.csv: it was changed");
}

TEST_CASE("Word's file has the table with its spans", "[golden][table]") {
  done(small + "--out $SCRATCH/word > /dev/null");
  done("rehearse table $SCRATCH/word " + view + words +
       "--quiet --out $SCRATCH/t.docx");
  const std::string script =
      "body = xml('word/document.xml')[0]\n"
      "print([tag(e) for e in body])\n"
      "for row in all_of(body, 'tr'):\n"
      "  spans = [[int(attribute(g, 'val')) for g in all_of(c, 'gridSpan')] "
      "or [1] for c in all_of(row, 'tc')]\n"
      "  texts = [''.join(t.text for t in all_of(c, 't')) for c in "
      "all_of(row, 'tc')]\n"
      "  print(sum(s[0] for s in spans), '|'.join(texts))";
  const std::string out = in_zip("t.docx", script);
  CHECK(has(out,
            "['p', 'tbl', 'p', 'p', 'sectPr']\n"
            "5 |Randomized, hazard ratio\n5 |246|300\n"
            "5 Control median|0.6|0.7|0.6|0.7\n5 6 months|"));
  const std::string text =
      done("rehearse table $SCRATCH/word " + view + words).out;
  const auto cell = out.substr(out.find("6 months|") + 9, 10);
  CHECK(has(text, cell.substr(0, cell.find(" ±"))));
}

TEST_CASE("every result is a Word file, RTF and a workbook",
          "[golden][formats][OUT-02]") {
  for (const std::string command :
       {"power configs/nct07008976-irc.toml --replicates 64",
        "design configs/w3.toml", "check configs/nct07008976.toml",
        "randomize configs/w1.toml --report --replicates 64"}) {
    INFO(command);
    const std::string run = "rehearse " + command + " --quiet --format ";
    done(run + "docx > $SCRATCH/r.docx");
    CHECK(has(in_zip("r.docx", "print(len(xml('word/document.xml')[0]) > 3)"),
              "True"));
    const std::string rtf = done(run + "rtf").out;
    CHECK(rtf.starts_with("{\\rtf1"));
    CHECK(std::ranges::all_of(rtf, [](char c) { return (c & 0x80) == 0; }));
    // Braces that are no text are balanced.
    int depth = 0;
    for (std::size_t i = 0; i < rtf.size(); ++i) {
      if (rtf[i] == '\\')
        ++i;
      else
        depth += (rtf[i] == '{') - (rtf[i] == '}');
      REQUIRE((depth > 0 || i + 2 >= rtf.size()));
    }
    CHECK(depth == 0);
  }
  // A workbook's cells are those of the CSV.
  const std::string power =
      "rehearse power configs/w1.toml --replicates 64 --quiet --format ";
  done(power + "xlsx > $SCRATCH/p.xlsx");
  done(power + "csv > $SCRATCH/p.csv");
  CHECK(in_zip("p.xlsx",
               "import csv\n"
               "rows = [{attribute(c, 'r'): ''.join(c.itertext()) for c in "
               "all_of(r, 'c')} for r in "
               "all_of(xml('xl/worksheets/sheet1.xml'), 'row')]\n"
               "csv = list(csv.reader(open(sys.argv[1][:-4] + 'csv')))\n"
               "print([list(r.values()) for r in rows] == [[c for c in r if c] "
               "for r in csv], len(rows))") == "True 2\n");
}
