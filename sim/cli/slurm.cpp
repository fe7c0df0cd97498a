#include "cli/slurm.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <system_error>

#include "cli/own_program.hpp"
#include "cli/rerun.hpp"
#include "cli/slurm_script.hpp"
#include "cli/sweep.hpp"
#include "rehearse/store/output_file.hpp"
#include "rehearse/text/shell_word.hpp"
#include "rehearse/text/trimmed.hpp"
#include "rehearse/text/typed_number.hpp"

namespace rehearse::cli {
namespace {

namespace fs = std::filesystem;

// What the scripts set themselves, or is of this call alone.
constexpr std::array of_this_call{"CONFIG",   "--slurm",   "--task-minutes",
                                  "--submit", "--threads", "--progress",
                                  "--quiet",  "--color"};

template <std::size_t Size>
bool is_among(const std::array<const char*, Size>& names,
              const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

void append(const GivenOption& option, std::vector<std::string>& words) {
  if (option.values.empty()) words.push_back(option.name);
  for (const std::string& value : option.values) {
    words.push_back(option.name);
    words.push_back(value);
  }
}

// --simd TARGET, which `given_options` leaves out as a machine's own.
void append_simd(const std::vector<std::string>& line,
                 std::vector<std::string>& words) {
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i].starts_with("--simd=")) words.push_back(line[i]);
    if (line[i] == "--simd" && i + 1 < line.size())
      words.insert(words.end(), {line[i], line[i + 1]});
  }
}

// The command line's words for tasks and for the merge.
void sort_words(const Session& session, SlurmWork& work) {
  Manifest line;
  line.command = session.arguments.front();
  line.arguments = session.arguments;
  const auto given = given_options(line);
  work.arguments = {line.command};
  for (const GivenOption& option : given)
    if (option.name == "CONFIG")
      work.arguments.push_back(option.values.front());
  for (const GivenOption& option : given) {
    if (is_among(view_flags, option.name))
      append(option, work.view);
    else if (!is_among(of_this_call, option.name))
      append(option, work.arguments);
  }
  append_simd(session.arguments, work.arguments);
}

void make_folder(const fs::path& folder) {
  std::error_code failed;
  fs::create_directories(folder, failed);
  if (failed)
    throw IoError{IoFault::cannot_create,
                  fmt::format("{}: the folder cannot be made ({}): choose "
                              "another with --slurm",
                              folder.string(), failed.message())};
}

void write_script(const fs::path& file, const std::string& text) {
  write_file_atomically(file, text);
  std::error_code ignored;  // `sh FILE` does without
  fs::permissions(
      file,
      fs::perms::owner_exec | fs::perms::group_exec | fs::perms::others_exec,
      fs::perm_options::add, ignored);
}

// \throws IoError if there is something in it.
void require_empty(const fs::path& folder) {
  std::error_code unreadable;
  if (fs::is_empty(folder, unreadable) && !unreadable) return;
  throw IoError{
      IoFault::cannot_create,
      fmt::format("{}: there is something in it (of what was submitted before, "
                  "and would be mixed): choose another with --slurm, or remove "
                  "it",
                  folder.string())};
}

void submit(const fs::path& script, Session& session) {
  const Ran ran = run_program("/bin/bash", {script.string()}, ".");
  // The script says which job there is and how the other one is submitted.
  if (ran.status == merge_not_submitted)
    throw IoError{
        IoFault::cannot_create,
        fmt::format("{}: {}", script.string(), trimmed(ran.error, " \n"))};
  if (ran.status != 0)
    throw IoError{
        IoFault::cannot_create,
        fmt::format("{}: the jobs could not be submitted ({}): run it where "
                    "sbatch is, with the flags that the cluster wants",
                    script.string(),
                    ran.error.substr(0, ran.error.find('\n')))};
  note(session, "submitted: " + ran.out);
}

}  // namespace

void add_slurm(CLI::App& command, SlurmOptions& options) {
  auto* slurm =
      command
          .add_option("--slurm", options.folder,
                      "Simulate nothing here: write to DIR the scripts with "
                      "which an array of Slurm's tasks does, and merges")
          ->type_name("DIR")
          ->excludes("--out")
          ->excludes("--shard");
  const auto read = [&options](const std::string& text) {
    const auto minutes = parse_typed_number(text);
    if (!minutes || *minutes <= 0.0 || *minutes > 10'000.0)
      throw UsageError{fmt::format(
          "--task-minutes: '{}' is no number of minutes (up to 10000): write "
          "e.g. 10",
          text)};
    options.task_minutes = *minutes;
  };
  command
      .add_option_function<std::string>(
          "--task-minutes", read,
          "A task of --slurm takes at least M minutes, as measured here (1)")
      ->type_name("M")
      ->needs(slurm);
  command
      .add_flag("--submit", options.submit, "Submit what --slurm has written")
      ->needs(slurm);
}

void prepare_slurm(const SlurmOptions& options, const std::string& config) {
  if (config == "-")
    throw UsageError{
        "--slurm: the config is standard input (which no task can read): give "
        "a file"};
  const fs::path folder{options.folder};
  make_folder(folder / "shards");
  make_folder(folder / "log");
  require_empty(folder / "shards");
  std::error_code ignored;
  if (fs::exists(folder / "result", ignored)) require_empty(folder / "result");
}

void end_unwritten(const char* command, Session& session) {
  end_interrupted(session,
                  fmt::format("{}: interrupted (no script was written): start "
                              "it again",
                              command));
}

void write_slurm(const SlurmOptions& options, const WorkSplit& split,
                 unsigned threads, const TaskFlags& flags, Session& session) {
  SlurmWork work;
  work.program = own_place();
  work.here = fs::current_path();
  work.folder = fs::absolute(options.folder).lexically_normal();
  work.tasks = split.shares;
  work.threads = std::max(1U, threads);
  work.seconds = split.seconds;
  sort_words(session, work);
  work.arguments.insert(work.arguments.end(), flags.begin(), flags.end());
  const fs::path folder{options.folder};
  write_script(folder / "tasks.sh", tasks_script(work));
  write_script(folder / "merge.sh", merge_script(work));
  write_script(folder / "submit.sh", submit_script(work));
  const std::string together =
      work.threads == 1
          ? ""
          : fmt::format(" ({:.0f} s on {})", split.seconds / work.threads,
                        work.threads);
  note(session,
       fmt::format("{} {} of about {:.0f} s on one core{}, {:.1f}% more work "
                   "than one run; {}: {}\n",
                   split.shares, split.shares == 1 ? "task" : "tasks",
                   split.seconds, together, 100.0 * split.overhead,
                   options.submit ? "scripts" : "submit them by",
                   shell_word((folder / "submit.sh").string())));
  if (options.submit) submit(folder / "submit.sh", session);
}

}  // namespace rehearse::cli
