#pragma once

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "rehearse/config/load.hpp"
#include "rehearse/lists/list_check.hpp"
#include "rehearse/lists/list_report.hpp"
#include "support/catch.hpp"

namespace rehearse {

// Wide enough that no line is broken.
inline std::string summary_of(const ListCheck& check) {
  return print(report_of(check), Format::table, {Color::off, 200});
}

inline std::string json_of(const ListCheck& check) {
  return print(report_of(check), Format::json);
}

inline const std::string folder = REHEARSE_SOURCE_DIR "/tests/unit/lists/";

inline std::string read_text(const std::string& name) {
  std::ifstream in{folder + name, std::ios::binary};
  REQUIRE(in);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

inline Scenario scenario_of(const std::vector<std::string>& set,
                            const std::vector<std::string>& forget = {}) {
  return parse_config(read_text("checked_list.toml"), "trial.toml",
                      Dialect::toml, folder, {set, {}, {}, forget},
                      Reading::list)
      .scenario;
}

inline std::string list_of(const Scenario& scenario) {
  return list_csv(make_randomization_list(scenario), ListView::unblinded);
}

inline ListCheck check_text(const std::string& text, const Scenario& scenario,
                            const ListCheckOptions& options = {}) {
  return check_list(parse_csv(text, "list.csv"), scenario, options);
}

}  // namespace rehearse
