#include "cli/terminal.hpp"

#include <algorithm>
#include <optional>

#include "rehearse/system/process.hpp"
#include "rehearse/system/terminal.hpp"
#include "rehearse/text/text.hpp"

namespace rehearse::cli {
namespace {

// On fewer no table is legible; more are of no use.
constexpr std::size_t fewest = 20;
constexpr std::size_t most = 1000;

std::optional<std::size_t> asked_for() {
  const auto text = environment_variable("COLUMNS");
  if (!text) return std::nullopt;
  const auto columns = parse_unsigned(*text);
  if (!columns || *columns == 0) return std::nullopt;
  return static_cast<std::size_t>(*columns);
}

}  // namespace

std::size_t columns_of(int file_descriptor, std::size_t otherwise) {
  auto columns = asked_for();
  if (!columns) columns = terminal_columns(file_descriptor);
  return columns ? std::clamp(*columns, fewest, most) : otherwise;
}

}  // namespace rehearse::cli
