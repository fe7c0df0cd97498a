#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "rehearse/core/moments.hpp"
#include "rehearse/montecarlo/estimates.hpp"
#include "rehearse/montecarlo/look_result.hpp"
#include "rehearse/montecarlo/power_estimate.hpp"
#include "rehearse/montecarlo/switching_estimate.hpp"
#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// Which of a trial's simulated hypotheses are rejected, as bits.
using RejectedSet = std::uint32_t;

/// Over replicates, how often just these hypotheses were rejected: everything
/// that is asked of them together is a sum of these counts.
class RejectedSets {
 public:
  explicit RejectedSets(std::size_t hypotheses = 0)
      : counts_(std::size_t{1} << hypotheses) {}

  void add(RejectedSet rejected) { ++counts_[rejected]; }
  void merge(const RejectedSets& other);
  /// Of as many hypotheses.
  template <class Bytes>
  void pass(Bytes& bytes) {
    bytes(counts_);
  }

  [[nodiscard]] std::uint64_t count(
      const std::function<bool(RejectedSet)>& holds) const;
  [[nodiscard]] std::uint64_t replicates() const;
  /// P(holds), and P(holds | given); NaN where nothing is given.
  [[nodiscard]] Proportion probability(
      const std::function<bool(RejectedSet)>& holds) const;
  [[nodiscard]] Proportion conditional(
      const std::function<bool(RejectedSet)>& holds,
      const std::function<bool(RejectedSet)>& given) const;

 private:
  std::vector<std::uint64_t> counts_;
};

/// Of one replicate: `looks` of each hypothesis in turn, so many each.
[[nodiscard]] RejectedSet rejected_set(std::span<const LookResult> looks,
                                       std::span<const std::size_t> count);

/// When the last of its hypotheses was decided, or harm stopped it [days].
[[nodiscard]] double trial_end(std::span<const LookResult> looks,
                               std::span<const std::size_t> count);

/// A trial of several hypotheses, with its Monte Carlo error.
struct TrialEstimate {
  std::vector<PowerEstimate> each;  ///< simulated hypotheses, in order
  RejectedSets rejected;
  MeanEstimate end;                          ///< `trial_end` [days]
  std::vector<SwitchingEstimate> switching;  ///< where it is asked for
};

/// At least one of the simulated hypotheses ("any"), all of them ("all"), and
/// what else the protocol calls a success.
[[nodiscard]] std::vector<Success> joint_successes(const Scenario& scenario);

/// Whether a success of the protocol holds. `simulated`: which hypotheses the
/// bits stand for.
[[nodiscard]] bool succeeds(const Success& success,
                            std::span<const std::size_t> simulated,
                            RejectedSet rejected);

}  // namespace rehearse
