#include <string>

#include "golden/process.hpp"
#include "support/catch.hpp"

using namespace rehearse::golden;

namespace {

// What bash offers after a line of words, the last of which is begun: parted
// as readline parts them, at '=' too.
std::string offered(const std::string& words) {
  return done(
             "bash -c 'source <(rehearse help --completion bash) && "
             "compopt() { :; } && COMP_WORDS=(rehearse " +
             words +
             ") && COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) && _rehearse && "
             "printf \"%s\\n\" \"${COMPREPLY[@]}\" | LC_ALL=C sort | "
             "tr \"\\n\" \" \"'")
      .out;
}

}  // namespace

TEST_CASE("bash completes commands and options", "[golden][completion]") {
  CHECK(offered("ver") == "verify version ");
  CHECK(offered("--v") == "--version ");
  CHECK(offered("power --rep") ==
        "--repeatable --replicate-data --replicates ");
  CHECK(offered("keys --quie") == " ");  // a flag that its help doesn't have
}

TEST_CASE("bash completes what an option takes", "[golden][completion]") {
  CHECK(offered("power --format js") == "json ");
  CHECK(offered("power --format = l") == "latex ");
  CHECK(has(offered("power --format ="), "csv "));
  CHECK(offered("power --null \"\"") == "all each ");
  CHECK(offered("power --seed \"\"") == " ");
  CHECK(offered("power --set analysis.nu") == "analysis.null_hazard_ratio= ");
  CHECK(offered("explain analysis.nu") == "analysis.null_hazard_ratio ");
  CHECK(offered("explain keyg") == "keygen ");
  CHECK(offered("help keyg") == "keygen ");
}

TEST_CASE("bash completes files and folders", "[golden][completion]") {
  CHECK(offered("power configs/w") ==
        "configs/w1.toml configs/w2.toml configs/w3.toml ");
  CHECK(offered("randomize --check configs/w2") == "configs/w2.toml ");
  CHECK(offered("merge --out confi") == "configs ");
  CHECK(offered("merge --out CHANGE") == " ");
}

TEST_CASE("fish and zsh read their completions", "[golden][completion]") {
  if (shell("command -v fish").status == 0) {
    const auto fish = [](const std::string& line) {
      return done(
                 "rehearse help --completion fish > $SCRATCH/c.fish && "
                 "HOME=$SCRATCH fish -N -c 'source $argv[1]; "
                 "complete -C $argv[2]' $SCRATCH/c.fish '" +
                 line + "'")
          .out;
    };
    CHECK(has(fish("rehearse veri"), "verify\tMake"));
    CHECK(has(fish("rehearse power --format js"), "json\t"));
    CHECK(has(fish("rehearse power --set analysis.nu"),
              "analysis.null_hazard_ratio=\t"));
    CHECK(has(fish("rehearse power --replicate-"), "--replicate-data\t"));
  }
  if (shell("command -v zsh").status == 0)
    done(
        "rehearse help --completion zsh > $SCRATCH/_rehearse && "
        "zsh -n $SCRATCH/_rehearse");
}

TEST_CASE("a shell without completions is named", "[golden][completion]") {
  const auto run = shell("rehearse help --completion fihs");
  CHECK(run.status == 64);
  CHECK(has(run.err, "did you mean 'fish'?"));
  CHECK(shell("rehearse help --completion bash --man $SCRATCH/m").status == 64);
}
