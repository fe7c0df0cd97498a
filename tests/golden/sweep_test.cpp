// `sweep` and `merge` as they are called: grids, resuming, shards.
#include <algorithm>
#include <string>

#include "golden/process.hpp"
#include "support/catch.hpp"

using rehearse::golden::content;
using rehearse::golden::done;
using rehearse::golden::has;
using rehearse::golden::scratch;
using rehearse::golden::shell;

namespace {

const std::string grid =
    "rehearse sweep configs/w1.toml --replicates 1500 --quiet --threads 2 "
    "--vary endpoint.effect.hazard_ratio=0.5:0.7:0.05 "
    "--vary 'endpoint.control.median=6 months,6.8 months' "
    "--vary analysis.alpha=0.025,0.05 "
    "--reference endpoint.effect.hazard_ratio=0.6 ";

void check_fails(const std::string& script, int status,
                 const std::string& message) {
  const auto result = shell(script);
  CAPTURE(script, result.err);
  CHECK(result.status == status);
  CHECK(has(result.err, message));
}

}  // namespace

TEST_CASE("a sweep's cells are what power gives", "[golden]") {
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

TEST_CASE("a sweep that was killed goes on to the same bytes", "[golden]") {
  // Five sweeps killed ten times each, at moments from 15 to 300 ms.
  done(grid + "--out $SCRATCH/whole > /dev/null");
  for (const std::string number : {"0", "1", "2", "3", "4"}) {
    const std::string sweep =
        grid + "--out $SCRATCH/killed" + number + " > /dev/null 2>&1";
    const auto result = shell(
        "i=0; while [ $i -lt 10 ]; do i=$((i + 1)); "
        "delay=$(printf %03d $(((i * 53 + " +
        number + " * 29) % 285 + 15))); timeout -s KILL 0.$delay " + sweep +
        "; done; ls $SCRATCH/killed" + number + "/cells | wc -l; " + sweep);
    REQUIRE(result.status == 0);
    for (const char* name : {"table.csv", "table.md"})
      CHECK(content(scratch() / "whole" / name) ==
            content(scratch() / ("killed" + number) / name));
  }
}

TEST_CASE("merged shards are the single run", "[golden]") {
  done(grid + "--out $SCRATCH/one > /dev/null");
  for (const char* i : {"1", "2", "3"})
    done(grid + "--out $SCRATCH/s" + i + " --shard " + i + "/3 > /dev/null");
  done(
      "cd $SCRATCH && rehearse merge s2 s3 s1 --out joined --quiet "
      "> /dev/null");
  for (const char* name : {"table.csv", "table.md", "summary.json"})
    CHECK(content(scratch() / "one" / name) ==
          content(scratch() / "joined" / name));
  check_fails("cd $SCRATCH && rehearse merge s1 s2 --out x", 65,
              "shard 3/3 is missing");
  check_fails("cd $SCRATCH && rehearse merge s1 s2 s2 s3 --out x", 65,
              "shard 2/3 is given twice");
  done(
      "rehearse sweep configs/w1.toml --replicates 1000 --quiet --vary "
      "trial.participants=246,250,260 --shard 3/3 --out $SCRATCH/foreign "
      "> /dev/null");
  check_fails("cd $SCRATCH && rehearse merge s1 s2 foreign --out x", 65,
              "foreign: the shard is of another sweep");
  check_fails(
      "cd $SCRATCH && rm s3/cells/000003.csv && rehearse merge s1 s2 "
      "s3 --out x",
      65, "s3: cell 3 is missing");
}

TEST_CASE("a folder has one sweep, and one process", "[golden]") {
  done(grid + "--out $SCRATCH/a > /dev/null");
  check_fails(grid + "--seed 2 --out $SCRATCH/a", 73, "holds another sweep");
  check_fails("flock $SCRATCH/a/.lock sh -c \"" + grid +
                  "--out $SCRATCH/a\" 2>&1 >/dev/null | cat >&2; exit 73",
              73, "another process works in the folder");
  check_fails("mkdir $SCRATCH/ro && touch $SCRATCH/file && " + grid +
                  "--out $SCRATCH/file/x",
              73, "the folder cannot be made");
}

TEST_CASE("replicates are added where the error is too large", "[golden]") {
  const auto rows = done(
      "rehearse sweep configs/w1.toml --replicates 1024 --quiet --format csv "
      "--vary endpoint.effect.hazard_ratio=0.3,0.7 --precision 0.005 "
      "| tail -n +2 | awk -F, '{print $5, ($7 <= 0.005)}'");
  // 0.61 * 0.39 / 0.005^2 = 9,500 or so, in chunks of 1,024.
  CHECK(has(rows.out, "1024 1\n"));
  CHECK(std::stoi(rows.out.substr(rows.out.find('\n') + 1)) % 1024 == 0);
  CHECK(has(rows.out.substr(rows.out.find('\n') + 1), " 1\n"));
}

TEST_CASE("a table by rows and columns", "[golden]") {
  const auto latex = done(
      "rehearse sweep configs/w1.toml --replicates 1000 --quiet --vary "
      "endpoint.effect.hazard_ratio=0.6,0.7 --vary trial.participants=246,300 "
      "--rows trial.participants --columns endpoint.effect.hazard_ratio "
      "--format latex");
  CHECK(has(latex.out,
            "\\toprule\nPower by participants and hazard\\_ratio & "
            "0.6 & 0.7 \\\\\n\\midrule\n246 & "));
  check_fails(
      "rehearse sweep configs/w1.toml --vary trial.participants=246,300 --rows "
      "trial.title",
      64, "'trial.title' isn't varied");
  check_fails("rehearse sweep configs/w1.toml", 64, "nothing is varied");
  check_fails("rehearse sweep configs/w1.toml --vary trial.participants=5:1:1",
              64, "has no end");
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
