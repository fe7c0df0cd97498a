#include "rehearse/analysis/log_rank.hpp"

#include <cmath>

#include "rehearse/core/normal.hpp"

namespace rehearse {

double LogRank::z() const {
  return variance > 0.0 ? score / std::sqrt(variance) : 0.0;
}

double LogRank::chi_square() const { return z() * z(); }

double LogRank::p_one_sided() const { return normal_upper_tail(z()); }

double LogRank::p_two_sided() const {
  return 2.0 * normal_upper_tail(std::abs(z()));
}

LogRank log_rank(const RiskSets& sets) {
  const double control = sets.events[0];
  const double experimental = sets.events[1];
  return {{control, experimental},
          {control + experimental - sets.expected, sets.expected},
          sets.expected - experimental,
          sets.variance};
}

LogRank log_rank(std::span<const ObservationKey> sorted, std::size_t strata,
                 AnalysisWorkspace& workspace,
                 std::span<const ObservationKey> entries) {
  return log_rank(
      collect_risk_sets(sorted, strata, Ties::breslow, workspace, entries));
}

}  // namespace rehearse
