#pragma once
// Proportional hazards of interval-censored data by the EM algorithm of Zeng,
// Mao & Lin (2016), Biometrika 103:253, section 2.3, with one covariate: slow
// and plain, to hold the engine against. With no covariate it is the NPMLE.
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "rehearse/analysis/interval_observation.hpp"

namespace rehearse::reference {

struct EmFit {
  double log_hazard_ratio = 0.0;
  double log_likelihood = 0.0;
  std::vector<double> times;  ///< where the baseline may jump
  std::vector<double> jump;
};

/// Ends on a line where a time is twice its rank. An exact time's begins just
/// before it. `last` is +inf too where nobody is known to be event-free after
/// the first end that comes after every beginning, for S is 0 there.
struct EmEnds {
  double first;
  double last;
  double x;
};

inline std::vector<EmEnds> em_ends(
    const std::vector<IntervalObservation>& observations,
    std::vector<double>& times) {
  for (const auto& seen : observations) {
    times.push_back(seen.left);
    if (std::isfinite(seen.right)) times.push_back(seen.right);
  }
  std::sort(times.begin(), times.end());
  times.erase(std::unique(times.begin(), times.end()), times.end());
  const auto rank = [&](double time) {
    return 2.0 *
           static_cast<double>(std::find(times.begin(), times.end(), time) -
                               times.begin());
  };
  std::vector<EmEnds> ends;
  double latest = -1.0;
  for (const auto& seen : observations) {
    const bool exact = seen.left == seen.right;
    ends.push_back({rank(seen.left) - (exact ? 1.0 : 0.0),
                    std::isfinite(seen.right)
                        ? rank(seen.right)
                        : std::numeric_limits<double>::infinity(),
                    seen.arm == Role::experimental ? 1.0 : 0.0});
    latest = std::max(latest, ends.back().first);
  }
  double all_gone = std::numeric_limits<double>::infinity();
  for (const auto& end : ends)
    if (end.last > latest) all_gone = std::min(all_gone, end.last);
  for (auto& end : ends)
    if (end.last >= all_gone)
      end.last = std::numeric_limits<double>::infinity();
  return ends;
}

class Em {
 public:
  explicit Em(const std::vector<IntervalObservation>& observations)
      : ends_(em_ends(observations, fit_.times)) {
    for (std::size_t k = 0; k < fit_.times.size(); ++k) {
      const double place = 2.0 * static_cast<double>(k);
      const bool ends_here =
          std::any_of(ends_.begin(), ends_.end(),
                      [&](const EmEnds& end) { return end.last == place; });
      fit_.jump.push_back(
          ends_here ? 1.0 / static_cast<double>(fit_.times.size()) : 0.0);
    }
  }

  /// At most `rounds`, until no parameter moves by 1e-13; `estimate` 0 keeps
  /// the log hazard ratio at 0.
  EmFit run(int rounds, double estimate) {
    for (int i = 0; i < rounds; ++i)
      if (round(estimate) < 1e-13) break;
    for (const EmEnds& end : ends_) fit_.log_likelihood += log_chance(end);
    return fit_;
  }

 private:
  double between(double first, double last) const {
    double sum = 0.0;
    for (std::size_t k = 0; k < fit_.jump.size(); ++k)
      if (first < 2.0 * static_cast<double>(k) &&
          2.0 * static_cast<double>(k) <= last)
        sum += fit_.jump[k];
    return sum;
  }

  double ratio(const EmEnds& end) const {
    return std::exp(end.x * fit_.log_hazard_ratio);
  }

  double log_chance(const EmEnds& end) const {
    const double start = -ratio(end) * between(-2.0, end.first);
    return std::isinf(end.last)
               ? start
               : start + std::log1p(-std::exp(-ratio(end) *
                                              between(end.first, end.last)));
  }

  double round(double estimate) {
    const std::size_t size = fit_.jump.size();
    std::vector<double> expected(size), risk(size), risk_x(size);
    double events_x = 0.0;
    for (const EmEnds& end : ends_) {
      const double r = ratio(end);
      const bool seen = std::isfinite(end.last);
      const double happened =
          seen ? 1.0 - std::exp(-r * between(end.first, end.last)) : 1.0;
      for (std::size_t k = 0; k < size; ++k) {
        const double place = 2.0 * static_cast<double>(k);
        if (place > (seen ? end.last : end.first)) break;
        risk[k] += r;
        risk_x[k] += r * end.x;
        if (!seen || place <= end.first) continue;
        expected[k] += fit_.jump[k] * r / happened;
        events_x += fit_.jump[k] * r / happened * end.x;
      }
    }
    double score = events_x;
    double information = 0.0;
    for (std::size_t k = 0; k < size; ++k) {
      if (expected[k] <= 0.0) continue;
      const double share = risk_x[k] / risk[k];
      score -= expected[k] * share;
      information += expected[k] * share * (1.0 - share);
    }
    return move(expected, risk, risk_x,
                information > 0.0 ? estimate * score / information : 0.0);
  }

  double move(const std::vector<double>& expected,
              const std::vector<double>& risk,
              const std::vector<double>& risk_x, double step) {
    double moved = std::abs(step);
    for (std::size_t k = 0; k < expected.size(); ++k) {
      if (expected[k] <= 0.0) continue;
      const double at_risk = risk[k] + risk_x[k] * std::expm1(step);
      const double jump = expected[k] / at_risk;
      moved = std::max(moved, std::abs(jump - fit_.jump[k]));
      fit_.jump[k] = jump;
    }
    fit_.log_hazard_ratio += step;
    return moved;
  }

  EmFit fit_;  // before the ends, which fill in its times
  std::vector<EmEnds> ends_;
};

}  // namespace rehearse::reference
