#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/data_options.hpp"
#include "cli/options.hpp"
#include "rehearse/data/ongoing_data.hpp"
#include "rehearse/study/forecast.hpp"

namespace rehearse::cli {

struct ForecastOptions {
  ConfigOptions config;
  DataSource source;  ///< no file: --calibrate alone
  OngoingChoice choice;
  std::uint64_t time_origin = 0;
  bool adam = false;       ///< columns that are not named are ADaM's
  std::string milestones;  ///< empty: the looks', and the last participant
  std::vector<std::string> needs;
  std::vector<std::string> by;  ///< dates
  std::string previous;         ///< JSON of an earlier forecast; empty: none
  ForecastStudy study;
  bool calibrate = false;
  std::uint64_t trials = 1'000;  ///< of it
  unsigned threads = 0;          ///< 0: all cores
  Format format = Format::table;
  std::optional<std::string> out;
  ProgressChoice progress = ProgressChoice::automatic;
};

/// Forecasts, calibrates or both, and prints the result.
/// \throws ConfigError, DataError, IoError, UsageError.
void run_forecast(const ForecastOptions& options, Session& session);

}  // namespace rehearse::cli
