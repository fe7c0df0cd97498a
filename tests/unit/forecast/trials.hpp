#pragma once

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>

#include "rehearse/forecast/event_fit.hpp"
#include "rehearse/trial/scenario.hpp"
#include "support/catch.hpp"

namespace rehearse::test {

/// Two arms, exponential control, no effect.
inline Scenario plain_scenario() {
  Scenario s;
  s.id = "x";
  s.participants = 300;
  s.arms[1].role = Role::experimental;
  s.randomization.procedure.block_sizes = {4};
  s.randomization.procedure.block_weights = {1};
  s.stratum_streams = {0};
  s.enrolment.duration = 400.0;
  s.endpoint.control.median = 300.0;
  s.endpoint.effect = {{unbounded, 1.0}};
  s.dropout_hazard = {1e-4, 1e-4};
  return s;
}

using Columns = std::vector<std::vector<std::string>>;
/// A CSV file without quotes, its header first.
inline Columns read_columns(const std::string& path) {
  std::ifstream file{path};
  REQUIRE(file);
  Columns rows;
  for (std::string line; std::getline(file, line);) {
    std::istringstream fields{line};
    rows.emplace_back();
    for (std::string field; std::getline(fields, field, ',');)
      rows.back().push_back(field);
  }
  return rows;
}

inline double days_between(const std::string& from, const std::string& to) {
  const auto day = [](const std::string& iso) {
    const std::chrono::year_month_day date{
        std::chrono::year{std::stoi(iso.substr(0, 4))},
        std::chrono::month{static_cast<unsigned>(std::stoi(iso.substr(5, 2)))},
        std::chrono::day{static_cast<unsigned>(std::stoi(iso.substr(8, 2)))}};
    return std::chrono::sys_days{date};
  };
  return static_cast<double>((day(to) - day(from)).count());
}

/// The public example of 300 simulated patients at a cut-off (1 or 2), blinded;
/// nothing, and a line that says so, where its file isn't there.
inline std::optional<OngoingTrial> public_example(int cutoff) {
  const char* folder = std::getenv("REHEARSE_SHARED");
  const std::string name =
      "/data/forecast-interim" + std::to_string(cutoff) + ".csv";
  const std::string path =
      (folder ? std::string{folder}
              : std::string{REHEARSE_SOURCE_DIR "/../shared"}) +
      name;
  if (!std::filesystem::exists(path)) {
    WARN("skipped: " << path << " is not there");
    return std::nullopt;
  }
  const Columns rows = read_columns(path);
  OngoingTrial trial;
  trial.origin = rows[1][0];
  trial.cutoff = days_between(trial.origin, rows[1][8]);
  trial.time_origin = 1.0;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    OngoingParticipant& p = trial.participants.emplace_back();
    p.randomized = days_between(trial.origin, rows[i][2]);
    p.time = std::stod(rows[i][5]);
    if (rows[i][6] == "1") p.status = FollowUp::event;
    if (rows[i][7] == "1") p.status = FollowUp::dropout;
  }
  return trial;
}

/// Freireich et al. (1963): 42 children, 6-MP the experimental arm.
inline EventData freireich(bool is_blinded) {
  const Columns rows =
      read_columns(REHEARSE_SOURCE_DIR "/tests/crosscheck/freireich.csv");
  EventData data{{}, arm_effects(plain_scenario()), {}, {}};
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const std::size_t arm = rows[i][2] == "6-MP" ? 1 : 0;
    data.rows.push_back({std::stod(rows[i][0]), rows[i][1] == "1", arm});
    if (is_blinded) data.rows.back().arm.reset();
  }
  REQUIRE(data.rows.size() == 42);
  return data;
}

inline FittedEvents fit_of(const EventData& data, Family family) {
  return fit_events(std::make_shared<const EventData>(data), family);
}

}  // namespace rehearse::test
