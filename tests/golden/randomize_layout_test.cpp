// Lists for other systems and for Excel.
#include <sys/stat.h>

#include <fstream>
#include <string>

#include "golden/golden_file.hpp"
#include "golden/process.hpp"
#include "support/catch.hpp"

using rehearse::golden::content;
using rehearse::golden::done;
using rehearse::golden::has;
using rehearse::golden::scratch;
using rehearse::golden::shell;

namespace {

const std::string list = "rehearse randomize configs/nct07008976.toml ";

// The codes of a project's choices.
std::string codes() {
  std::ofstream{scratch() / "layout-codes.csv"}
      << "column,theirs,ours\narm,1,TQB2102\narm,2,T-DM1\n"
         "hormone_receptor,1,positive\nhormone_receptor,0,negative\n"
         "visceral_disease,0,no\nvisceral_disease,1,yes\n"
         "prior_lines,1,1\nprior_lines,2,2+\n";
  return "--value-map $SCRATCH/layout-codes.csv ";
}

mode_t mode_of(const std::string& file) {
  struct stat status {};
  REQUIRE(::stat((scratch() / file).c_str(), &status) == 0);
  return status.st_mode & 0777;
}

}  // namespace

TEST_CASE("a list in a system's layout is read back",
          "[golden][randomize][LST-09]") {
  const std::string coded = codes();
  for (const std::string layout :
       {"redcap", "sealed-envelope", "generic-irt"}) {
    const std::string as = "--layout " + layout + ' ' +
                           (layout == "redcap" ? coded : std::string{});
    const auto made = done(list + as + "--seed 2025 --quiet");
    std::ofstream{scratch() / "theirs.csv"} << made.out;
    rehearse::golden::check("randomize-" + layout + ".csv",
                            done("head -n 12 $SCRATCH/theirs.csv").out);
    CHECK(has(done(list + as + "--check $SCRATCH/theirs.csv --seed 2025").out,
              "0 findings; byte for byte what this config and seed make\n"));
    CHECK(shell(list + as + "--check $SCRATCH/theirs.csv --seed 2026").status ==
          1);
    // Two rows' arms exchanged.
    done("sed -e '2{h;d}' -e '3{G}' $SCRATCH/theirs.csv > $SCRATCH/bad.csv");
    CHECK(shell(list + as + "--check $SCRATCH/bad.csv --seed 2025").status ==
          1);
  }
}

TEST_CASE("REDCap's two tables are not the same", "[golden][randomize]") {
  const std::string as = "--layout redcap " + codes();
  done(list + as + "--dummy --seed 5 > $SCRATCH/development.csv");
  done(list + as + "--seed 5 --list-id P --out $SCRATCH/production");
  const std::string development = content(scratch() / "development.csv");
  const std::string production =
      content(scratch() / "production/list-redcap.csv");
  CHECK(development.size() > production.size());
  CHECK(has(development, "\nDUMMY-R1110001,"));
  // Nor are they but for the mark.
  done(
      "sed s/DUMMY-// $SCRATCH/development.csv | diff - "
      "$SCRATCH/production/list-redcap.csv > /dev/null; [ $? = 1 ]");
  CHECK(mode_of("production/list-redcap.csv") == 0600);
  CHECK(content(scratch() / "production/list.csv")
            .starts_with("list_id,randomization_number,"));
}

TEST_CASE("a layout and workbooks are as secret as the list",
          "[golden][randomize][LST-03]") {
  done("cd $SCRATCH && rehearse keygen layout.key > layout.pub");
  done(list + "--layout redcap " + codes() +
       "--format xlsx --encrypt-to $SCRATCH/layout.pub --out "
       "$SCRATCH/layout-sealed");
  CHECK(done("ls $SCRATCH/layout-sealed").out ==
        "config.resolved.toml.sealed\nlist-redcap.csv.sealed\n"
        "list-redcap.xlsx.sealed\nlist.csv.sealed\nlist.xlsx.sealed\n"
        "manifest.json\nprotocol.md\nquality.json.sealed\nsealed.md.sealed\n"
        "seed.txt.sealed\nsite-view.csv\nsite-view.xlsx\n");
  // Workbooks are not compressed: what unblinds would be seen.
  CHECK(shell("grep -l 'TQB2102\\|>arm<\\|block' $SCRATCH/layout-sealed/* "
              "| grep -v protocol.md")
            .out == "");
  CHECK(shell(list + "--out $SCRATCH/layout-sealed").status == 73);
  done(list + "--out $SCRATCH/layout-sealed --force --quiet");
  CHECK_FALSE(has(done("ls $SCRATCH/layout-sealed").out, "redcap"));
  CHECK_FALSE(has(done("ls $SCRATCH/layout-sealed").out, "xlsx"));
}

TEST_CASE("a workbook of a list has its codes as text", "[golden][randomize]") {
  const std::string seed = "--seed 5 --quiet ";
  done(list + seed + "--format xlsx > $SCRATCH/l.xlsx");
  done(list + seed + "> $SCRATCH/l.csv");
  CHECK(mode_of("l.xlsx") == 0600);
  const auto read = done(R"(cd $SCRATCH && python3 - << 'END'
import csv, zipfile
from xml.etree import ElementTree
n = '{http://schemas.openxmlformats.org/spreadsheetml/2006/main}'
sheet = ElementTree.fromstring(
    zipfile.ZipFile('l.xlsx').read('xl/worksheets/sheet1.xml'))
counts = {'block_size', 'seq_in_block', 'seq_in_stratum'}
rows = list(csv.reader(open('l.csv')))
same = text = number = 0
for row, line in zip(sheet.iter(n + 'row'), rows):
    cells = {c.attrib['r'].rstrip('0123456789'): c for c in row}
    for i, (name, field) in enumerate(zip(rows[0], line)):
        if not field:
            assert chr(65 + i) not in cells
            continue
        cell = cells[chr(65 + i)]
        same += ''.join(cell.itertext()) == field
        is_text = cell.attrib.get('t') == 'inlineStr'
        number += not is_text
        text += is_text
        assert is_text == (name not in counts or line is rows[0])
print(same == text + number, number == 3 * (len(rows) - 1))
END)");
  CHECK(read.out == "True True\n");
  done(list + seed + "--format xlsx > $SCRATCH/again.xlsx");
  done("cmp $SCRATCH/l.xlsx $SCRATCH/again.xlsx");
}

TEST_CASE("Excel's mark stands before a list, and is no part of it",
          "[golden][randomize]") {
  const std::string seed = "--seed 5 --list-id L --quiet ";
  const std::string plain = done(list + seed).out;
  CHECK(done(list + seed + "--bom").out == "\xEF\xBB\xBF" + plain);
  done(list + seed + "--bom --out $SCRATCH/marked");
  CHECK(content(scratch() / "marked/list.csv") == "\xEF\xBB\xBF" + plain);
  CHECK(
      content(scratch() / "marked/site-view.csv").starts_with("\xEF\xBB\xBF"));
  CHECK(has(done(list + seed + "--check $SCRATCH/marked/list.csv").out,
            "0 findings; "));
  // A folder with all of these is made again to the same bytes.
  done(list + seed + "--bom --format xlsx --layout redcap " + codes() +
       "--out $SCRATCH/layout-all");
  CHECK(has(done("rehearse verify $SCRATCH/layout-all").out,
            "Equal   every file"));
}

TEST_CASE("what a layout can't have is refused", "[golden][randomize]") {
  const std::string coded = codes();
  const auto refused = shell(list + "--layout redcap --dummy");
  CHECK(refused.status == 64);
  CHECK(has(refused.err, "\n  arm,CODE,TQB2102\n"));
  for (const std::string& arguments :
       {std::string{"--layout redca"},
        "--layout redcap --site-view --seed 5 " + coded,
        "--layout redcap --format json --dummy " + coded, coded + "--dummy",
        std::string{"--column arm=x --dummy"},
        std::string{"--bom --dummy --format json"},
        std::string{"--bom --report"}, std::string{"--out $SCRATCH/x.xlsx"},
        std::string{"--layout generic-irt --column amr=x --dummy"},
        std::string{"--report --layout redcap"}}) {
    INFO(arguments);
    CHECK(shell(list + arguments).status == 64);
  }
}
