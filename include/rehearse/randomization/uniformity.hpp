#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
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

/// What a chi-square's p is multiplied by where it is compared with a small
/// level: with five expected in each of 6, 20 or 70 equal categories the test
/// at 1e-5 has a level of 2.0e-5, 2.4e-5 and 1.7e-5, at 1e-6 of 3.8e-6 and
/// 3.9e-6 (enumerated; with fewer categories it is below).
inline constexpr double chi_square_caution = 4.0;

/// P(Binomial(n, p) >= least).
[[nodiscard]] double binomial_at_least(std::uint64_t n, double p,
                                       std::uint64_t least);

/// A bound on the probability that any category is as rare, or as frequent, as
/// the one that is least likely to be so: a binomial's tail for each, summed
/// over the categories and both sides (Bonferroni). At any number of counts.
[[nodiscard]] double extreme_count_p(std::span<const std::uint64_t> counts,
                                     std::span<const double> shares);

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
  /// list is long enough to count.
  [[nodiscard]] std::size_t arrangements() const { return counts_.size(); }
  [[nodiscard]] std::uint64_t blocks() const { return blocks_; }

  /// Counts a block with `of_arm` participants of each arm.
  /// \throws PreconditionError if it has others.
  void add(std::span<const std::uint8_t> arms);

  /// Against all arrangements equally likely; arrangements() must not be 0.
  [[nodiscard]] ChiSquare test() const;

  /// The arrangement that occurred most often, and how often; of no block it is
  /// empty.
  struct Frequent {
    std::vector<std::uint8_t> arms;
    std::uint64_t blocks = 0;
    /// A bound on the probability that any occurs so often, if all are equally
    /// likely: the binomial's tail, times their number. At any number of
    /// blocks.
    double p = 1.0;
  };
  [[nodiscard]] Frequent most_frequent() const;

 private:
  [[nodiscard]] std::size_t rank_of(std::span<const std::uint8_t> arms);

  std::vector<std::uint32_t> of_arm_;
  std::vector<std::uint32_t> left_;    // of each arm, while a block is ranked
  std::size_t size_ = 0;               // of a block
  std::vector<std::uint64_t> counts_;  // by lexicographic rank
  std::map<std::string, std::uint64_t> seen_;  // by arms, a byte each
  std::uint64_t blocks_ = 0;
};

}  // namespace rehearse
