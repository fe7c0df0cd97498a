#pragma once

#include <cstdint>
#include <vector>

#include "rehearse/endpoint/model_spec.hpp"

namespace rehearse {

/// Whether those who are ongoing may drop out: at the rate of the data, or not
/// any more.
enum class DropoutForecast : std::uint8_t { exponential, none };

/// By what a running trial's future is forecast, beside its data.
struct ForecastPlan {
  /// How many events, and how many participants, the config's assumptions are
  /// worth beside the data's own [1].
  double prior_events = 0.0;
  double prior_participants = 0.0;
  /// What is fitted to the event times. By default those that follow a hazard
  /// that is constant, monotone or has a peak with one or two parameters. A
  /// piecewise hazard stands on the few events of its last piece, and a cured
  /// share can't be told from a falling hazard before the curve is flat: they
  /// are asked for by name.
  std::vector<Family> distributions{Family::exponential, Family::weibull,
                                    Family::log_logistic, Family::log_normal};
  DropoutForecast dropout = DropoutForecast::exponential;
};

}  // namespace rehearse
