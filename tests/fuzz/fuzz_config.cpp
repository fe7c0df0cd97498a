// Any text is a config or a ConfigError: never a crash, another exception or
// a contract broken. What loads must load again from its resolved form, to
// the same hash.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "rehearse/config/load.hpp"

namespace {

void read(std::string_view text, rehearse::Dialect dialect) {
  try {
    const auto once = rehearse::parse_config(text, "x", dialect, "/none", {});
    const auto twice = rehearse::parse_config(
        once.resolved_toml, "x", rehearse::Dialect::toml, "/none", {});
    if (once.sha256 != twice.sha256) std::abort();
  } catch (const rehearse::ConfigError& error) {
    if (error.diagnostics().empty()) std::abort();
  }
}

}  // namespace

// What begins with '{' is read as JSON, the rest as TOML.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  read(text, text.starts_with('{') ? rehearse::Dialect::json
                                   : rehearse::Dialect::toml);
  return 0;
}
