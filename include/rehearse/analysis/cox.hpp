#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "rehearse/analysis/risk_sets.hpp"
#include "rehearse/analysis/workspace.hpp"

namespace rehearse {

/// Log hazard ratio that maximizes the partial likelihood (Cox 1972, JRSS B
/// 34:187), experimental against control. Exactly decided: +inf or -inf where
/// the likelihood rises without end, NaN where no row compares the arms.
/// Otherwise to full double precision.
[[nodiscard]] double cox_log_hazard_ratio(const RiskSets& sets);

/// The same with its standard error, from the information observed there (to
/// 1e-10; NaN where the estimate isn't finite).
struct CoxEstimate {
  double log_hazard_ratio = 0.0;
  double se = 0.0;
};
[[nodiscard]] CoxEstimate cox_estimate(const RiskSets& sets);

/// A fitted Cox model with treatment as its one covariate. NaN is what the
/// data do not determine.
struct CoxFit {
  double log_hazard_ratio = 0.0;     ///< as `cox_log_hazard_ratio`
  double se = 0.0;                   ///< of it, from the observed information
  std::array<double, 2> log_ci95{};  ///< Wald
  double score_chi_square = 0.0;     ///< at hazard ratio 1
  double lr_chi_square = 0.0;  ///< 2 (l(estimate) - l(0)); its limit where
                               ///< the estimate is infinite
};

/// Arguments as `collect_risk_sets` has them.
[[nodiscard]] CoxFit fit_cox(std::span<const ObservationKey> sorted,
                             std::size_t strata, Ties ties,
                             AnalysisWorkspace& workspace,
                             std::span<const ObservationKey> entries = {});

}  // namespace rehearse
