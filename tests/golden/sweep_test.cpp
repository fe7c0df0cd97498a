// `sweep` and `merge` as they are called: grids and what is said of them.
#include <algorithm>
#include <string>

#include "golden/process.hpp"
#include "golden/sweep_grid.hpp"
#include "support/catch.hpp"

using rehearse::golden::check_fails;
using rehearse::golden::content;
using rehearse::golden::done;
using rehearse::golden::grid;
using rehearse::golden::has;
using rehearse::golden::scratch;
using rehearse::golden::shell;

TEST_CASE("a sweep's cells are what power gives", "[golden][SWP-01]") {
  done(grid + "--out $SCRATCH/a > /dev/null");
  const std::string table = content(scratch() / "a/table.csv");
  CHECK(std::count(table.begin(), table.end(), '\n') == 21);
  // Cell 18: the hazard ratio 0.7, 6 months, alpha 0.05.
  const auto power = done(
      "rehearse power configs/w1.toml --replicates 1500 --quiet --format csv "
      "--set endpoint.effect.hazard_ratio=0.7 "
      "--set 'endpoint.control.median=6 months' --set analysis.alpha=0.05 "
      "| tail -n 1 | cut -d, -f2,5");
  const auto cell =
      done("grep '^18,' $SCRATCH/a/table.csv | awk -F, '{print $6 \",\" $8}'");
  CHECK(cell.out == power.out);
}

TEST_CASE("theory in a sweep is of the disease that is simulated",
          "[golden][SWP-01]") {
  const std::string of =
      " configs/nct07008976-irc.toml --replicates 64 --quiet --format csv "
      "--set calibration.target=irc-observed ";
  const auto column = [](const std::string& name) {
    return " | awk -F, 'NR == 1 { for (i = 1; i <= NF; ++i) "
           "if ($i == \"" +
           name + "\") c = i } NR == 2 { print $c }'";
  };
  const auto power = done("rehearse power" + of + column("analytic_power"));
  const auto sweep = done("rehearse sweep" + of +
                          "--vary endpoint.effect.hazard_ratio=0.6 --analytic" +
                          column("analytic_power"));
  CHECK(sweep.out == power.out);
  CHECK(sweep.out.size() > 5);
}

TEST_CASE("an interrupted sweep says how it goes on", "[golden]") {
  // SIGINT when the first of 100 cells is there.
  const std::string sweep =
      "rehearse sweep configs/w1.toml --replicates 20000 --threads 1 --quiet "
      "--vary endpoint.effect.hazard_ratio=0.5:0.698:0.002 --out $SCRATCH/i ";
  check_fails(sweep +
                  "> $SCRATCH/i.txt & pid=$!; while kill -0 $pid && [ ! -e "
                  "$SCRATCH/i/cells/000001.csv ]; do sleep 0.05; done; kill "
                  "-INT $pid; wait $pid",
              75,
              "interrupted; finished cells are kept: start it again to go on");
  CHECK(content(scratch() / "i.txt").empty());
  CHECK(has(done("ls $SCRATCH/i/cells").out, "000001.csv\n"));
  CHECK_FALSE(has(done("ls $SCRATCH/i/cells").out, "000100.csv\n"));
}

TEST_CASE("replicates are added where the error is too large",
          "[golden][SWP-05]") {
  const auto rows = done(
      "rehearse sweep configs/w1.toml --replicates 1024 --quiet --format csv "
      "--vary endpoint.effect.hazard_ratio=0.3,0.7 --precision 0.005 "
      "| tail -n +2 | awk -F, '{print $5, ($7 <= 0.005)}'");
  // 0.61 * 0.39 / 0.005^2 = 9,500 or so, in chunks of 1,024.
  CHECK(has(rows.out, "1024 1\n"));
  CHECK(std::stoi(rows.out.substr(rows.out.find('\n') + 1)) % 1024 == 0);
  CHECK(has(rows.out.substr(rows.out.find('\n') + 1), " 1\n"));
}

TEST_CASE("a power of 1 is not known exactly", "[golden]") {
  // 1.96 / (2 x 0.0001) - 3.84 = 9,796 replicates, ten chunks; a standard error
  // of 0 would have ended it at the first.
  const auto rows = done(
      "rehearse sweep configs/w1.toml --replicates 1024 --quiet --format csv "
      "--vary endpoint.effect.hazard_ratio=0.2 --precision 0.0001 "
      "| tail -n +2 | cut -d, -f5,6");
  CHECK(rows.out == "10240,1\n");
}

TEST_CASE("a sweep's reference is the config's own cell", "[golden]") {
  const std::string sweep =
      "rehearse sweep configs/w1.toml --replicates 64 --quiet "
      "--vary endpoint.effect.hazard_ratio=0.5,0.60,0.7 "
      "--vary 'endpoint.control.median=5 months,6 months' ";
  const auto table = done(sweep + "--format table");
  // The median isn't the config's 6.8 months: the first.
  CHECK(has(table.out, "Differences are from hazard ratio = 0.60, "));
  CHECK(has(table.out, "reference"));
  CHECK(has(done(sweep + "--format json").out, "\"reference\": 3,"));
  CHECK(has(done(sweep + "--format json --reference "
                         "'endpoint.control.median=6 months'")
                .out,
            "\"reference\": 4,"));
}

TEST_CASE("warnings of a sweep's cells are shown once", "[golden]") {
  const auto result = done(
      "rehearse sweep configs/w1.toml --replicates 64 --format csv "
      "--vary endpoint.effect.hazard_ratio=0.6,1.5,60");
  CHECK(has(result.err,
            "is it a percentage, 0.6?) [1 of 3 cells, first "
            "endpoint.effect.hazard_ratio=60]"));
}

TEST_CASE("how many replicates a cell needs is its own affair", "[golden]") {
  // Cells that share a simulation, in one run, in shards and after a kill.
  const std::string sweep =
      "rehearse sweep configs/w1.toml --replicates 1024 --quiet --precision "
      "0.006 --vary analysis.alpha=0.0001,0.025,0.3 --vary "
      "endpoint.effect.hazard_ratio=0.4,0.7 --out $SCRATCH/";
  done(sweep + "p0 > /dev/null");
  for (const char* i : {"1", "2", "3", "4"})
    done(sweep + "p" + i + " --shard " + i + "/4 > /dev/null");
  done(
      "cd $SCRATCH && rehearse merge p1 p2 p3 p4 --out p5 --quiet "
      "> /dev/null");
  done("cp -r $SCRATCH/p0 $SCRATCH/p6 && rm $SCRATCH/p6/cells/000002.csv");
  done(sweep + "p6 > /dev/null");
  for (const char* folder : {"p5", "p6"})
    CHECK(content(scratch() / "p0/table.csv") ==
          content(scratch() / folder / "table.csv"));
}

TEST_CASE("progress counts the cells that are done", "[golden]") {
  // Cells that are shorter than the pause between two lines, too.
  const auto result = done(
      "rehearse sweep configs/w1.toml --replicates 64 --progress json --vary "
      "endpoint.effect.hazard_ratio=0.5:0.7:0.05 > /dev/null");
  CHECK(has(result.err,
            "{\"cells_done\":5,\"cells\":5,\"replicates_done\":320,"
            "\"replicates\":320,"));
}

TEST_CASE("named scenarios are crossed with other keys", "[golden]") {
  done(
      "{ echo 'scenario = \"base\"'; cat configs/w1.toml; echo "
      "'[scenarios.delayed]\nendpoint.effect.periods = [{ until = \"3 "
      "months\", hazard_ratio = 1.0 }, { hazard_ratio = 0.5 "
      "}]\n[scenarios.pessimistic]\n\"endpoint.control.median\" = \"6 "
      "months\"\nendpoint.effect.hazard_ratio = 0.7'; } > $SCRATCH/t.toml");
  const std::string sweep =
      "rehearse sweep $SCRATCH/t.toml --replicates 1000 --quiet --vary "
      "scenario=base,delayed,pessimistic --vary analysis.alpha=0.025,0.05 "
      "--reference scenario=pessimistic ";
  // Each cell is what the config gives that states it.
  const std::string power =
      "rehearse power configs/w1.toml --replicates 1000 --quiet --format csv "
      "--set analysis.alpha=0.05 ";
  const std::string figures = "| tail -n 1 | cut -d, -f2,5";
  const std::string cells = done(sweep + "--format csv | cut -d, -f1-7").out;
  for (const auto& [cell, set] :
       {std::pair{"2,base,", ""},
        std::pair{"4,delayed,",
                  "--set 'endpoint.effect={periods=[{until=\"3 months\","
                  "hazard_ratio=1.0},{hazard_ratio=0.5}]}' "},
        std::pair{"6,pessimistic,",
                  "--set endpoint.effect.hazard_ratio=0.7 --set "
                  "'endpoint.control.median=6 months' "}}) {
    std::string stated = done(power + set + figures).out;
    stated.insert(stated.find(',') + 1, "1000,");
    CHECK(has(cells, std::string{cell} + "0.05,logrank," +
                         stated.substr(0, stated.size() - 1)));
  }
  const auto wide = done(sweep + "--rows scenario --columns analysis.alpha");
  CHECK(has(wide.out,
            "Power by scenario and alpha\n"
            "Scenario \\ Alpha   0.025    0.05\nbase "));
  const auto json = done(sweep + "--format json");
  CHECK(has(json.out, "\"reference\": 5"));
  CHECK(has(json.out, "\"scenario\": \"delayed\""));
}

TEST_CASE("another name of the same scenario is another sweep", "[golden]") {
  const std::string scenarios =
      "{ cat configs/w1.toml; echo '[scenarios.NAME]\nanalysis.alpha = "
      "0.05'; } > $SCRATCH/t.toml; sed -i s/NAME/";
  const std::string sweep =
      "/ $SCRATCH/t.toml; rehearse sweep $SCRATCH/t.toml --replicates 64 "
      "--quiet --out $SCRATCH/n > /dev/null --vary scenario=base,";
  done(scenarios + "early" + sweep + "early");
  check_fails(scenarios + "late" + sweep + "late", 73, "holds another sweep");
}

TEST_CASE("all faults of all cells come at once", "[golden]") {
  done(
      "{ cat configs/w1.toml; echo '[scenarios.small]\ntrial.participants = "
      "10\n[scenarios.odd]\nanalysis.alpa = 1'; } > $SCRATCH/t.toml");
  const auto cells = shell(
      "cd $SCRATCH; rehearse sweep t.toml --vary scenario=base,small,odd,smal "
      "--vary endpoint.effect.hazard_ratio=0.6,-1");
  CHECK(cells.status == 78);
  for (const char* part :
       {"--vary endpoint.effect.hazard_ratio=-1: error: "
        "endpoint.effect.hazard_ratio: -1 is out of range (it must be at least "
        "0.001 and at most 1000) [4 of 8 cells, first scenario=base, "
        "endpoint.effect.hazard_ratio=-1]",
        "[2 of 8 cells, first scenario=small, "
        "endpoint.effect.hazard_ratio=0.6]",
        "analysis: unknown key 'alpa' (did you mean 'alpha'?) [2 of 8 cells, ",
        "scenario: there is no scenario 'smal' (did you mean 'small'?)",
        "4 errors"})
    CHECK(has(cells.err, part));
  // `check` reads the scenarios that nobody sweeps.
  const auto checked = shell("cd $SCRATCH; rehearse check t.toml");
  CHECK(checked.status == 78);
  CHECK(has(checked.err,
            "planned of 10 participants (each has one at most): "
            "plan fewer events or more participants [in scenario "
            "'small']"));
  CHECK(has(checked.err,
            "unknown key 'alpa' (did you mean 'alpha'?) [in "
            "scenario 'odd']"));
  CHECK(has(checked.err, "2 errors"));
  done("cd $SCRATCH; rehearse power t.toml --replicates 64");
}

TEST_CASE("the analytic power stands beside the simulated", "[golden]") {
  const auto rows = done(
      "rehearse sweep configs/w1.toml --replicates 1000 --quiet --format csv "
      "--analytic --vary endpoint.effect.hazard_ratio=0.6,0.7 --vary "
      "'analysis.test=logrank,rmst(12 months)'");
  CHECK(has(rows.out, ",last_look_hazard_ratio,analytic_power\n"));
  const auto power = done(
      "rehearse power configs/w1.toml --replicates 1000 --quiet --format json "
      "--set endpoint.effect.hazard_ratio=0.7 | grep -A2 '\"analytic\"' | grep "
      "-o '\"power\": 0.[0-9]*' | cut -d' ' -f2");
  const auto cell = done(
      "rehearse sweep configs/w1.toml --replicates 1000 --quiet --format csv "
      "--analytic --vary endpoint.effect.hazard_ratio=0.6,0.7 | tail -n 1 | "
      "sed 's/.*,//'");
  CHECK(cell.out == power.out);
  CHECK(cell.out.size() > 4);
  check_fails(
      "rehearse sweep configs/w1.toml --replicates 64 --quiet --out "
      "$SCRATCH/an --vary endpoint.effect.hazard_ratio=0.6,0.7 > /dev/null; "
      "rehearse sweep configs/w1.toml --replicates 64 --quiet --out "
      "$SCRATCH/an --vary endpoint.effect.hazard_ratio=0.6,0.7 --analytic",
      73, "holds another sweep");
}

TEST_CASE("a table by rows and columns", "[golden]") {
  const auto latex = done(
      "rehearse sweep configs/w1.toml --replicates 1000 --quiet --vary "
      "endpoint.effect.hazard_ratio=0.6,0.7 --vary trial.participants=246,300 "
      "--rows trial.participants --columns endpoint.effect.hazard_ratio "
      "--format latex");
  CHECK(has(latex.out,
            "Power by participants and hazard ratio\n\n"
            "\\begin{tabular}{lrr}\n\\toprule\n & \\multicolumn{2}{c}{Hazard "
            "ratio} \\\\\n\\cmidrule(lr){2-3}\nParticipants & 0.6 & 0.7 "
            "\\\\\n\\midrule\n246 & "));
  check_fails(
      "rehearse sweep configs/w1.toml --vary trial.participants=246,300 --rows "
      "trial.title",
      64, "'trial.title' isn't varied");
  check_fails("rehearse sweep configs/w1.toml", 64, "nothing is varied");
  check_fails("rehearse sweep configs/w1.toml --vary trial.participants=5:1:1",
              64, "has no end");
  check_fails("rehearse sweep configs/w1.toml --vary trial.participants=5:9",
              64, "has no step");
  check_fails(
      "rehearse sweep configs/w1.toml --vary trial.participants=1:9999:1 "
      "--vary analysis.alpha=0.01:0.02:0.00001",
      64, "the grid has 1e+07 cells");
  check_fails("rehearse sweep configs/w1.toml --vary trial.participnts=5", 78,
              "did you mean 'participants'?");
  check_fails(
      "rehearse sweep configs/w1.toml --vary trial.participants=246 "
      "--shard 4/3",
      64, "'4/3' is no share");
}

TEST_CASE("a sweep's JSON holds its cells", "[golden]") {
  const auto result = done(
      "rehearse sweep configs/w1.toml --replicates 1000 --quiet --vary "
      "endpoint.effect.hazard_ratio=0.6,0.7 --format json");
  CHECK(has(result.out, "\"endpoint.effect.hazard_ratio\": \"0.7\""));
  CHECK(has(result.out, "\"replicates\": 1000"));
  CHECK(has(result.out, "\"difference\": -0."));
}

TEST_CASE("[sweep] of a config is swept", "[golden]") {
  const auto rows = done(
      "{ cat configs/w1.toml; echo '[sweep]'; echo 'vary = [{ key = "
      "\"endpoint.effect.hazard_ratio\", values = [0.6, 0.7] }, { key = "
      "\"analysis.test\", values = [\"logrank\", \"fh(0,1)\"] }]'; } > "
      "$SCRATCH/t.toml; rehearse sweep $SCRATCH/t.toml --replicates 1000 "
      "--quiet --format csv | tail -n +2 | cut -d, -f1,2,3");
  CHECK(rows.out ==
        "1,0.6,logrank\n2,0.6,\"fh(0\n3,0.7,logrank\n4,0.7,\"fh(0\n");
}
