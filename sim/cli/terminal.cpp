#include "cli/terminal.hpp"

#include <sys/ioctl.h>

#include <algorithm>
#include <cstdlib>
#include <optional>

#include "rehearse/text/text.hpp"

namespace rehearse::cli {
namespace {

// On fewer no table is legible; more are of no use.
constexpr std::size_t fewest = 20;
constexpr std::size_t most = 1000;

std::optional<std::size_t> asked_for() {
  const char* text = std::getenv("COLUMNS");
  if (text == nullptr) return std::nullopt;
  const auto columns = parse_unsigned(text);
  if (!columns || *columns == 0) return std::nullopt;
  return static_cast<std::size_t>(*columns);
}

std::optional<std::size_t> of_terminal(int file_descriptor) {
  winsize size{};
  if (::ioctl(file_descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
    return std::nullopt;
  return size.ws_col;
}

}  // namespace

std::size_t columns_of(int file_descriptor, std::size_t otherwise) {
  auto columns = asked_for();
  if (!columns) columns = of_terminal(file_descriptor);
  return columns ? std::clamp(*columns, fewest, most) : otherwise;
}

}  // namespace rehearse::cli
