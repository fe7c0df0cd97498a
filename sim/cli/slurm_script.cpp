#include "cli/slurm_script.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "rehearse/text/shell_word.hpp"

namespace rehearse::cli {
namespace {

// Folders and program are named once, above what uses them.
std::string names_of(const SlurmWork& work) {
  return fmt::format("set -eu\nprogram={}\nfolder={}\n",
                     shell_word(work.program.string()),
                     shell_word(work.folder.string()));
}

// What is said goes to a file, which isn't named in a #SBATCH line: a path in
// that has quotes and percent signs of its own.
std::string log_to(const std::string& file) {
  return "exec 2>>\"$folder/log/" + file + "\" >/dev/null\n";
}

// Words of a command, a line for each flag.
std::string lines_of(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words)
    text.append(word.starts_with("--") ? " \\\n  " : " ")
        .append(shell_word(word));
  return text;
}

std::string duration_of(double seconds) {
  const double minutes = seconds / 60.0;
  if (minutes < 1.5) return fmt::format("{:.0f} seconds", std::ceil(seconds));
  if (minutes < 120.0) return fmt::format("{:.0f} minutes", minutes);
  return fmt::format("{:.0f} hours", minutes / 60.0);
}

// As many digits as the last task has: they sort as they are counted.
std::size_t digits_of(const SlurmWork& work) {
  return std::to_string(work.tasks).size();
}

}  // namespace

std::string tasks_script(const SlurmWork& work) {
  std::string text = fmt::format(
      "#!/bin/bash\n"
      "#SBATCH --job-name=rehearse\n"
      "#SBATCH --array=1-{0}\n"
      "#SBATCH --cpus-per-task={1}\n"
      "#SBATCH --requeue\n"
      "#SBATCH --output=/dev/null\n"
      "# Task I computes share I of {0}, in about {2} on one core{3}.\n"
      "# Requeued, or submitted again by its number (sbatch --array=3,7 and\n"
      "# this file), it keeps what it has finished, and goes on.\n",
      work.tasks, work.threads, duration_of(work.seconds),
      work.threads == 1
          ? ""
          : fmt::format(" ({} on {})", duration_of(work.seconds / work.threads),
                        work.threads));
  text += names_of(work);
  text += fmt::format("share=$(printf '%0{}d' \"$SLURM_ARRAY_TASK_ID\")\n",
                      digits_of(work));
  text += log_to("$share.txt");
  text += "cd " + shell_word(work.here.string()) + '\n';
  text += "exec \"$program\"" + lines_of(work.arguments);
  return text + fmt::format(
                    " \\\n  --threads {} --quiet \\\n"
                    "  --shard \"$SLURM_ARRAY_TASK_ID/{}\" "
                    "--out \"$folder/shards/$share\"\n",
                    work.threads, work.tasks);
}

std::string merge_script(const SlurmWork& work) {
  std::string text =
      "#!/bin/bash\n"
      "#SBATCH --job-name=rehearse-merge\n"
      "#SBATCH --cpus-per-task=1\n"
      "#SBATCH --requeue\n"
      "#SBATCH --output=/dev/null\n"
      "# Joins the shares when all are there; run by hand before that, it "
      "says\n"
      "# which are missing and what makes them.\n" +
      names_of(work);
  text += "if [ -n \"${SLURM_JOB_ID:-}\" ]; then " + log_to("merge.txt");
  text.insert(text.size() - 1, "; fi");
  text +=
      "shares=(\"$folder\"/shards/*)\n"
      "if [ ! -e \"${shares[0]}\" ]; then\n"
      "  echo \"no task has begun yet: submit them by $folder/submit.sh\" >&2\n"
      "  exit 65\n"
      "fi\n"
      "exec \"$program\" merge \"${shares[@]}\"" +
      lines_of(work.view);
  return text + " \\\n  --out \"$folder/result\"\n";
}

std::string submit_script(const SlurmWork& work) {
  return "#!/bin/bash\n"
         "# Submits the tasks, and the job that merges their shares when all\n"
         "# ended well. Flags are sbatch's, for both, e.g. --partition=NAME.\n"
         "set -eu\n"
         "folder=" +
         shell_word(work.folder.string()) +
         "\n"
         "tasks=$(sbatch --parsable \"$@\" \"$folder/tasks.sh\")\n"
         "tasks=${tasks%%;*}  # a cluster's name may follow\n"
         "merged=(sbatch --parsable --dependency=\"afterok:$tasks\"\n"
         "  --kill-on-invalid-dep=yes \"$@\" \"$folder/merge.sh\")\n"
         "merge=$(\"${merged[@]}\") || {\n"
         "  echo \"tasks $tasks are submitted, their merge isn't (the tasks "
         "are not to be\" >&2\n"
         "  echo \"submitted again): submit it by\" >&2\n"
         "  printf ' %q' \"${merged[@]}\" >&2\n"
         "  echo >&2\n"
         "  exit 3\n"
         "}\n"
         "echo \"tasks $tasks, merge ${merge%%;*}\"\n";
}

}  // namespace rehearse::cli
