#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace rehearse::cli {

/// Work that an array of Slurm's tasks does, each a share of it.
struct SlurmWork {
  std::filesystem::path program;       ///< `rehearse` itself
  std::filesystem::path here;          ///< where the arguments were given
  std::filesystem::path folder;        ///< for scripts, shares and result
  std::vector<std::string> arguments;  ///< without share, folder and threads
  std::vector<std::string> view;       ///< flags of the table that is merged
  std::size_t tasks = 1;
  unsigned threads = 1;  ///< of a task
  double seconds = 0.0;  ///< that a task takes on one core, about
};

/// The array: task I computes share I. No text of the user's is in a comment,
/// which a line's end would end.
[[nodiscard]] std::string tasks_script(const SlurmWork& work);
/// The job that merges the shares, or says what is missing.
[[nodiscard]] std::string merge_script(const SlurmWork& work);
/// The status of `submit_script` where the tasks are submitted alone.
inline constexpr int merge_not_submitted = 3;

/// Submits both, the merge for when all tasks ended well.
[[nodiscard]] std::string submit_script(const SlurmWork& work);

}  // namespace rehearse::cli
