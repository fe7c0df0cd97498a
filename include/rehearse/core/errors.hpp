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

/// Of what is wrong so much is told; the rest is counted.
inline constexpr std::size_t most_diagnostics = 100;

/// The user's config is wrong: the faults found, in file order.
class ConfigError : public std::runtime_error {
 public:
  /// `untold`: how many faults there are besides.
  explicit ConfigError(std::vector<Diagnostic> diagnostics,
                       std::size_t untold = 0)
      : std::runtime_error(diagnostics.empty() ? "bad config"
                                               : diagnostics.front().message),
        diagnostics_(std::move(diagnostics)),
        untold_(untold) {}
  [[nodiscard]] const std::vector<Diagnostic>& diagnostics() const noexcept {
    return diagnostics_;
  }
  [[nodiscard]] std::size_t untold() const noexcept { return untold_; }

 private:
  std::vector<Diagnostic> diagnostics_;
  std::size_t untold_;
};

/// What is wrong with a file, or with what the system was asked for.
enum class IoFault {
  input_missing,
  bad_data,
  cannot_create,
  cannot_write,
  internal,
};

/// A file could not be read or written, or holds bad data.
class IoError : public std::runtime_error {
 public:
  IoError(IoFault fault, const std::string& message)
      : std::runtime_error(message), fault_(fault) {}
  [[nodiscard]] IoFault fault() const noexcept { return fault_; }

 private:
  IoFault fault_;
};

}  // namespace rehearse
