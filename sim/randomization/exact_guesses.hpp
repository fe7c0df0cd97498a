#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "randomization/filtered_guesses.hpp"
#include "randomization/trial_lists.hpp"
#include "rehearse/randomization/allocation_metrics.hpp"

namespace rehearse {

/// Shares of a trial's participants whose arm is guessed right. All arguments
/// are kept by reference.
class ExactGuesses {
 public:
  ExactGuesses(const Procedure& procedure, std::span<const std::uint32_t> ratio,
               const AllocationTrial& trial, const TrialLists& lists);

  [[nodiscard]] Predictability sees_all() const;
  [[nodiscard]] Predictability sees_own_site() const;
  [[nodiscard]] Figure deterministic() const;

 private:
  // Strata that are alike.
  struct Alike {
    std::size_t first;  // one of them
    double many = 0.0;  // how many they are
  };
  using Curve = std::vector<double>;  // by participant of a list

  // Lists to simulate for one kind of onlooker.
  struct FilterKind {
    PartialOnlooker onlooker;
    double factor;  // of a list's sum in the share of the trial's participants
    double lists;
  };

  [[nodiscard]] double average(const std::vector<Curve>& of_list) const;
  [[nodiscard]] std::optional<std::vector<Curve>> convergence(
      double seen) const;
  [[nodiscard]] Figure most_likely_of_all(const Figure& convergence) const;
  [[nodiscard]] std::vector<FilterKind> filter_kinds(
      std::span<const double> seen, std::span<const double> weight) const;
  [[nodiscard]] Figure filtered(std::span<const double> seen,
                                std::span<const double> weight,
                                double usual) const;

  const Procedure& procedure_;
  std::span<const std::uint32_t> ratio_;
  const AllocationTrial& trial_;
  const TrialLists& lists_;
  std::vector<Alike> strata_;
  std::vector<Curve> reached_;  // by stratum: P(n + 1 or more)
};

}  // namespace rehearse
