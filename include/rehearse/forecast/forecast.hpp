#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "rehearse/montecarlo/estimates.hpp"

namespace rehearse {

enum class Counted : std::uint8_t { events, participants };

/// "events 164": when so many are there.
struct Milestone {
  std::string name;  ///< "events 164", or the look's
  Counted counted = Counted::events;
  int number = 0;
};

/// "participants 246 by 2026-12-31".
struct Need {
  Milestone milestone;
  double day = 0.0;  ///< [days] since the trial's origin
};

/// Limits of 90, 80 and 50% around the median.
inline constexpr std::array<double, 7> forecast_levels{0.05, 0.1, 0.25, 0.5,
                                                       0.75, 0.9, 0.95};
inline constexpr double not_reached = std::numeric_limits<double>::infinity();

/// Parts of a variance that sum to the whole [days^2].
struct VarianceByCause {
  double parameters = 0.0;
  double enrolment = 0.0;
  double chance = 0.0;
};

/// When a milestone is reached, over the futures.
struct MilestoneForecast {
  Milestone milestone;
  /// By the cut-off; none where the data have another reader's events.
  std::optional<int> observed{};
  /// Time since the trial's origin [days], by `forecast_levels`: within the day
  /// that ends at the next whole number. `not_reached` where
  /// so many futures never come to it.
  std::array<double, forecast_levels.size()> day{};
  std::array<double, forecast_levels.size()> day_mcse{};  ///< of each [days]
  Proportion never;
  std::vector<Proportion> by;  ///< by each of the days asked for
  /// Over the futures that reach it, days beyond the 99% limit taken for it.
  VarianceByCause variance;
};

/// Expected counts at the end of a calendar month.
struct MonthForecast {
  std::string month;  ///< "2026-12"
  double day = 0.0;   ///< its last [days since the trial's origin]
  struct Count {
    double mean = 0.0, q05 = 0.0, q95 = 0.0;
    double mcse = 0.0;  ///< of the mean
  };
  Count events, participants;
};

/// Counts at the end of a month that is over by the cut-off, or at it.
struct MonthObserved {
  std::string month;  ///< "2026-12"
  double day = 0.0;   ///< its last, or the cut-off [days, as above]
  int events = 0;
  int participants = 0;
};

enum class Forecasted : std::uint8_t { event, dropout, enrolment };

/// A model fitted to the data.
struct FittedModel {
  Forecasted what = Forecasted::event;
  std::string distribution;
  double aic = 0.0;
  double bic = 0.0;
  double weight = 1.0;  ///< in the forecast [1]
  struct Parameter {
    std::string name;
    double estimate = 0.0;
    double se = 0.0;
  };
  std::vector<Parameter> parameters;
};

/// How many sites more, of the kind of those there are, are needed to be on
/// time with a probability; none where no number within reach is enough.
struct SitesNeeded {
  Need need;
  Proportion now;  ///< with none more
  struct Row {
    double probability = 0.0;  ///< wanted
    std::optional<int> sites{};
  };
  std::vector<Row> rows;
};

/// What the intervals were worth in simulated trials.
struct CalibrationRow {
  double at = 0.0;  ///< share of the events that were there [1]
  std::array<Proportion, 3> coverage;  ///< of the 50, 80 and 90% limits
  MeanEstimate width;                  ///< of the 90% limits [days]
  std::uint64_t trials = 0;
};

struct Forecast {
  int participants = 0;  ///< at the cut-off
  int events = 0;
  int dropouts = 0;
  std::vector<MilestoneForecast> milestones;
  std::vector<FittedModel> models;
  std::vector<MonthObserved> observed;
  std::vector<MonthForecast> by_month;
  std::vector<SitesNeeded> sites_needed;
  std::uint64_t futures = 0;
};

}  // namespace rehearse
