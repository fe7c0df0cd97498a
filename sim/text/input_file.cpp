#include "rehearse/text/input_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "rehearse/core/errors.hpp"
#include "rehearse/system/file.hpp"

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

}  // namespace

std::string read_input(const std::string& path, const InputLimit& limit) {
  const std::string name = path == "-" ? "standard input" : path;
  const OpenFile opened =
      path == "-" ? OpenFile{} : open_file(path, FileUse::read);
  if (path != "-" && !opened.is_open()) fail(name);
  const int input = path == "-" ? standard_input : opened.descriptor();
  // A pipe doesn't say how long it is.
  const std::uint64_t stated = regular_size(input).value_or(0);
  if (stated > limit.bytes) refuse(name, limit);
  std::string text;
  text.reserve(stated);
  std::array<char, 1U << 16> piece;
  for (;;) {
    const auto got = read_some(input, piece);
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
