#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <vector>

namespace rehearse {

/// Participants by arm without complete ratio sets, numbered as they are met:
/// all that an imbalance and a guess by convergence look at.
class SeenCounts {
 public:
  static constexpr std::uint32_t nobody = 0;

  explicit SeenCounts(std::span<const std::uint32_t> ratio);

  /// The number of the counts after one more participant in `arm`.
  [[nodiscard]] std::uint32_t after(std::uint32_t counts, std::uint32_t arm);

  /// Largest of |r_j n_k - r_k n_j| over pairs of arms.
  [[nodiscard]] std::uint32_t imbalance(std::uint32_t counts) const {
    return imbalance_[counts];
  }

  /// The probability that a guess of the arm that is furthest behind its share
  /// (the largest r_k n - R n_k, R the ratio's sum), one of those at random if
  /// there are several, is `arm`.
  [[nodiscard]] double guess(std::uint32_t counts, std::uint32_t arm) const {
    return guess_[counts * ratio_.size() + arm];
  }

  [[nodiscard]] std::size_t size() const { return imbalance_.size(); }

 private:
  using Counts = std::vector<std::uint32_t>;
  std::uint32_t number_of(Counts counts);
  void describe(const Counts& counts);

  Counts ratio_;
  std::map<Counts, std::uint32_t> numbers_;
  std::vector<Counts> counts_;            // by number
  std::vector<std::uint32_t> after_;      // by number, arm fastest
  std::vector<std::uint32_t> imbalance_;  // by number
  std::vector<double> guess_;             // by number, arm fastest
};

}  // namespace rehearse
