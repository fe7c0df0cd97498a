#pragma once

#include <span>
#include <vector>

#include "rehearse/analysis/multivariate_normal.hpp"

namespace rehearse {

/// A look of hypotheses that are tested together, each by a bound of its own:
/// the one-sided p of these bounds (0: it isn't tested there), and what all of
/// them have spent by then.
struct JointLook {
  std::vector<double> levels;
  double spent = 0.0;
};

/// P(no p is at or below its level before the last look, some is there). The
/// correlation is of all z, those of the first look first.
[[nodiscard]] IntegratedProbability first_rejection_at_last(
    const MatrixView& correlation, std::span<const JointLook> looks,
    const IntegrationEffort& effort = {});

/// The factor xi >= 1 by which knowing the correlation raises the last look's
/// levels, those of the looks before being raised already:
///
///   P(some p_il <= level_il at a look so far) = spent
///
/// Anderson, Guo, Zhao & Sun (2022), Biom. J. 64:1219, where each hypothesis
/// has a spending function of its own (3c). 1 where nothing is spent.
[[nodiscard]] double raising_factor(const MatrixView& correlation,
                                    std::span<const JointLook> looks,
                                    const IntegrationEffort& effort = {});

}  // namespace rehearse
