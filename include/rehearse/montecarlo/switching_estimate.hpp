#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "rehearse/montecarlo/estimates.hpp"
#include "rehearse/montecarlo/look_result.hpp"
#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// Further analyses of the hypotheses on overall survival, at their last looks:
/// of each that asks for some, as it would be if nobody switched, then what it
/// asks for.
[[nodiscard]] std::vector<AnalysisPlan> switching_plans(
    const Scenario& scenario);

/// How well an analysis estimates the log hazard ratio of a trial without
/// switching, over the replicates in which both have an estimate.
struct SwitchingEstimate {
  std::size_t hypothesis = 0;  ///< of the scenario
  Switchers switchers = Switchers::as_randomized;
  std::uint64_t replicates = 0;
  MeanEstimate log_hazard_ratio;
  /// Less what the same participants' would be if nobody switched.
  MeanEstimate bias;
  Proportion coverage;      ///< of the mean of that by log HR +- 1.96 se
  MeanEstimate difference;  ///< less the randomized one's
};

/// The hypotheses' last looks and their further analyses, replicate by
/// replicate. Keeps `difference_replicates` at most, 16 bytes of each analysis.
class SwitchingTally {
 public:
  explicit SwitchingTally(const Scenario& scenario);

  /// Whether there is any.
  [[nodiscard]] bool empty() const { return kept_.empty(); }
  /// Looks of the hypotheses and of `switching_plans`, in this order.
  void add(std::span<const LookResult> looks);
  /// The replicates that come after these, of the same scenario.
  void append(const SwitchingTally& later);
  /// Of the same scenario.
  template <class Bytes>
  void pass(Bytes& bytes) {
    bytes(kept_);
    if constexpr (Bytes::reads) check();
  }
  [[nodiscard]] std::vector<SwitchingEstimate> estimates() const;

 private:
  struct Kept {
    std::size_t hypothesis;
    Switchers switchers;
    std::size_t look;            // of all
    std::size_t as_randomized;   // which of the kept
    std::size_t without_switch;  // the same
    std::vector<double> log_ratio;
    std::vector<double> se;

    template <class Bytes>
    void pass(Bytes& bytes) {
      bytes.list(log_ratio);
      bytes.list(se);
    }
  };
  // \throws BytesError where not all have as many replicates.
  void check() const;

  std::vector<Kept> kept_;
};

}  // namespace rehearse
