#include "rehearse/analysis/log_rank.hpp"

#include <cmath>
#include <numbers>

namespace rehearse {
namespace {

double upper_tail(double z) { return 0.5 * std::erfc(z / std::numbers::sqrt2); }

}  // namespace

double LogRank::z() const {
  return variance > 0.0 ? score / std::sqrt(variance) : 0.0;
}

double LogRank::chi_square() const { return z() * z(); }

double LogRank::p_one_sided() const { return upper_tail(z()); }

double LogRank::p_two_sided() const { return 2.0 * upper_tail(std::abs(z())); }

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
