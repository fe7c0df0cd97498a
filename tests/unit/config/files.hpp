#pragma once

#include <fstream>
#include <sstream>
#include <string>

#include "rehearse/config/load.hpp"
#include "support/catch.hpp"

// The files beside these tests, and what is loaded from them.
namespace rehearse::test {

inline const std::string config_folder =
    REHEARSE_SOURCE_DIR "/tests/unit/config/";

inline std::string read_file(const std::string& path) {
  std::ifstream in{path, std::ios::binary};
  REQUIRE(in);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

inline std::string replaced(std::string text, const std::string& from,
                            const std::string& to) {
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  REQUIRE(text.find(from, at + 1) == std::string::npos);
  return text.replace(at, from.size(), to);
}

inline std::string base_text() {
  return read_file(config_folder + "base.toml");
}

/// Three arms; PFS of both against control, and overall survival of one.
inline std::string hypotheses_text() {
  return read_file(config_folder + "hypotheses.toml");
}

inline LoadedConfig load_toml(const std::string& text,
                              const Overrides& overrides = {}) {
  return parse_config(text, "trial.toml", Dialect::toml, config_folder,
                      overrides);
}

inline LoadedConfig load_base_with(const std::vector<std::string>& set) {
  return load_toml(base_text(), {set, {}, {}});
}

/// "location: message" of every fault; empty if there is none.
inline std::vector<std::string> faults_of(const std::string& text,
                                          const Overrides& overrides = {},
                                          Dialect dialect = Dialect::toml) {
  std::vector<std::string> faults;
  try {
    const char* name = dialect == Dialect::toml ? "trial.toml" : "trial.json";
    (void)parse_config(text, name, dialect, config_folder, overrides);
  } catch (const ConfigError& error) {
    for (const Diagnostic& fault : error.diagnostics()) {
      faults.push_back(fault.location + ": " + fault.message);
      // The caret stands in the line shown, or just behind it.
      CHECK(fault.column <= fault.line.size() + 1);
    }
  }
  return faults;
}

}  // namespace rehearse::test
