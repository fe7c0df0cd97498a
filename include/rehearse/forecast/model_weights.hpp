#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "rehearse/core/words.hpp"
#include "rehearse/forecast/event_fit.hpp"

namespace rehearse {

/// What models are averaged by.
enum class Averaging : std::uint8_t { aic, bic, stacking };

[[nodiscard]] constexpr auto words_of(Averaging) {
  using enum Averaging;
  return std::to_array<Word<Averaging>>(
      {{"aic", aic}, {"bic", bic}, {"stacking", stacking}});
}

/// exp(-criterion / 2), scaled to sum 1 (Burnham & Anderson 2002, 2.9). What
/// isn't finite has weight 0.
[[nodiscard]] std::vector<double> criterion_weights(
    std::span<const double> criteria);

/// Weights w that maximize sum_i log sum_k w_k p_ik, from log p by model and
/// then by participant (Yao et al. 2018, Bayesian Anal. 13:917, with the
/// logarithmic score): by the EM steps of a mixture whose components are known,
/// which never leave the simplex.
[[nodiscard]] std::vector<double> stacking_weights(
    std::span<const std::vector<double>> log_predictive);

/// Of such models; those that didn't converge have weight 0.
[[nodiscard]] std::vector<double> model_weights(
    std::span<const FittedEvents> fits, Averaging by);

}  // namespace rehearse
