// Scripts for Slurm, as a shell reads them.
#include "cli/slurm_script.hpp"

#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "rehearse/text/shell_word.hpp"
#include "support/catch.hpp"

using namespace rehearse;
using namespace rehearse::cli;
using Catch::Matchers::Contains;

namespace {

namespace fs = std::filesystem;

const std::string awkward = "it's \"$HOME\"\n#SBATCH --bad `x` %j";

SlurmWork work_in(const fs::path& folder) {
  SlurmWork work;
  work.program = folder / "program";
  work.here = folder;
  work.folder = folder;
  work.arguments = {"sweep", awkward, "--vary", awkward};
  work.view = {"--rows", awkward};
  work.tasks = 12;
  work.threads = 3;
  work.seconds = 100.0;
  return work;
}

// What the program of the scripts is called with, a word in each line; a
// word's own lines are joined.
std::string words_given(const std::string& script) {
  const fs::path folder = fs::temp_directory_path() / "rehearse it's %a";
  fs::create_directories(folder / "log");
  fs::create_directories(folder / "shards/01");
  const auto write = [&](const char* name, const std::string& text) {
    std::ofstream{folder / name} << text;
    fs::permissions(folder / name, fs::perms::owner_all);
  };
  write("program",
        "#!/bin/sh\nfor w in \"$@\"; do printf '[%s]' \"$w\"; done "
        ">\"$(dirname \"$0\")/words\"\n");
  write("script", script);
  const std::string call = "SLURM_ARRAY_TASK_ID=7 SLURM_JOB_ID=1 bash " +
                           shell_word((folder / "script").string());
  REQUIRE(std::system(call.c_str()) == 0);
  std::ifstream file{folder / "words"};
  std::string words{std::istreambuf_iterator<char>{file}, {}};
  fs::remove_all(folder);
  return words;
}

const fs::path place = fs::temp_directory_path() / "rehearse it's %a";

}  // namespace

TEST_CASE("a task's script calls the program with the very words", "[slurm]") {
  CHECK(words_given(tasks_script(work_in(place))) ==
        "[sweep][" + awkward + "][--vary][" + awkward +
            "][--threads][3][--quiet][--shard][7/12][--out][" +
            (place / "shards/07").string() + "]");
  CHECK(words_given(merge_script(work_in(place))) ==
        "[merge][" + (place / "shards/01").string() + "][--rows][" + awkward +
            "][--out][" + (place / "result").string() + "]");
}

TEST_CASE("no text of the user's is an option of sbatch", "[slurm]") {
  for (const std::string& script :
       {tasks_script(work_in(place)), merge_script(work_in(place))}) {
    // sbatch reads such lines until the first command.
    const std::string head = script.substr(0, script.find("set -eu"));
    CHECK(head.find("--bad") == std::string::npos);
    CHECK_THAT(head, Contains("#SBATCH --requeue\n"));
  }
  const std::string head = tasks_script(work_in(place));
  CHECK_THAT(head, Contains("#SBATCH --array=1-12\n") &&
                       Contains("#SBATCH --cpus-per-task=3\n") &&
                       Contains("about 2 minutes"));
}
