#include "rehearse/analysis/horizon_survival.hpp"

#include <algorithm>
#include <cmath>

#include "rehearse/core/expect.hpp"
#include "rehearse/core/normal.hpp"
#include "rehearse/core/numbers.hpp"

namespace rehearse {
namespace {

using Curve = HorizonWorkspace::Curve;
using Curves = std::array<Curve, arm_count>;

void advance(Curve& curve, double time) {
  curve.area += curve.survival * (time - curve.until);
  curve.until = time;
}

// Those who leave at `time`, d of them with an event.
void leave(Curve& curve, double time, double leaving, double d) {
  if (leaving == 0.0) return;
  advance(curve, time);
  const double n = curve.at_risk;
  if (d > 0.0 && d < n) {
    const double term = d / (n * (n - d));
    curve.greenwood[0] += term;
    curve.greenwood[1] += term * curve.area;
    curve.greenwood[2] += term * curve.area * curve.area;
  }
  curve.survival *= (n - d) / n;
  curve.at_risk -= leaving;
}

void follow(std::span<const ObservationKey> sorted, const TickTimes& times,
            double horizon, std::span<Curves> strata) {
  const std::uint64_t end = times.first_after(horizon);
  std::array<double, arm_count> events{};
  std::array<double, arm_count> leaving{};
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const ObservationKey key = sorted[i];
    if (tick_of(key) >= end) break;
    leaving[arm_of(key)] += 1.0;
    events[arm_of(key)] += is_event(key) ? 1.0 : 0.0;
    if (i + 1 < sorted.size() && (key ^ sorted[i + 1]) >> 2 == 0) continue;
    const double time = times(tick_of(key));
    Curves& curves = strata[stratum_of(key)];
    for (std::size_t arm = 0; arm < arm_count; ++arm)
      leave(curves[arm], time, leaving[arm], events[arm]);
    events = leaving = {};
  }
}

// Adds what a stratum says with its share of the weight.
void add(HorizonSurvival& sum, Curves& curves, double horizon, double share) {
  for (std::size_t arm = 0; arm < arm_count; ++arm) {
    Curve& curve = curves[arm];
    if (curve.at_risk == 0.0 && curve.survival > 0.0 && curve.until < horizon)
      sum.carried_forward = true;
    advance(curve, horizon);
    const auto& g = curve.greenwood;
    const double s = curve.survival;
    const double a = curve.area;
    sum.survival[arm].value += share * s;
    sum.survival[arm].variance += share * share * s * s * g[0];
    sum.rmst[arm].value += share * a;
    sum.rmst[arm].variance +=
        share * share * std::max(0.0, g[2] - 2.0 * a * g[1] + a * a * g[0]);
  }
}

double weight_of(const Curves& curves) {
  const double n0 = curves[0].participants;
  const double n1 = curves[1].participants;
  return n0 + n1 > 0.0 ? n0 * n1 / (n0 + n1) : 0.0;
}

}  // namespace

HorizonSurvival horizon_survival(std::span<const ObservationKey> sorted,
                                 std::size_t strata, const TickTimes& times,
                                 double horizon, HorizonWorkspace& workspace) {
  expect(strata > 0 && strata <= max_strata, "strata out of range");
  expect(horizon > 0.0, "survival is restricted to a time after entry");
  if (workspace.strata.size() < strata) workspace.strata.resize(strata);
  const std::span curves = std::span{workspace.strata}.first(strata);
  std::ranges::fill(curves, Curves{});
  for (const ObservationKey key : sorted)
    curves[stratum_of(key)][arm_of(key)].participants += 1.0;
  double total = 0.0;
  for (Curves& stratum : curves) {
    for (Curve& curve : stratum) curve.at_risk = curve.participants;
    total += weight_of(stratum);
  }
  follow(sorted, times, horizon, curves);
  HorizonSurvival sum;
  for (Curves& stratum : curves) {
    const double weight = weight_of(stratum);
    if (weight > 0.0) add(sum, stratum, horizon, weight / total);
  }
  return sum;
}

SurvivalContrast difference(const std::array<Estimate, arm_count>& arms) {
  const double estimate = arms[1].value - arms[0].value;
  const double se = std::sqrt(arms[0].variance + arms[1].variance);
  const double reach = z_of_ci95 * se;
  return {estimate,
          se,
          {estimate - reach, estimate + reach},
          se > 0.0 ? estimate / se : 0.0};
}

SurvivalContrast ratio(const std::array<Estimate, arm_count>& arms) {
  if (!(arms[0].value > 0.0 && arms[1].value > 0.0)) {
    return {not_a_number, not_a_number, {not_a_number, not_a_number}, 0.0};
  }
  std::array<Estimate, arm_count> logs;
  for (std::size_t arm = 0; arm < arm_count; ++arm) {
    const auto& [value, variance] = arms[arm];
    logs[arm] = {std::log(value), variance / (value * value)};
  }
  SurvivalContrast contrast = difference(logs);
  contrast.estimate = std::exp(contrast.estimate);
  for (double& limit : contrast.ci95) limit = std::exp(limit);
  return contrast;
}

}  // namespace rehearse
