#pragma once

#include <cstddef>
#include <memory>
#include <optional>

namespace rehearse {

/// Whether a person sees what goes to the stream, or types what comes from it.
[[nodiscard]] bool is_terminal(int file);

/// Columns of the terminal behind a stream; nothing where there is none, or it
/// doesn't say.
[[nodiscard]] std::optional<std::size_t> terminal_columns(int file);

/// What is typed on the terminal isn't shown as long as this lives; the
/// terminal is put back as it was, whatever happens.
class EchoOff {
 public:
  EchoOff();
  ~EchoOff();
  EchoOff(const EchoOff&) = delete;
  EchoOff& operator=(const EchoOff&) = delete;

 private:
  struct Terminal;
  std::unique_ptr<Terminal> before_;
};

}  // namespace rehearse
