#include "rehearse/montecarlo/size_search.hpp"

#include <algorithm>
#include <cmath>

#include "rehearse/core/normal.hpp"

namespace rehearse {

namespace {

struct Tried {
  int events;
  double power;
};

// z_alpha + z_power, by which events go as a square. Powers of 0 and 1 are
// taken a little off.
double reach(double alpha, double power) {
  return normal_upper_quantile(alpha) -
         normal_upper_quantile(std::clamp(power, alpha, 1.0 - 1e-6));
}

// Events at which the law through what was tried has the target.
int guess(const SizeSearch& search, const Tried& tried) {
  const double reached = std::max(0.3, reach(search.alpha, tried.power));
  const double factor = reach(search.alpha, search.target) / reached;
  const double events = tried.events * std::clamp(factor * factor, 0.25, 4.0);
  return static_cast<int>(std::lround(events));
}

// The straight line of the root of the events through both.
int between(const SizeSearch& search, const Tried& below, const Tried& above) {
  const double low = reach(search.alpha, below.power);
  const double high = reach(search.alpha, above.power);
  const double share =
      (reach(search.alpha, search.target) - low) / (high - low);
  const double root =
      std::sqrt(below.events) +
      share * (std::sqrt(above.events) - std::sqrt(below.events));
  return static_cast<int>(std::lround(root * root));
}

}  // namespace

SizeFound search_size(const SizeSearch& search, const PowerAtEvents& power_at) {
  std::optional<Tried> below;
  std::optional<Tried> above;
  int next = search.start;
  while (true) {
    const auto power = power_at(next);
    if (!power) return {SearchEnd::interrupted, next};
    (*power < search.target ? below : above) = Tried{next, *power};
    if (below && below->events == search.most)
      return {SearchEnd::out_of_reach, search.most};
    const int low = below ? below->events : search.least - 1;
    const int high = above ? above->events : search.most + 1;
    if (above && high - low == 1) return {SearchEnd::found, high};
    next = below && above ? between(search, *below, *above)
                          : guess(search, below ? *below : *above);
    next = std::clamp(next, low + 1, high - 1);
  }
}

}  // namespace rehearse
