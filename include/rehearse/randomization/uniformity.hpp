#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace rehearse {

/// A chi-square test of goodness of fit. Pearson (1900), Phil. Mag. 50:157.
struct ChiSquare {
  double statistic = 0.0;
  std::size_t df = 0;  ///< categories - 1
  double p = 1.0;      ///< P(chi-square with df >= statistic)
  double least = 0.0;  ///< smallest expected count; below 5, p is not to be
                       ///< trusted
};

/// Counts against shares, which are relative and > 0, one for each count.
[[nodiscard]] ChiSquare goodness_of_fit(std::span<const std::uint64_t> counts,
                                        std::span<const double> shares);

/// How often each arrangement of a block occurred: a block holds each arm a
/// fixed number of times, so there are n! / (n_0! n_1! …) of them.
class ArrangementCounts {
 public:
  /// `of_arm`: participants of each arm in a block, at least one in all.
  explicit ArrangementCounts(std::vector<std::uint32_t> of_arm);

  /// Number of arrangements; 0 if there are more than a million, which no
  /// list is long enough to test.
  [[nodiscard]] std::size_t arrangements() const { return counts_.size(); }
  [[nodiscard]] std::uint64_t blocks() const { return blocks_; }

  /// Counts a block with `of_arm` participants of each arm.
  /// \throws PreconditionError if it has others.
  void add(std::span<const std::uint8_t> arms);

  /// Against all arrangements equally likely; arrangements() must not be 0.
  [[nodiscard]] ChiSquare test() const;

 private:
  [[nodiscard]] std::size_t rank_of(std::span<const std::uint8_t> arms);

  std::vector<std::uint32_t> of_arm_;
  std::vector<std::uint32_t> left_;    // of each arm, while a block is ranked
  std::size_t size_ = 0;               // of a block
  std::vector<std::uint64_t> counts_;  // by lexicographic rank
  std::uint64_t blocks_ = 0;
};

}  // namespace rehearse
