// Any text is a config or a ConfigError: never a crash, another exception or
// a broken contract, of the engine either. What loads must load again from
// its resolved form, to the same hash.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "rehearse/config/load.hpp"
#include "rehearse/montecarlo/simulated_trial.hpp"

using namespace rehearse;

namespace {

bool is_small(const Scenario& scenario) {
  return scenario.participants <= 300 && scenario.analysis.looks.size() <= 3 &&
         scenario.sites.size() <= 1000 && scenario.factors.size() <= 4;
}

void read(std::string_view text, Dialect dialect, const Overrides& overrides) {
  try {
    const auto once = parse_config(text, "x", dialect, "/none", overrides);
    const auto twice =
        parse_config(once.resolved_toml, "x", Dialect::toml, "/none", {});
    if (once.sha256 != twice.sha256) std::abort();
    if (is_small(once.scenario)) (void)simulate_trial(once.scenario, 0);
  } catch (const ConfigError& error) {
    if (error.diagnostics().empty()) std::abort();
  }
}

}  // namespace

// What begins with '{' is read as JSON, with '!' as a --set, the rest as TOML.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  if (text.starts_with('!')) {
    read("[[arms]]", Dialect::toml, {{std::string{text.substr(1)}}, {}, {}});
  } else {
    read(text, text.starts_with('{') ? Dialect::json : Dialect::toml, {});
  }
  return 0;
}
