// `power --shard` and `merge`: a run split by its replicates.
#include <filesystem>
#include <string>
#include <utility>

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

// The run in so many shards, each in $SCRATCH/NAME0I.
void run_shards(const std::string& run, const std::string& name, int count) {
  for (int i = 1; i <= count; ++i)
    done(run + "--shard " + std::to_string(i) + "/" + std::to_string(count) +
         " --out $SCRATCH/" + name + "0" + std::to_string(i) + " --quiet");
}

void check_same(const std::string& one, const std::string& other) {
  for (const char* file :
       {"summary.json", "table.csv", "table.md", "config.resolved.toml"}) {
    CAPTURE(file);
    CHECK_FALSE(content(scratch() / one / file).empty());
    CHECK(content(scratch() / one / file) == content(scratch() / other / file));
  }
}

}  // namespace

TEST_CASE("shards of a power run are the run", "[golden][SWP-07]") {
  const std::string run = "rehearse power configs/w1.toml --replicates 1e6 ";
  done(run + "--out $SCRATCH/power-whole --quiet");
  run_shards(run, "w", 7);
  const auto merged = done(
      "cd $SCRATCH && rehearse merge w0* --out power-joined --format json "
      "--quiet");
  check_same("power-whole", "power-joined");
  CHECK(merged.out == content(scratch() / "power-joined/summary.json"));
  done("cd $SCRATCH && rehearse verify power-joined");
}

TEST_CASE("shards of reviewed trials and of hypotheses too",
          "[golden][SWP-07]") {
  for (const std::string trial :
       {"nct07008976-irc", "nct07008976-os", "nct07008976-sites"}) {
    CAPTURE(trial);
    const std::string run =
        "rehearse power configs/" + trial + ".toml --replicates 3000 ";
    done(run + "--out $SCRATCH/one-" + trial + " --quiet >/dev/null");
    run_shards(run, trial, 2);
    done("cd $SCRATCH && rehearse merge " + trial + "0* --out all-" + trial +
         " --quiet >/dev/null");
    check_same("one-" + trial, "all-" + trial);
  }
}

TEST_CASE("shards that aren't a whole run are refused", "[golden]") {
  const std::string run = "rehearse power configs/w1.toml --replicates 4000 ";
  done(run + "--out $SCRATCH/power-all --quiet");
  run_shards(run, "t", 3);
  const std::string merge = "cd $SCRATCH && rehearse merge ";
  const auto lacking = shell(merge + "t01 t03 --out x");
  CHECK(lacking.status == 65);
  CHECK(has(lacking.err, "shard 2/3 is missing: add its folder, or make it:"));
  done("rm -r $SCRATCH/t02");
  const auto line = lacking.err.find("\n  ") + 3;
  done(lacking.err.substr(line, lacking.err.find('\n', line) - line));
  done(merge + "t0* --out power-rejoined --quiet");
  check_same("power-all", "power-rejoined");
  check_fails(merge + "t01 t02 t02 --out x", 65, "shard 2/3 is given twice");
  for (const std::string other :
       {"4000 --seed 9", "4000 --set trial.participants=240", "4001"}) {
    done("rm -rf $SCRATCH/o; rehearse power configs/w1.toml --replicates " +
         other + " --shard 3/3 --out $SCRATCH/o --quiet");
    check_fails(merge + "t01 t02 o --out x", 65,
                "o: the shard is of another run than the first");
  }
  done(
      "cd $SCRATCH && cp -r t03 h && printf x | dd of=h/part.bin bs=1 seek=99 "
      "conv=notrunc 2>/dev/null");
  check_fails(merge + "t01 t02 h --out x", 65,
              "h/part.bin: it was changed or cut");
  // A share's part in another's place, with its hash.
  done(
      "cd $SCRATCH && cp t02/part.bin h && sha=$(sha256sum <h/part.bin | cut "
      "-c1-64) && sed -i \"s/\\(part_sha256\\\": \\\"\\)[0-9a-f]*/\\1$sha/\" "
      "h/power-shard.json");
  check_fails(merge + "t01 t02 h --out x", 65,
              "h: its part is another shard's");
  done("cd $SCRATCH && cp t02/part.bin t02/power-shard.json h");
  done(
      "cd $SCRATCH && sed -i 's/\"version\": \"[^\"]*\"/\"version\": \"9\"/' "
      "h/power-shard.json");
  check_fails(merge + "t01 t02 h --out x", 65, "another version wrote it");
}

TEST_CASE("a share that was ended goes on", "[golden][SWP-07]") {
  const std::string run = "rehearse power configs/w1.toml ";
  const auto share = [&](const std::string& replicates,
                         const std::string& folder) {
    return run + "--replicates " + replicates + " --shard 1/1 --out $SCRATCH/" +
           folder;
  };
  done(share("102400", "k-whole"));
  // The first chunks of a run are a shorter one's: what a kill had left.
  done(share("40960", "k-short"));
  const std::string begin =
      "rm -rf $SCRATCH/k && mkdir $SCRATCH/k && "
      "cp $SCRATCH/k-short/part.bin $SCRATCH/k/part.begun.bin && ";
  const auto gone_on = done(begin + share("102400", "k"));
  CHECK(has(gone_on.err, "40,960 replicates of the share are there"));
  CHECK(content(scratch() / "k/part.bin") ==
        content(scratch() / "k-whole/part.bin"));
  CHECK_FALSE(std::filesystem::exists(scratch() / "k/part.begun.bin"));
  // Of another seed, longer than the share, or damaged: nothing of it is used.
  for (const auto& [damage, other] :
       {std::pair{"true", "102400 --seed 9"}, std::pair{"true", "20480"},
        std::pair{"truncate -s -1 $SCRATCH/k/part.begun.bin", "102400"}}) {
    CAPTURE(damage, other);
    const auto anew = done(begin + damage + " && " + share(other, "k"));
    CHECK(has(anew.err, "the share begins anew"));
    done("rm -rf $SCRATCH/k-other && " + share(other, "k-other"));
    CHECK(content(scratch() / "k/part.bin") ==
          content(scratch() / "k-other/part.bin"));
  }
}

TEST_CASE("what no share of a power run has is refused", "[golden]") {
  const std::string run =
      "rehearse power configs/w1.toml --replicates 2000 --shard 1/2 ";
  check_fails(run, 64, "add --out DIR");
  check_fails(run + "--out", 64, "add --out DIR");
  check_fails(run + "--out $SCRATCH/x --format json", 64,
              "a share prints nothing");
  check_fails(
      "rehearse power configs/w1.toml --replicates 1e12 --shard 1/2 "
      "--out $SCRATCH/x",
      64, "(which have 4,294,967,296 at most together)");
  check_fails(run + "--out $SCRATCH/x --require-power 0.9", 64,
              "are of a whole run");
  check_fails(
      "rehearse power configs/w1.toml --replicates 2000 --shard 1/3 "
      "--out $SCRATCH/x",
      64, "2,000 replicates are 2 chunks of 1024");
}

TEST_CASE("a power run is written for Slurm", "[golden]") {
  const std::string run = "rehearse power configs/w1.toml --replicates 20000 ";
  done(run + "--out $SCRATCH/power-single --quiet");
  done(run + "--task-minutes 0.00001 --slurm $SCRATCH/tasks");
  done(
      "cd $SCRATCH/tasks && n=$(sed -n 's/#SBATCH --array=1-//p' tasks.sh) && "
      "[ $n -gt 1 ] && for i in $(seq $n); do SLURM_ARRAY_TASK_ID=$i "
      "./tasks.sh || exit 1; done && ./merge.sh");
  check_same("power-single", "tasks/result");
  // So few that one task does them: a share of one.
  done(run + "--slurm $SCRATCH/short --threads 2");
  CHECK(content(scratch() / "short/tasks.sh").find("--array=1-1\n") !=
        std::string::npos);
  done("cd $SCRATCH/short && SLURM_ARRAY_TASK_ID=1 ./tasks.sh && ./merge.sh");
  check_same("power-single", "short/result");
}
