#include "rehearse/montecarlo/power_loss.hpp"

#include <algorithm>
#include <cstdint>
#include <span>
#include <utility>

#include "rehearse/core/expect.hpp"
#include "rehearse/montecarlo/outcomes.hpp"
#include "rehearse/montecarlo/tally.hpp"
#include "rehearse/trial/trial_plan.hpp"

namespace rehearse {

namespace {

using Decisions = std::vector<std::uint8_t>;  // of each replicate: it rejected

// The most balanced procedure: every set of the ratio is a block of its own.
Scenario balanced(Scenario scenario) {
  const std::vector<std::uint32_t> ratio = reduced_ratio(scenario);
  int shares = 0;
  for (std::size_t k = 0; k < ratio.size(); ++k)
    shares += scenario.arms[k].allocation = static_cast<int>(ratio[k]);
  ProcedureSpec& procedure = scenario.randomization.procedure;
  procedure.kind = ProcedureKind::permuted_block;
  procedure.block_sizes = {shares};
  procedure.block_weights = {1};
  return scenario;
}

Scenario without_effect(Scenario scenario) {
  scenario.endpoint.effect = {{unbounded, 1.0}};
  scenario.endpoint.experimental.reset();
  return scenario;
}

Scenario with_bias(Scenario scenario, const SelectionBias& bias) {
  scenario.selection_bias = bias;
  return scenario;
}

// One run after another, each with its decisions.
class Runs {
 public:
  explicit Runs(const RunOptions& options) : options_(options) {}

  Decisions decide(const Scenario& scenario) {
    Decisions decisions;
    RunOptions options;
    options.threads = options_.threads;
    options.stop = options_.stop;
    if (options_.progress)
      options.progress = [this](std::uint64_t done) {
        options_.progress(before_ + done);
      };
    options.each_replicate = [&](std::uint64_t,
                                 std::span<const LookResult> looks) {
      decisions.push_back(rejects(looks) ? 1 : 0);
    };
    (void)estimate_power(scenario, options);
    before_ += decisions.size();
    return decisions;
  }

 private:
  const RunOptions& options_;
  std::uint64_t before_ = 0;  // replicates of the runs before
};

struct BiasedDecisions {
  GuesserView view;
  Decisions effect;
  Decisions no_effect;
};

// Over the first n replicates.
Proportion change(const Decisions& with, const Decisions& without,
                  std::size_t n) {
  return power_difference(std::span{with}.first(n),
                          std::span{without}.first(n));
}

Proportion share(const Decisions& decisions, std::size_t n) {
  const auto rejected = std::ranges::count(std::span{decisions}.first(n), 1);
  return proportion_of(static_cast<std::uint64_t>(rejected), n);
}

std::vector<GuesserView> views(const Scenario& scenario) {
  if (scenario.sites.empty()) return {GuesserView::everybody};
  return {GuesserView::everybody, GuesserView::own_site};
}

}  // namespace

std::uint64_t power_loss_replicates(const Scenario& scenario) {
  return scenario.replicates * (3 + 2 * views(scenario).size());
}

PowerLosses power_losses(const Scenario& scenario, double favoured_hazard_ratio,
                         const RunOptions& options) {
  expect(!options.each_replicate, "the runs' replicates are not shown");
  Scenario blind = scenario;
  blind.selection_bias.reset();
  const Scenario null = without_effect(blind);

  Runs runs{options};
  const Decisions power = runs.decide(blind);
  const Decisions reference = runs.decide(balanced(blind));
  const Decisions error = runs.decide(null);
  std::vector<BiasedDecisions> biased;
  for (const GuesserView view : views(scenario)) {
    const SelectionBias bias{favoured_hazard_ratio, view};
    biased.push_back({view, runs.decide(with_bias(blind, bias)),
                      runs.decide(with_bias(null, bias))});
  }

  // An interrupted run has fewer replicates, the first of them.
  std::size_t n = std::min({power.size(), reference.size(), error.size()});
  for (const BiasedDecisions& run : biased)
    n = std::min({n, run.effect.size(), run.no_effect.size()});
  PowerLosses losses{n,
                     n < scenario.replicates,
                     share(power, n),
                     share(reference, n),
                     change(power, reference, n),
                     share(error, n),
                     {}};
  for (const BiasedDecisions& run : biased)
    losses.biased.push_back(
        {run.view, share(run.effect, n), change(run.effect, power, n),
         share(run.no_effect, n), change(run.no_effect, error, n)});
  return losses;
}

}  // namespace rehearse
