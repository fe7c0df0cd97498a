#pragma once

#include <functional>
#include <optional>

namespace rehearse {

/// A search for the fewest events that have a power, by simulation.
struct SizeSearch {
  double target;  ///< power, above alpha
  double alpha;   ///< of one tail
  int start;      ///< a guess
  int least;      ///< fewer are never asked for; at most `start`
  int most;       ///< more are never asked for; at least `start`
};

/// Simulated power with so many events; nothing: interrupted. The same random
/// numbers for all, so that it rises but for what rounding and luck do.
using PowerAtEvents = std::function<std::optional<double>(int events)>;

enum class SearchEnd { found, out_of_reach, interrupted };

struct SizeFound {
  SearchEnd end;
  int events;  ///< found: power(events) >= target, and one event fewer was
               ///< simulated and falls short, or is below `least`; out of
               ///< reach: `most`
};

/// Guesses by the square law that power follows, events being proportional to
/// (z_alpha + z_power)^2, then between a size that has the target and one that
/// falls short until they are neighbours. No size is simulated twice.
[[nodiscard]] SizeFound search_size(const SizeSearch& search,
                                    const PowerAtEvents& power_at);

}  // namespace rehearse
