#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "rehearse/randomization/allocation_metrics.hpp"
#include "rehearse/trial/participants.hpp"
#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// The groups of a trial's participants whose imbalance is looked at: all of
/// them, each stratum's, each site's and each factor level's.
class AllocationMargins {
 public:
  explicit AllocationMargins(const Scenario& scenario);

  [[nodiscard]] std::size_t size() const { return names_.size(); }
  [[nodiscard]] const std::string& name(std::size_t margin) const {
    return names_[margin];
  }
  /// Expected participants.
  [[nodiscard]] double participants(std::size_t margin) const {
    return participants_[margin];
  }

  /// The margins that participant i is in, into `out`, which is cleared.
  void of(const Participants& people, std::size_t i,
          std::vector<std::uint32_t>& out) const;

 private:
  void add(std::string name, double share);
  void add_strata(const Scenario& scenario);

  int trial_size_;
  std::vector<std::string> names_;
  std::vector<double> participants_;
  std::size_t first_stratum_ = 0;  // 0: one stratum, which is the trial
  std::size_t first_site_ = 0;     // 0: no sites
  std::size_t factors_ = 0;
  std::vector<std::uint32_t> level_margins_;  // by cell, factor fastest
};

/// Replicates by |D| of each margin: at the end, and its maximum over time.
/// Integer counts of any replicates, which merge in any order.
class ImbalanceTally {
 public:
  /// `margins` is kept by reference. `ratio`: the arms' shares, reduced.
  ImbalanceTally(const AllocationMargins& margins,
                 std::vector<std::uint32_t> ratio);

  void add(const Participants& people);  ///< one replicate, allocated
  void merge(const ImbalanceTally& other);
  [[nodiscard]] std::vector<MarginMetrics> metrics() const;

 private:
  using Counts = std::vector<std::uint64_t>;  // replicates with |D| = 0, 1, …
  [[nodiscard]] std::uint32_t imbalance(std::size_t margin) const;

  const AllocationMargins& margins_;
  std::vector<std::uint32_t> ratio_;
  std::vector<Counts> final_;    // by margin
  std::vector<Counts> maximum_;  // by margin
  // Of the replicate at hand:
  std::vector<std::uint32_t> arms_;    // participants by margin, arm fastest
  std::vector<std::uint32_t> now_;     // |D| by margin
  std::vector<std::uint32_t> most_;    // its maximum so far
  std::vector<std::uint32_t> member_;  // margins of one participant
};

}  // namespace rehearse
