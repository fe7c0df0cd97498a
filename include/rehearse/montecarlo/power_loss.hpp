#pragma once

#include <cstdint>
#include <vector>

#include "rehearse/montecarlo/estimate_power.hpp"
#include "rehearse/randomization/allocation_metrics.hpp"
#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// A trial whose investigators guess: probabilities that it rejects, and what
/// guessing changes of them.
struct BiasedRejection {
  GuesserView view = GuesserView::everybody;
  Proportion power;
  Proportion power_change;
  Proportion type_one_error;  ///< rejections where treatment has no effect
  Proportion type_one_error_change;
};

/// What a procedure's imbalance and predictability cost in power. Everything
/// is computed on the same replicates, with the same participants' luck; the
/// error of a difference is that of the replicates' differences.
struct PowerLosses {
  std::uint64_t replicates = 0;  ///< done of each run
  bool interrupted = false;
  Proportion power;           ///< by the scenario's procedure, nobody guessing
  Proportion balanced_power;  ///< by the smallest permuted blocks in its strata
  Proportion power_change;    ///< `power` less `balanced_power`
  Proportion type_one_error;  ///< of the scenario without its effect
  std::vector<BiasedRejection> biased;  ///< own_site only where there are sites
};

/// Simulates the scenario as it is (but for its own `selection_bias`), under
/// the smallest blocks, without effect, and with selection bias of the given
/// hazard ratio (see `SelectionBiasStage`). Of `options`, `progress` gets the
/// replicates of all runs; `each_replicate` must be empty.
[[nodiscard]] PowerLosses power_losses(const Scenario& scenario,
                                       double favoured_hazard_ratio,
                                       const RunOptions& options);

/// Replicates that all runs of `power_losses` come to.
[[nodiscard]] std::uint64_t power_loss_replicates(const Scenario& scenario);

}  // namespace rehearse
