#pragma once

#include "rehearse/forecast/event_fit.hpp"
#include "rehearse/forecast/parameter_draws.hpp"
#include "rehearse/random/word_stream.hpp"

namespace rehearse {

/// An exponential time to dropout, the same in all arms: dropouts in so many
/// days at risk. Where nobody has dropped out yet its estimate is 0.
struct FittedDropout {
  double dropouts = 0.0;  ///< those of the prior in them
  double exposure = 0.0;  ///< [days]
  double aic = 0.0;
  double bic = 0.0;

  [[nodiscard]] double rate() const {
    return dropouts / exposure;
  }  ///< [1/day]
};

/// The config's dropout is worth what it brings in the time that the prior's
/// events take.
[[nodiscard]] FittedDropout fit_dropout(const OngoingTrial& trial,
                                        const Scenario& scenario,
                                        const EventPrior& prior);

/// A rate of it [1/day]: the estimate; a log-normal one, of variance 1 /
/// dropouts of the log; or of its posterior under Jeffreys' prior, a gamma of
/// shape dropouts + 1/2, which is above 0 where nobody has dropped out.
[[nodiscard]] double draw_dropout_rate(const FittedDropout& fit,
                                       ParameterDraws how, WordStream& words);

[[nodiscard]] FittedModel printed(const FittedDropout& fit);

}  // namespace rehearse
