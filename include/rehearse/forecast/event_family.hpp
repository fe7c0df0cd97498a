#pragma once

#include <span>
#include <string>
#include <vector>

#include "rehearse/endpoint/event_time_model.hpp"

namespace rehearse {

/// A family of event-time models on the whole real line. Parameters:
///
///   exponential            log rate [1/day]
///   Weibull, log-logistic  log scale [days], log(1 / shape)
///   log-normal             mu, log sigma of the log time [days]
///   piecewise exponential  log rate of each piece [1/day]
///   cure                   logit of the cured share, log scale and
///                          log(1 / shape) of the uncured's Weibull
struct EventFamily {
  Family family = Family::exponential;
  /// Piecewise exponential: where the rate changes, ascending [days]; the last
  /// piece is open.
  std::vector<double> cuts{};
};

/// At most so many pieces, each of at least so many events.
inline constexpr std::size_t most_pieces = 3;
inline constexpr std::size_t events_a_piece = 10;

/// The family for such event times [days]: pieces end at their quantiles, so
/// that each has as many events.
[[nodiscard]] EventFamily event_family(Family family,
                                       std::vector<double> event_times);

[[nodiscard]] std::vector<std::string> parameter_names(
    const EventFamily& family);

/// The model of such parameters.
[[nodiscard]] EventTimeModel event_model(const EventFamily& family,
                                         std::span<const double> parameters);

/// Where searches begin: near the exponential with `events` in so many days at
/// risk.
[[nodiscard]] std::vector<std::vector<double>> starts_of(
    const EventFamily& family, double events, double exposure);

/// log of the density of a prior that keeps a parameter within reach where
/// data leave it open, 0 for all but the cured share, which is uniform: its
/// likelihood is flat towards 0, and has no maximum where nobody is cured.
[[nodiscard]] double log_weak_prior(const EventFamily& family,
                                    std::span<const double> parameters);

}  // namespace rehearse
