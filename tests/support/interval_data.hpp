#pragma once
// Interval-censored data sets for tests.
#include <boost/random/mersenne_twister.hpp>
#include <boost/random/uniform_real_distribution.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "rehearse/analysis/interval_observation.hpp"

namespace rehearse {

inline constexpr double unseen = std::numeric_limits<double>::infinity();

/// Heavy ties between left and right ends, exact times among them, a few that
/// say nothing; both arms, in `strata`.
inline std::vector<IntervalObservation> random_intervals(
    boost::random::mt19937_64& engine, std::size_t participants, double grid,
    std::uint32_t strata = 1) {
  boost::random::uniform_real_distribution<double> uniform{0.0, 1.0};
  const double exact = 0.4 * uniform(engine);
  const double ratio = std::exp(1.6 * uniform(engine) - 0.8);
  std::vector<IntervalObservation> all;
  for (std::size_t i = 0; i < participants; ++i) {
    const Role arm = i % 2 == 1 ? Role::experimental : Role::control;
    const double event = -std::log(1.0 - uniform(engine)) /
                         (arm == Role::experimental ? ratio : 1.0);
    const auto on_grid = [&](double time) { return std::ceil(time * grid); };
    const double end = 2.5 * uniform(engine);
    IntervalObservation seen{
        0.0, unseen, static_cast<std::uint32_t>(engine() % strata), arm};
    if (uniform(engine) < exact) {
      seen.left = on_grid(std::min(event, end));
      seen.right = event <= end ? seen.left : unseen;
    } else {
      double scan = 0.0;
      while ((scan += 0.8 * uniform(engine)) < end) {
        const double day = on_grid(scan);
        if (day == seen.left) continue;
        if (event <= scan) {
          seen.right = day;
          break;
        }
        seen.left = day;
      }
    }
    all.push_back(seen);
  }
  return all;
}

}  // namespace rehearse
