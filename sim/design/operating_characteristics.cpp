#include "rehearse/design/operating_characteristics.hpp"

#include <algorithm>
#include <cmath>

#include "rehearse/core/expect.hpp"

namespace rehearse {

namespace {

// The smaller of the errors that the bounds spend; 1 where they don't say.
double smaller_error(std::span<const LookBounds> bounds) {
  double smaller = 1.0;
  for (const auto spent : {&LookBounds::alpha_spent, &LookBounds::harm_spent}) {
    double all = 0.0;
    for (const LookBounds& at : bounds) all = std::max(all, at.*spent);
    if (all > 0.0) smaller = std::min(smaller, all);
  }
  return smaller;
}

}  // namespace

std::vector<StoppingAtLook> stopping_by_look(
    std::span<const ScoreMoments> looks, std::span<const LookBounds> bounds,
    FutilityStops futility) {
  expect(looks.size() == bounds.size(), "every look has bounds");
  OngoingTrials trials;
  trials.resolve(smaller_error(bounds));
  std::vector<StoppingAtLook> stopping;
  stopping.reserve(looks.size());
  for (std::size_t k = 0; k < looks.size(); ++k) {
    const auto& [efficacy, lower, harm, alpha, harm_alpha] = bounds[k];
    trials.go_to(looks[k]);
    StoppingAtLook& at = stopping.emplace_back();
    at.reject = trials.upper_tail(efficacy);
    trials.stop_above(efficacy);
    at.harm = trials.lower_tail(harm);
    trials.stop_below(harm);
    if (futility == FutilityStops::ignored) continue;
    at.futility = trials.lower_tail(lower);
    trials.stop_below(lower);
  }
  return stopping;
}

double expected_information(std::span<const ScoreMoments> looks,
                            std::span<const StoppingAtLook> stopping) {
  expect(looks.size() == stopping.size() && !looks.empty(),
         "every look has probabilities");
  double going_on = 1.0;
  double before = 0.0;
  double sum = 0.0;
  for (std::size_t k = 0; k < looks.size(); ++k) {
    sum += going_on * (looks[k].information - before);
    before = looks[k].information;
    going_on -= stopping[k].reject + stopping[k].futility + stopping[k].harm;
  }
  return sum;
}

std::vector<double> cumulative_reject(
    std::span<const StoppingAtLook> stopping) {
  std::vector<double> sums;
  double sum = 0.0;
  for (const StoppingAtLook& at : stopping) sums.push_back(sum += at.reject);
  return sums;
}

}  // namespace rehearse
