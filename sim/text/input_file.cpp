#include "rehearse/text/input_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "rehearse/core/errors.hpp"

namespace rehearse {
namespace {

[[noreturn]] void fail(const std::string& name) {
  throw IoError{IoFault::input_missing,
                fmt::format("{}: cannot be read ({}): check the path", name,
                            std::strerror(errno))};
}

[[noreturn]] void refuse(const std::string& name, const InputLimit& limit) {
  throw IoError{
      IoFault::bad_data,
      fmt::format("{}: it has no end within {} bytes ({} is no longer): check "
                  "that it is the one you mean",
                  name, limit.bytes, limit.what)};
}

// Closed at the end, standard input not.
class Input {
 public:
  explicit Input(const std::string& path)
      : descriptor_(path == "-" ? STDIN_FILENO
                                : ::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (descriptor_ < 0) fail(path);
  }
  ~Input() {
    if (descriptor_ != STDIN_FILENO) ::close(descriptor_);
  }
  Input(const Input&) = delete;
  Input& operator=(const Input&) = delete;
  [[nodiscard]] int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

// A pipe doesn't say how long it is: 0.
std::size_t stated_size(int descriptor) {
  struct stat file {};
  if (::fstat(descriptor, &file) != 0 || !S_ISREG(file.st_mode)) return 0;
  return static_cast<std::size_t>(file.st_size);
}

}  // namespace

std::string read_input(const std::string& path, const InputLimit& limit) {
  const std::string name = path == "-" ? "standard input" : path;
  const Input input{path};
  const std::size_t stated = stated_size(input.descriptor());
  if (stated > limit.bytes) refuse(name, limit);
  std::string text;
  text.reserve(stated);
  std::array<char, 1U << 16> piece;
  for (;;) {
    const auto got = ::read(input.descriptor(), piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail(name);
    if (got == 0) return text;
    const auto size = text.size() + static_cast<std::size_t>(got);
    if (size > text.capacity())
      text.reserve(std::min(2 * size, limit.bytes + piece.size()));
    text.append(piece.data(), static_cast<std::size_t>(got));
    if (text.size() > limit.bytes) refuse(name, limit);
  }
}

}  // namespace rehearse
