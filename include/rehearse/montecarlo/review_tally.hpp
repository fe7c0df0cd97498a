#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "rehearse/montecarlo/look_result.hpp"
#include "rehearse/montecarlo/review_estimate.hpp"
#include "rehearse/montecarlo/review_result.hpp"

namespace rehearse {

/// What reviewers recorded at each look over any number of replicates, as
/// integer sums: they merge in any order.
class ReviewTally {
 public:
  explicit ReviewTally(std::size_t looks) : looks_(looks) {}

  /// A replicate: its looks, and what was recorded at each of them.
  void add(std::span<const LookResult> looks,
           std::span<const ReviewResult> reviews);
  void merge(const ReviewTally& other);
  /// Of as many looks.
  template <class Bytes>
  void pass(Bytes& bytes) {
    bytes(looks_);
  }
  [[nodiscard]] std::vector<ReviewEstimate> estimates() const;

 private:
  struct Sum {
    std::uint64_t value = 0;
    std::uint64_t square = 0;

    template <class Bytes>
    void pass(Bytes& bytes) {
      bytes(value, square);
    }
  };
  // The counts of which rates are made: see `terms_of`.
  static constexpr std::size_t term_count = 10;
  using Terms = std::array<std::uint32_t, term_count>;
  struct OfLook {
    std::uint64_t replicates = 0;
    std::uint64_t flagged = 0;
    std::array<std::array<Sum, reason_count>, arm_count> reasons{};
    std::array<std::array<Sum, agreement_count>, arm_count> agreement{};
    std::array<std::uint64_t, term_count> terms{};
    std::array<std::array<std::uint64_t, term_count>, term_count> products{};

    template <class Bytes>
    void pass(Bytes& bytes) {
      bytes(replicates, flagged, reasons, agreement, terms, products);
    }
    void add(const ReviewResult& review);
    void merge(const OfLook& other);
    [[nodiscard]] double sum_of(std::size_t term) const;
    [[nodiscard]] double error_of(
        const std::array<double, term_count>& weights) const;
    [[nodiscard]] RatioEstimate ratio(std::size_t term) const;
    [[nodiscard]] Discrepancy discrepancy(std::size_t first_term) const;
    [[nodiscard]] ReviewEstimate estimate() const;
  };
  static Terms terms_of(const ReviewResult& review);

  std::vector<OfLook> looks_;
};

}  // namespace rehearse
