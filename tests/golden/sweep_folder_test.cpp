// The folder of `sweep` and `merge`: resuming, shards, damage.
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

TEST_CASE("a sweep that was killed goes on to the same bytes",
          "[golden][SWP-04]") {
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

TEST_CASE("merged shards are the single run", "[golden][SWP-03]") {
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
  check_fails("cd $SCRATCH && mkdir s0 && rehearse merge s0 s2 --out x", 65,
              "2 of 3 shards are missing, 1, 3 (s0: there is no result in it)");
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

TEST_CASE("what a merge lacks is made by the command that it names",
          "[golden]") {
  done(grid + "--out $SCRATCH/all > /dev/null");
  for (const std::string i : {"2", "3"})  // of tasks that begin with 11
    done("SLURM_ARRAY_TASK_ID=1" + i +
         " SLURM_ARRAY_TASK_MIN=11 SLURM_ARRAY_TASK_COUNT=3 " + grid +
         "--out $SCRATCH/task0" + i + " --shard auto > /dev/null");
  done("rm $SCRATCH/task03/cells/000003.csv");
  // One shard isn't whole, one isn't there: each message is a shell's line.
  const std::string merge =
      "cd $SCRATCH && rehearse merge task0* --out joined --quiet >/dev/null";
  for (const char* what : {"shard 1/3 is missing", "cell 3 is missing"}) {
    const auto lacking = shell(merge);
    CAPTURE(lacking.err);
    CHECK(lacking.status == 65);
    CHECK(has(lacking.err, what));
    const auto line = lacking.err.find("\n  ") + 3;
    done(lacking.err.substr(line, lacking.err.find('\n', line) - line));
  }
  done(merge);
  for (const char* name : {"table.csv", "summary.json"})
    CHECK(content(scratch() / "all" / name) ==
          content(scratch() / "joined" / name));
}

TEST_CASE("a sweep is written for Slurm", "[golden][SWP-06]") {
  // Each task's script is run as Slurm would; the whole is the single run.
  const std::string sweep =
      "rehearse sweep configs/w1.toml --replicates 2000 --vary "
      "endpoint.effect.hazard_ratio=0.5:0.7:0.004 ";
  done(sweep + "--format csv --out $SCRATCH/single --quiet >/dev/null");
  const auto written = done(sweep +
                            "--task-minutes 1e-6 --threads 1 --simd scalar "
                            "--format csv "
                            "--slurm \"$SCRATCH/it's\"");
  CHECK(written.out.empty());
  CHECK(has(written.err, "% more work than one run; submit them by: "));
  done(
      "cd \"$SCRATCH/it's\" && n=$(sed -n 's/#SBATCH --array=1-//p' tasks.sh) "
      "&& [ $n -gt 1 ] && grep -q -e '--simd scalar' tasks.sh && for i in "
      "$(seq $n); do SLURM_ARRAY_TASK_ID=$i ./tasks.sh || exit 1; "
      "done && ./merge.sh >table.csv");
  for (const char* file : {"table.csv", "result/table.csv"})
    CHECK(content(scratch() / "it's" / file) ==
          content(scratch() / "single/table.csv"));
  CHECK(content(scratch() / "it's/result/summary.json") ==
        content(scratch() / "single/summary.json"));
  const std::string again = sweep + "--slurm \"$SCRATCH/it's\"";
  check_fails(again, 73, "/shards: there is something in it");
  done("rm -r \"$SCRATCH/it's/shards\"");
  check_fails(again, 73, "/result: there is something in it");
  check_fails("rehearse sweep - --slurm $SCRATCH/y < configs/w1.toml", 64,
              "no task can read");
  check_fails(sweep + "--slurm $SCRATCH/z --task-minutes 0", 64,
              "is no number of minutes");
  check_fails("PATH=$(dirname $(command -v rehearse)) && unset SLURM_CONF; " +
                  sweep + "--slurm $SCRATCH/z --submit",
              73, "the jobs could not be submitted");
}

TEST_CASE("a share needs a folder of its own, and a number that there may be",
          "[golden]") {
  check_fails(grid + "--shard 1/3 --out", 64, "add --out DIR");
  done(grid + "--shard 1/3 --out $SCRATCH/huge > /dev/null");
  done(
      "sed -i 's:\"1/3\":\"1/18446744073709551615\":' "
      "$SCRATCH/huge/sweep.json");
  check_fails("cd $SCRATCH && rehearse merge huge --out x", 65,
              "shard 1/18446744073709551615 is none");
}

TEST_CASE("a damaged cell is made again, or refused", "[golden]") {
  done(grid + "--out $SCRATCH/whole > /dev/null");
  done(grid + "--out $SCRATCH/hurt > /dev/null");
  const std::string merge =
      "cd $SCRATCH && rm -rf x && rehearse merge hurt --out x";
  const std::string cell = "$SCRATCH/hurt/cells/000004.csv";
  std::string loud = grid;
  loud.erase(loud.find("--quiet "), 8);
  for (const std::string& hurt :
       {": > " + cell, "echo garbage > " + cell,
        "sed -i 's/,0\\./,0.0/' " + cell,
        "cp $SCRATCH/hurt/cells/000005.csv " + cell}) {
    CAPTURE(hurt);
    done(hurt);
    check_fails(merge, 65,
                "hurt/cells/000004.csv: the cell was changed or cut");
    const auto again = done(loud + "--out $SCRATCH/hurt > /dev/null");
    CHECK(has(again.err, "000004.csv: was changed or cut: the cell is made"));
    for (const char* name : {"table.csv", "table.md", "cells/000004.csv"})
      CHECK(content(scratch() / "whole" / name) ==
            content(scratch() / "hurt" / name));
  }
  done("rm " + cell + "; mkdir " + cell);
  check_fails(merge, 65, "000004.csv: it is no plain file");
  check_fails(grid + "--out $SCRATCH/hurt", 65, "it is no plain file");
}

TEST_CASE("a shard may have no cell", "[golden]") {
  const std::string sweep =
      "rehearse sweep configs/w1.toml --replicates 64 --quiet --vary "
      "endpoint.effect.hazard_ratio=0.6,0.7 ";
  for (const char* format : {"table", "md", "csv", "json", "html", "latex"})
    done(sweep + "--shard 3/3 --format " + format + " --out $SCRATCH/e3");
  for (const std::string i : {"1", "2"})
    done(sweep + "--shard " + i + "/3 --out $SCRATCH/e" + i);
  const auto merged = done(
      "cd $SCRATCH && rehearse merge e1 e2 e3 --out e --format csv --quiet");
  CHECK(merged.out == done(sweep + "--format csv").out);
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

TEST_CASE("a folder that can't be written to is named", "[golden]") {
  // By what stands in it: root may write to any folder.
  const std::string sweep = grid + "--out $SCRATCH/";
  done("cd $SCRATCH; mkdir -p c l/.lock; touch c/cells");
  check_fails(sweep + "c", 73, "/c/cells: the folder cannot be made (");
  check_fails(sweep + "l", 73,
              "/l/.lock: cannot be created (Is a directory): choose a folder "
              "that exists and may be written to");
}

TEST_CASE("a full disk ends a sweep that can go on", "[golden]") {
  // A limit on a file's size stops root too. The second cell's file, of a
  // row for each test, is larger than it; every other file is smaller.
  const std::string sweep =
      "rehearse sweep configs/w1.toml --replicates 1024 --quiet "
      "--vary 'analysis.also_tests=[],[\"gehan\",\"tarone-ware\",\"fh(0,1)\","
      "\"fh(1,0)\",\"fh(1,1)\",\"rmst(12 months)\",\"milestone(12 months)\"]' "
      "--vary endpoint.effect.hazard_ratio=0.6,0.7 --out $SCRATCH/";
  done(sweep + "enough > /dev/null");
  // 512 bytes or 1,024 a unit, as the shell has it.
  const auto unit = done(
      "(ulimit -f 1; head -c 4096 /dev/zero > $SCRATCH/unit) 2>/dev/null; "
      "wc -c < $SCRATCH/unit");
  const int units = 3072 / std::stoi(unit.out);
  check_fails("ulimit -f " + std::to_string(units) + "; " + sweep + "full", 74,
              "cells/000003.csv: cannot be written (File too large): make "
              "room, or choose another place; finished cells are kept: start "
              "the sweep again to go on");
  CHECK(done("ls $SCRATCH/full/cells").out == "000001.csv\n");
  CHECK(content(scratch() / "full/table.csv").empty());
  // The same again is no loss.
  check_fails("ulimit -f 1; " + sweep + "full", 74, "cannot be written");
  CHECK(done("ls $SCRATCH/full/cells/000001.csv").status == 0);
  done(sweep + "full > /dev/null");
  for (const char* name : {"table.csv", "table.md", "summary.json"})
    CHECK(content(scratch() / "enough" / name) ==
          content(scratch() / "full" / name));
}
