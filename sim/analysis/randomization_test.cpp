#include "rehearse/analysis/randomization_test.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>

#include "rehearse/analysis/log_rank.hpp"

namespace rehearse {
namespace {

constexpr double tie_tolerance = 1e-9;
constexpr ObservationKey arm_bit = 2;

// The log-rank z of the trial's data with other arms.
class Statistic {
 public:
  explicit Statistic(const RandomizedTrial& trial) : trial_(trial) {
    workspace_.reserve(trial.keys.size(), trial.analysis_strata);
    sorted_.resize(trial.keys.size());
  }

  double operator()(std::span<const std::uint8_t> arms) {
    for (std::size_t i = 0; i < sorted_.size(); ++i)
      sorted_[i] = (trial_.keys[i] & ~arm_bit) |
                   (arms[trial_.person[i]] == 1 ? arm_bit : 0);
    std::ranges::sort(sorted_);
    return log_rank(sorted_, trial_.analysis_strata, workspace_).z();
  }

  // As it was.
  double observed() {
    sorted_ = trial_.keys;
    std::ranges::sort(sorted_);
    return log_rank(sorted_, trial_.analysis_strata, workspace_).z();
  }

 private:
  const RandomizedTrial& trial_;
  AnalysisWorkspace workspace_;
  std::vector<ObservationKey> sorted_;
};

bool at_least(double a, double b) {
  return a >= b - tie_tolerance * (1.0 + std::abs(b));
}

double standard_error(double p, std::uint64_t draws) {
  return std::sqrt(p * (1.0 - p) / static_cast<double>(draws));
}

// All ways on from one participant to the last, with what led there.
class Enumeration {
 public:
  Enumeration(std::span<const std::uint32_t> strata,
              std::span<AllocationChain> chains, std::size_t most)
      : strata_(strata),
        chains_(chains),
        left_(most),
        states_(chains.size(), AllocationChain::start),
        arms_(strata.size(), 0) {}

  bool run() { return go_on(0, 1.0); }

  [[nodiscard]] std::vector<PossibleAllocation> take() {
    std::vector<PossibleAllocation> all;
    for (const auto& [arms, probability] : found_)
      all.push_back({{arms.begin(), arms.end()}, probability});
    return all;
  }

 private:
  bool go_on(std::size_t person, double probability) {
    if (person == strata_.size()) {
      if (left_ == 0) return false;
      --left_;
      found_[arms_] += probability;
      return true;
    }
    const std::uint32_t stratum = strata_[person];
    const std::uint32_t before = states_[stratum];
    for (const ChainStep& step : chains_[stratum].steps(before)) {
      states_[stratum] = step.next;
      arms_[person] = static_cast<char>(step.arm);
      if (!go_on(person + 1, probability * step.probability)) return false;
    }
    states_[stratum] = before;
    return true;
  }

  std::span<const std::uint32_t> strata_;
  std::span<AllocationChain> chains_;
  std::size_t left_;
  std::vector<std::uint32_t> states_;  // of each stratum's list
  std::string arms_;
  std::map<std::string, double> found_;
};

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

std::optional<std::vector<PossibleAllocation>> possible_allocations(
    std::span<const std::uint32_t> strata, std::span<AllocationChain> chains,
    std::size_t most) {
  Enumeration enumeration{strata, chains, most};
  if (!enumeration.run()) return std::nullopt;
  return enumeration.take();
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

bool can_be_allocated(const RandomizedTrial& trial,
                      std::span<AllocationChain> chains) {
  std::vector<std::set<std::uint32_t>> states(chains.size(),
                                              {AllocationChain::start});
  for (std::size_t i = 0; i < trial.stratum.size(); ++i) {
    const std::uint32_t stratum = trial.stratum[i];
    std::set<std::uint32_t> next;
    for (const std::uint32_t state : states[stratum])
      for (const ChainStep& step : chains[stratum].steps(state))
        if (trial.arm[i] == unknown_arm || step.arm == trial.arm[i])
          next.insert(step.next);
    if (next.empty()) return false;
    states[stratum] = std::move(next);
  }
  return true;
}

}  // namespace rehearse
