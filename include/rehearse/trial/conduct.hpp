#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "rehearse/trial/analysis_plan.hpp"

namespace rehearse {

/// How often a factor's level is wrong as it is recorded at randomization.
struct Misstratification {
  std::size_t factor = 0;    ///< index
  double probability = 0.0;  ///< [1], below 1
};

/// What becomes of a list's row whose arm could not be given: who got the other
/// arm uses it up; or he takes the next row of another arm, and those that were
/// passed over go to who comes next.
enum class ForcedRow : std::uint8_t { used, returned };

/// Errors in the conduct of a trial. Those of one participant depend neither on
/// each other nor on anything else.
struct Conduct {
  std::vector<Misstratification> misstratified;  ///< of different factors
  StratumLevels analysed = StratumLevels::randomized;
  /// To be randomized in error, and left out of the analysis; not replaced [1].
  double ineligible = 0.0;
  /// That the arm which is due can't be given, and another is [1].
  double forced_allocation = 0.0;
  ForcedRow forced_row = ForcedRow::used;
};

/// Whether errors change who gets which arm.
[[nodiscard]] inline bool changes_allocation(const Conduct& conduct) {
  return !conduct.misstratified.empty() || conduct.forced_allocation > 0.0;
}

/// Shares of the levels as they are recorded: a wrong one, with probability
/// `p`, is one of the others by their prevalence, so that level j has
/// q_j (1 - p) + p times the sum over the other levels i of
/// q_i q_j / (1 - q_i). `prevalence`: several levels, sum 1.
[[nodiscard]] std::vector<double> recorded_prevalence(
    const std::vector<double>& prevalence, double p);

}  // namespace rehearse
