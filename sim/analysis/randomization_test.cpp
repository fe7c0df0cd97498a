#include "rehearse/analysis/randomization_test.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "rehearse/analysis/log_rank.hpp"
#include "rehearse/trial/trial_plan.hpp"

namespace rehearse {
namespace {

constexpr std::size_t most_sequences = 100'000;
constexpr double statistic_tolerance = 1e-9;
constexpr ObservationKey arm_bit = 2;

// The log-rank z of the trial's data, with other arms.
class Statistic {
 public:
  explicit Statistic(const RandomizedTrial& trial)
      : strata_(trial.analysis_strata) {
    std::vector<std::size_t> order(trial.keys.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, {}, [&](std::size_t i) { return trial.keys[i]; });
    for (const std::size_t i : order) {
      keys_.push_back(trial.keys[i]);
      person_.push_back(trial.person[i]);
    }
  }

  double observed() { return z(); }

  // Arms order the keys of one time and stratum alone, in which the log-rank
  // sums don't look at order: they stay as they are sorted.
  double operator()(std::span<const std::uint8_t> arms) {
    for (std::size_t i = 0; i < keys_.size(); ++i)
      keys_[i] =
          (keys_[i] & ~arm_bit) | ObservationKey{arms[person_[i]]} * arm_bit;
    return z();
  }

 private:
  double z() { return log_rank(keys_, strata_, workspace_).z(); }

  std::size_t strata_;
  std::vector<ObservationKey> keys_;
  std::vector<std::uint32_t> person_;
  AnalysisWorkspace workspace_;
};

bool at_least(double a, double b) {
  return a >= b - statistic_tolerance * (1.0 + std::abs(b));
}

double standard_error(double p, std::uint64_t draws) {
  return std::sqrt(p * (1.0 - p) / static_cast<double>(draws));
}

bool is_minimization(const Scenario& scenario) {
  return scenario.randomization.procedure.kind == ProcedureKind::minimization;
}

std::vector<AllocationChain> chains_of(const Scenario& scenario) {
  const Procedure procedure = stratum_procedure(scenario);
  const std::vector<std::uint32_t> ratio = reduced_ratio(scenario);
  const std::vector<std::uint32_t>& lengths = scenario.stratum_lengths;
  std::vector<AllocationChain> chains;
  for (std::size_t s = 0; s < scenario.stratum_streams.size(); ++s)
    chains.emplace_back(procedure, ratio, lengths.empty() ? 0 : lengths[s]);
  return chains;
}

std::optional<std::vector<PossibleAllocation>> allocations_of(
    const RandomizedTrial& trial, const Scenario& scenario) {
  if (is_minimization(scenario))
    return possible_allocations(trial_minimization(scenario), trial.levels,
                                most_sequences);
  std::vector<AllocationChain> chains = chains_of(scenario);
  return possible_allocations(trial.stratum, chains, most_sequences);
}

}  // namespace

RandomizationTest sampled_randomization_test(const RandomizedTrial& trial,
                                             std::uint64_t draws,
                                             const DrawArms& draw) {
  Statistic statistic{trial};
  RandomizationTest test;
  test.z = statistic.observed();
  test.draws = draws;
  std::vector<std::uint8_t> arms(trial.stratum.size());
  std::uint64_t one_sided = 0;
  std::uint64_t two_sided = 0;
  for (std::uint64_t k = 0; k < draws; ++k) {
    draw(k, arms);
    const double z = statistic(arms);
    one_sided += at_least(z, test.z) ? 1U : 0U;
    two_sided += at_least(std::abs(z), std::abs(test.z)) ? 1U : 0U;
  }
  const auto all = static_cast<double>(1 + draws);
  test.p_one_sided = static_cast<double>(1 + one_sided) / all;
  test.p_two_sided = static_cast<double>(1 + two_sided) / all;
  test.mcse_one_sided = standard_error(test.p_one_sided, draws);
  test.mcse_two_sided = standard_error(test.p_two_sided, draws);
  return test;
}

RandomizationTest exact_randomization_test(
    const RandomizedTrial& trial,
    std::span<const PossibleAllocation> allocations) {
  Statistic statistic{trial};
  RandomizationTest test;
  test.z = statistic.observed();
  test.sequences = allocations.size();
  double one_sided = 0.0;
  double two_sided = 0.0;
  for (const PossibleAllocation& allocation : allocations) {
    const double z = statistic(allocation.arms);
    if (at_least(z, test.z)) one_sided += allocation.probability;
    if (at_least(std::abs(z), std::abs(test.z)))
      two_sided += allocation.probability;
  }
  test.p_one_sided = std::min(one_sided, 1.0);
  test.p_two_sided = std::min(two_sided, 1.0);
  return test;
}

DrawArms draw_by_procedure(const Scenario& scenario,
                           const RandomizedTrial& trial) {
  const auto address = [&scenario](std::uint64_t draw) {
    return StreamAddress{scenario.seed, Purpose::rerandomization, draw};
  };
  if (is_minimization(scenario))
    return [=, &trial, minimization = trial_minimization(scenario)](
               std::uint64_t draw, std::span<std::uint8_t> arms) mutable {
      const std::size_t count = minimization.factors();
      minimization.begin(address(draw), 0);
      for (std::size_t i = 0; i < arms.size(); ++i)
        arms[i] = static_cast<std::uint8_t>(minimization.next(
            std::span{trial.levels}.subspan(i * count, count)));
    };
  return [=, &trial, blocks = std::vector<std::uint32_t>(trial.stratum.size()),
          lists = StratifiedAllocator{stratum_procedure(scenario),
                                      scenario.stratum_streams,
                                      scenario.stratum_lengths}](
             std::uint64_t draw, std::span<std::uint8_t> arms) mutable {
    lists.allocate(address(draw), trial.stratum, arms, blocks);
  };
}

RandomizationTest randomization_test(const RandomizedTrial& trial,
                                     const Scenario& scenario,
                                     std::uint64_t draws) {
  if (const auto all = allocations_of(trial, scenario))
    return exact_randomization_test(trial, *all);
  return sampled_randomization_test(trial, draws,
                                    draw_by_procedure(scenario, trial));
}

bool can_be_allocated(const RandomizedTrial& trial, const Scenario& scenario) {
  if (is_minimization(scenario))
    return can_be_allocated(trial_minimization(scenario), trial.levels,
                            trial.arm);
  std::vector<AllocationChain> chains = chains_of(scenario);
  return can_be_allocated(trial.stratum, trial.arm, chains);
}

}  // namespace rehearse
