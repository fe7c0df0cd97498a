#pragma once

#include <optional>
#include <vector>

#include "rehearse/forecast/forecast.hpp"
#include "rehearse/forecast/forecast_models.hpp"
#include "rehearse/forecast/parameter_draws.hpp"
#include "rehearse/montecarlo/estimate_power.hpp"

namespace rehearse {

/// What is asked of the futures. Days are those since the trial's origin.
struct FutureRequest {
  std::vector<Milestone> milestones;
  std::vector<double> by;      ///< days of which the probability is asked for
  std::vector<Need> needs;     ///< of participants
  std::vector<double> months;  ///< last days of calendar months, ascending
  std::uint64_t futures = 10'000;
  std::uint64_t seed = 1;
  ParameterDraws parameters = ParameterDraws::normal;
};

/// Fewer are no forecast, and more take long to no avail.
inline constexpr std::uint64_t fewest_futures = 100;
inline constexpr std::uint64_t most_futures = 100'000;

/// When milestones are reached: parameters drawn from models drawn by their
/// weights, entries, and what becomes of everybody. `months` are named by the
/// caller. Nothing if it was stopped.
/// \pre the models have what is needed.
[[nodiscard]] std::optional<Forecast> forecast_trial(
    const OngoingTrial& trial, const ForecastModels& models,
    const FutureRequest& request, const RunOptions& options);

}  // namespace rehearse
