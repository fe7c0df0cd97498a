#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace rehearse {

/// One thing wrong with a config, where it stands.
struct Diagnostic {
  std::string location;  ///< "trial.toml:31:1", "trial.json:/arms/0", "--set"
  std::string message;   ///< "endpoint.effect: unknown key 'x' (did you …?)"
  std::string line;      ///< the source line, empty where there is none
  std::size_t column = 0;  ///< of the fault in `line`, from 1; 0 for none

  bool operator==(const Diagnostic&) const = default;
};

/// The user's config is wrong: every fault found, in file order.
class ConfigError : public std::runtime_error {
 public:
  explicit ConfigError(std::vector<Diagnostic> diagnostics)
      : std::runtime_error(diagnostics.empty() ? "bad config"
                                               : diagnostics.front().message),
        diagnostics_(std::move(diagnostics)) {}
  [[nodiscard]] const std::vector<Diagnostic>& diagnostics() const noexcept {
    return diagnostics_;
  }

 private:
  std::vector<Diagnostic> diagnostics_;
};

/// Exit statuses of the command line (sysexits.h where it has one).
enum class ExitStatus : int {
  done = 0,
  gate_not_met = 1,
  usage = 64,
  bad_data = 65,
  input_missing = 66,
  internal = 70,
  cannot_create = 73,
  cannot_write = 74,
  interrupted = 75,
  bad_config = 78,
};

/// A file could not be read or written, or holds bad data.
class IoError : public std::runtime_error {
 public:
  IoError(ExitStatus status, const std::string& message)
      : std::runtime_error(message), status_(status) {}
  [[nodiscard]] ExitStatus status() const noexcept { return status_; }

 private:
  ExitStatus status_;
};

}  // namespace rehearse
