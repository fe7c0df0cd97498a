#include "rehearse/analysis/cox.hpp"

#include <algorithm>
#include <cmath>

#include "rehearse/analysis/cox_score.hpp"
#include "rehearse/core/expect.hpp"
#include "rehearse/core/normal.hpp"
#include "rehearse/core/numbers.hpp"

namespace rehearse {
namespace {

// Root of the score by Halley's method, within a bracket. The score falls
// strictly from above 0 to below, so there is one.
CoxEstimate solve(const RiskSets& sets) {
  constexpr int enough = 200;  // a bracket halves to nothing in far fewer
  const double events = sets.events[1];
  double lower = -infinity;
  double upper = infinity;
  // From the one-step estimate; the variance is 0 only in a tie of everybody.
  double beta =
      sets.variance > 0.0
          ? std::clamp((events - sets.expected) / sets.variance, -2.0, 2.0)
          : 0.0;
  for (int i = 0; i < enough; ++i) {
    const CoxScore at =
        cox_score(sets.control, sets.experimental, std::exp(beta));
    const double score = events - at.expected;
    (score > 0.0 ? lower : upper) = beta;
    const double newton = std::clamp(score / at.information, -1.0, 1.0);
    const double step =
        newton / (1.0 + newton * at.skewness / (2.0 * at.information));
    const double next = beta + step;
    // The error is now of the order of the step's cube: below 1e-15.
    // ... and the information there is a tangent's, to the step's square.
    if (std::abs(step) < 1e-5)
      return {next, 1.0 / std::sqrt(at.information + step * at.skewness)};
    beta = lower < next && next < upper ? next : 0.5 * (lower + upper);
  }
  expect(false, "the Cox score must have a root");
  return {};
}

std::size_t count_positive(std::span<const double> column) {
  std::size_t count = 0;
  for (const double weight : column) count += weight > 0.0 ? 1U : 0U;
  return count;
}

// Log partial likelihood at a finite log hazard ratio; rows that compare the
// arms only, for the others do not depend on it.
double log_likelihood(const RiskSets& sets, double beta) {
  const double ratio = std::exp(beta);
  double events = sets.events[1];
  double sum = 0.0;
  for (std::size_t i = 0; i < sets.control.size(); ++i) {
    const double n0 = sets.control[i];
    const double n1 = sets.experimental[i];
    if (n0 > 0.0 && n1 > 0.0) sum -= std::log(n1 * ratio + n0);
    if (n0 == 0.0) --events;
  }
  return events * beta + sum;
}

// Its limit where the estimate is infinite: every event that compares the arms
// is of the arm `favoured` by it.
double limiting_log_likelihood(const RiskSets& sets, double beta) {
  const auto& dying = beta > 0.0 ? sets.experimental : sets.control;
  double sum = 0.0;
  for (std::size_t i = 0; i < dying.size(); ++i)
    if (sets.control[i] > 0.0 && sets.experimental[i] > 0.0)
      sum -= std::log(dying[i]);
  return sum;
}

}  // namespace

CoxEstimate cox_estimate(const RiskSets& sets) {
  // As the ratio grows, the expected events tend to the rows with anybody of
  // the experimental arm; as it falls, to those with nobody else.
  const std::size_t rows = sets.control.size();
  const std::size_t most = count_positive(sets.experimental);
  const std::size_t fewest = rows - count_positive(sets.control);
  if (most == fewest) return {not_a_number, not_a_number};
  if (sets.events[1] >= most) return {infinity, not_a_number};
  if (sets.events[1] <= fewest) return {-infinity, not_a_number};
  return solve(sets);
}

double cox_log_hazard_ratio(const RiskSets& sets) {
  return cox_estimate(sets).log_hazard_ratio;
}

CoxFit fit_cox(std::span<const ObservationKey> sorted, std::size_t strata,
               Ties ties, AnalysisWorkspace& workspace,
               std::span<const ObservationKey> entries) {
  const RiskSets sets =
      collect_risk_sets(sorted, strata, ties, workspace, entries);
  const auto [beta, se] = cox_estimate(sets);
  if (std::isnan(beta))
    return {not_a_number,
            not_a_number,
            {not_a_number, not_a_number},
            not_a_number,
            not_a_number};

  const CoxScore at_null = cox_score(sets.control, sets.experimental, 1.0);
  const double score = sets.events[1] - at_null.expected;
  CoxFit fit;
  fit.log_hazard_ratio = beta;
  fit.score_chi_square = score * score / at_null.information;
  const double best = std::isfinite(beta) ? log_likelihood(sets, beta)
                                          : limiting_log_likelihood(sets, beta);
  fit.lr_chi_square = 2.0 * (best - log_likelihood(sets, 0.0));
  fit.se = se;
  fit.log_ci95 = {beta - z_of_ci95 * fit.se, beta + z_of_ci95 * fit.se};
  return fit;
}

}  // namespace rehearse
