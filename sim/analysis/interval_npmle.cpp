#include "rehearse/analysis/interval_npmle.hpp"

#include <algorithm>
#include <cmath>

#include "rehearse/analysis/kaplan_meier.hpp"
#include "rehearse/core/numbers.hpp"

namespace rehearse {
namespace {

// S after k innermost intervals.
double survival_after(const IntervalStratum& fit, std::size_t k) {
  return k < fit.counts.intervals ? std::exp(-fit.hazard.cumulative[k]) : 0.0;
}

// d_k of Gentleman & Geyer by interval, from what begins and ends there.
std::vector<double> sum_inverse(const IntervalStratum& fit) {
  std::vector<double> change(fit.counts.intervals + 1, 0.0);
  const auto cover = [&](std::size_t first, std::size_t last, double count) {
    const double inverse =
        count / (survival_after(fit, first) - survival_after(fit, last));
    change[first] += inverse;
    change[last] -= inverse;
  };
  for (const IntervalCount& event : fit.counts.events)
    cover(event.first, event.last, event.count);
  for (std::size_t k = 0; k < fit.counts.intervals; ++k)
    for (const auto& survivors : fit.counts.survivors)
      if (survivors[k] > 0.0) cover(k, fit.counts.intervals, survivors[k]);
  for (std::size_t k = 1; k < change.size(); ++k) change[k] += change[k - 1];
  return change;
}

double breach_of(const IntervalStratum& fit, double participants) {
  const std::vector<double> sums = sum_inverse(fit);
  double breach = 0.0;
  for (std::size_t k = 0; k < fit.counts.intervals; ++k) {
    const double excess = sums[k] / participants - 1.0;
    const bool has_mass =
        k == fit.hazard.jump.size() || fit.hazard.jump[k] > 0.0;
    breach = std::max(breach, has_mass ? std::abs(excess) : excess);
  }
  return breach;
}

std::vector<NpmleStep> steps_of(const IntervalStratum& fit) {
  std::vector<NpmleStep> steps;
  for (std::size_t k = 0; k < fit.counts.intervals; ++k) {
    const bool last = k == fit.hazard.jump.size();
    if (!last && fit.hazard.jump[k] == 0.0) continue;
    const double before = survival_after(fit, k);
    steps.push_back({fit.innermost.intervals[k],
                     last ? before : -before * std::expm1(-fit.hazard.jump[k]),
                     survival_after(fit, k + 1)});
  }
  return steps;
}

// Of the curve whose masses are at `end` of their intervals.
double median_at(std::span<const NpmleStep> steps,
                 double InnermostInterval::*end) {
  for (auto step = steps.begin(); step != steps.end(); ++step) {
    if (step->survival > 0.5 + median_tolerance) continue;
    const double time = step->interval.*end;
    const bool flat = step->survival >= 0.5 - median_tolerance &&
                      std::isfinite((step + 1)->interval.right);
    return flat ? 0.5 * (time + (step + 1)->interval.*end) : time;
  }
  return infinity;
}

}  // namespace

Npmle interval_npmle(std::span<const IntervalObservation> observations,
                     IntervalStratum& memory) {
  Npmle npmle;
  npmle.median = {infinity, infinity};
  if (observations.empty()) return npmle;
  npmle.log_likelihood = fit_pooled(observations, memory).log_likelihood;
  npmle.breach = breach_of(memory, static_cast<double>(observations.size()));
  npmle.steps = steps_of(memory);
  npmle.median = {median_at(npmle.steps, &InnermostInterval::left),
                  median_at(npmle.steps, &InnermostInterval::right)};
  return npmle;
}

}  // namespace rehearse
