#include "rehearse/design/after_stopping.hpp"

#include <cmath>
#include <vector>

#include "probit_root.hpp"
#include "rehearse/core/expect.hpp"

namespace rehearse {

double stagewise_tail(const StoppedTrial& trial, double effect,
                      FutilityStops futility) {
  expect(trial.information.size() == trial.bounds.size() + 1,
         "every look before the last has bounds");
  std::vector<ScoreMoments> looks;
  for (const double information : trial.information)
    looks.push_back({information, effect * information});
  // The last look rejects for this result and all better ones.
  std::vector<LookBounds> bounds(trial.bounds.begin(), trial.bounds.end());
  bounds.push_back(
      {.efficacy_z = trial.z, .alpha_spent = normal_upper_tail(trial.z)});
  return cumulative_reject(stopping_by_look(looks, bounds, futility)).back();
}

double stagewise_effect(const StoppedTrial& trial, double probability,
                        FutilityStops futility) {
  const auto excess = [&](double effect) {
    return probit_excess(stagewise_tail(trial, effect, futility), probability);
  };
  const double sd = 1.0 / std::sqrt(trial.information.back());
  double low = trial.z * sd;  // the ordinary estimate
  double high = low;
  for (double step = sd; excess(low) > 0.0; step *= 2.0) low -= step;
  for (double step = sd; excess(high) < 0.0; step *= 2.0) high += step;
  if (low == high) return low;
  return root(excess, low, high, 42);
}

}  // namespace rehearse
