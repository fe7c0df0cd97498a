// Streams that are closed, folders that are another's: nothing is written
// where it doesn't belong.
#include <string>

#include "golden/process.hpp"
#include "support/catch.hpp"

using rehearse::golden::content;
using rehearse::golden::done;
using rehearse::golden::has;
using rehearse::golden::scratch;
using rehearse::golden::shell;

namespace {

const std::string small = " configs/w1.toml --replicates 64 ";

}  // namespace

TEST_CASE("a closed stream is no file", "[golden][OUT-03]") {
  const std::string power = "rehearse power" + small + "--threads 1 ";
  const std::string rows = "--replicate-data $SCRATCH/rows.csv ";
  done(power + "--quiet " + rows + " > /dev/null");
  const std::string whole = content(scratch() / "rows.csv");
  for (const char* closed : {"2>&-", "<&-", "<&- 2>&-"}) {
    CAPTURE(closed);
    done("rm $SCRATCH/rows.csv; " + power + "--progress json " + rows +
         "> /dev/null " + closed);
    CHECK(content(scratch() / "rows.csv") == whole);
  }
  for (const char* closed : {">&-", ">&- 2>&-", "<&- >&-", "<&- >&- 2>&-"}) {
    CAPTURE(closed);
    CHECK(shell(power + closed).status == 74);
    CHECK(shell("rehearse sweep" + small +
                "--vary trial.participants=200,246 --out $SCRATCH/closed " +
                closed)
              .status == 74);
    CHECK(done("grep -rl 'Power' $SCRATCH/closed | grep -v table.md || true")
              .out == "");
    CHECK(shell("rehearse keygen $SCRATCH/k --force " + std::string{closed})
              .status == 74);
    CHECK(shell("rehearse version " + std::string{closed}).status == 74);
  }
}

TEST_CASE("no command takes another's folder", "[golden]") {
  done("rehearse randomize configs/w1.toml --out $SCRATCH/L --quiet");
  const std::string before = done("cd $SCRATCH/L && sha256sum *").out;
  const std::string commands[] = {
      "power" + small, "design configs/w1.toml", "size configs/w1.toml",
      "simulate configs/w1.toml --replicate 0",
      "sweep" + small + "--vary trial.participants=200,246"};
  for (const std::string& command : commands) {
    const auto result = shell("rehearse " + command + " --out $SCRATCH/L");
    CAPTURE(command, result.err);
    CHECK(result.status == 73);
    CHECK(has(result.err,
              "L: the folder is of 'rehearse randomize' (whose "
              "files 'rehearse " +
                  command.substr(0, command.find(' ')) + "' would replace)"));
  }
  CHECK(done("cd $SCRATCH/L && sha256sum *").out == before);
  CHECK(done("stat -c %a $SCRATCH/L $SCRATCH/L/list.csv").out == "700\n600\n");
  done("rehearse power" + small + "--out $SCRATCH/P --quiet");
  CHECK(shell("rehearse " + commands[4] + " --out $SCRATCH/P").status == 73);
  CHECK(shell("rehearse randomize configs/w1.toml --force --out $SCRATCH/P")
            .status == 73);
}

TEST_CASE("of two that write at once one does", "[golden]") {
  const auto keys = shell(
      "cd $SCRATCH; for i in 1 2 3 4 5 6 7 8; do (rehearse keygen same > "
      "pub$i 2>/dev/null && echo made) & done; wait");
  CHECK(keys.out == "made\n");
  CHECK(done("cd $SCRATCH; cat pub?").out ==
        done("cd $SCRATCH; grep -o 'rehearse-public-.*' same").out);
  const auto runs = shell(
      "cd $SCRATCH; for i in 1 2 3 4; do (rehearse power "
      "\"$OLDPWD/configs/w1.toml\" --replicates 2000 --seed $i --out P "
      "--threads 1 >/dev/null 2>&1) & done; wait; cd P; sha256sum summary.json "
      "table.csv table.md config.resolved.toml | while read hash name; do "
      "grep -q $hash manifest.json || echo $name; done; ls -A | wc -l");
  CHECK(runs.out == "5\n");
}
