#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

namespace rehearse::fuzz {

/// What a run of a command left.
struct Outcome {
  int status = 0;
  std::string out;
  std::string error;
};

/// Something that no input may lead to.
class Broken : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Runs `rehearse WORDS…` in this process.
/// \throws Broken if its status is none that a user's fault has.
[[nodiscard]] Outcome run_program(const std::vector<std::string>& words);

/// As that. \throws std::runtime_error if it didn't do its work.
Outcome run_soundly(const std::vector<std::string>& words);

[[nodiscard]] std::string read_bytes(const std::filesystem::path& file);
void write_bytes(const std::filesystem::path& file, const std::string& bytes);

/// A folder for files, in memory where there is such a place; the process's
/// own, gone with `remove_scratch`.
[[nodiscard]] const std::filesystem::path& scratch();
void remove_scratch();

}  // namespace rehearse::fuzz
