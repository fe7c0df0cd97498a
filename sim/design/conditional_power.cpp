#include "rehearse/design/conditional_power.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "probit_root.hpp"
#include "rehearse/core/expect.hpp"
#include "rehearse/design/group_sequential.hpp"

namespace rehearse {

namespace {

// The curtailment bound if the last look alone were to come: an upper limit,
// for more looks give more power. +inf where that look can't tell.
double bound_by_last_look(double power, double information,
                          const LaterLook& last, Trend trend,
                          double design_effect) {
  const double growth = last.information - information;
  if (growth <= 0.0) return std::numeric_limits<double>::infinity();
  const double needs = last.efficacy_z * std::sqrt(last.information) -
                       normal_upper_quantile(power) * std::sqrt(growth);
  const double score = trend == Trend::current
                           ? needs * information / last.information
                           : needs - design_effect * growth;
  return score / std::sqrt(information);
}

}  // namespace

NormalEffect posterior_effect(const NormalEffect& prior, double z,
                              double information) {
  expect(prior.sd >= 0.0 && information > 0.0,
         "a prior has a standard deviation, an interim result information");
  if (prior.sd == 0.0) return prior;
  const double prior_precision = 1.0 / (prior.sd * prior.sd);
  const double precision = prior_precision + information;
  return {
      (prior_precision * prior.mean + z * std::sqrt(information)) / precision,
      1.0 / std::sqrt(precision)};
}

// With effect N(m, s^2) the score's growth X over information u has variance
// u + s^2 u^2 and covariance min(u, v) + s^2 u v, so that (X - m u) / (1 + s^2
// u) has independent increments with variance u / (1 + s^2 u): the recursion
// serves for it as it is.
double predictive_power(double z, double information,
                        std::span<const LaterLook> later,
                        const NormalEffect& effect, double smallest) {
  expect(std::isfinite(effect.sd), "power is for a proper distribution");
  const double variance = effect.sd * effect.sd;
  std::vector<ScoreMoments> looks;
  std::vector<double> bounds;
  for (const LaterLook& look : later) {
    const double growth = look.information - information;
    if (growth <= 1e-10 * look.information) {  // as OngoingTrials has it
      if (z >= look.efficacy_z) return 1.0;
      continue;
    }
    const double shrink = 1.0 + variance * growth;
    const double to_gain = look.efficacy_z * std::sqrt(look.information) -
                           z * std::sqrt(information) - effect.mean * growth;
    looks.push_back({growth / shrink});
    bounds.push_back(to_gain / shrink / std::sqrt(growth / shrink));
  }
  const std::vector<double> reject = rejection_by_look(looks, bounds, smallest);
  return std::accumulate(reject.begin(), reject.end(), 0.0);
}

double curtailment_bound(double power, double information,
                         std::span<const LaterLook> later, Trend trend,
                         double design_effect, double highest) {
  expect(power > 0.0 && power < 1.0, "conditional power is in (0, 1)");
  const auto excess = [&](double z) {
    const double effect =
        trend == Trend::current ? z / std::sqrt(information) : design_effect;
    return probit_excess(
        predictive_power(z, information, later, {effect}, power), power);
  };
  if (later.empty()) return highest;
  const double limit = bound_by_last_look(power, information, later.back(),
                                          trend, design_effect);
  // The limit may be the root itself, to rounding.
  double high = std::min({highest, limit + 1e-9, 40.0});
  if (excess(high) <= 0.0) return highest;
  double step = 0.1;
  double low = high - step;
  for (; excess(low) > 0.0; low = high - (step *= 2.0)) high = low;
  return root(excess, low, high, 46);
}

}  // namespace rehearse
