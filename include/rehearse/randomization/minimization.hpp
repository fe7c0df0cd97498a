#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "rehearse/random/word_stream.hpp"
#include "rehearse/randomization/procedure_spec.hpp"

namespace rehearse {

/// A factor (or the site) whose levels minimization balances.
struct MinimizedFactor {
  std::uint32_t levels = 0;
  double weight = 1.0;
};

/// Minimization for equal arms: for each arm, the weighted sum of the
/// imbalances that the newcomer's levels would have if he got it; the arm with
/// the smallest sum (one of those, at random) has `probability`, the others
/// share the rest. Pocock & Simon (1975), Biometrics 31:103, sections 2-3.
class Minimization {
 public:
  /// \throws PreconditionError without factors or arms, or with a probability
  /// outside [1 / arms, 1].
  Minimization(std::uint32_t arms, const ProcedureSpec& spec,
               std::vector<MinimizedFactor> factors);

  /// Begins a trial: nobody was allocated.
  void begin(const StreamAddress& address, std::uint64_t first_item);

  /// The next participant's arm. `levels`: his of each factor.
  [[nodiscard]] std::uint32_t next(std::span<const std::uint32_t> levels);

  /// The probability of each arm for a newcomer with `levels`.
  void probabilities(std::span<const std::uint32_t> levels,
                     std::span<double> of_arm) const;

  /// Counts a participant who got `arm`.
  void add(std::span<const std::uint32_t> levels, std::uint32_t arm);

  /// Counts him in arm `to`, who was counted in `from`.
  void move(std::span<const std::uint32_t> levels, std::uint32_t from,
            std::uint32_t to);

  [[nodiscard]] std::size_t factors() const { return factors_.size(); }

 private:
  [[nodiscard]] double imbalance_with(
      std::uint32_t arm, std::span<const std::uint32_t> levels) const;
  [[nodiscard]] double weigh(std::span<const std::uint32_t> levels,
                             std::span<double> sums) const;
  [[nodiscard]] std::uint32_t draw(std::uint32_t preferred);

  std::uint32_t arms_;
  double probability_;
  MarginImbalance imbalance_;
  std::vector<MinimizedFactor> factors_;
  std::vector<std::size_t> first_;     // cell of each factor's first level
  std::vector<std::uint32_t> counts_;  // by level, arm fastest
  std::vector<double> sums_;           // by arm
  WordStream words_;
};

}  // namespace rehearse
