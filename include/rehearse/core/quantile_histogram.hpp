#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace rehearse {

/// How values fall into bins. The edges are fixed: they depend on nothing.
enum class Binning {
  count,     ///< whole numbers, exact
  absolute,  ///< width 1e-3
  relative,  ///< positive values, width at most 2^-10 of the value
};

/// Integer counts on fixed edges: merges in any order to the same bytes.
class QuantileHistogram {
 public:
  explicit QuantileHistogram(Binning binning) : binning_(binning) {}

  /// Adds a value: finite, or +inf. Not positive ones of `relative` are 0.
  void add(double value);
  void add(std::span<const double> values);
  void merge(const QuantileHistogram& other);
  /// Quantile at `probability` in (0, 1), interpolated within its bin (but
  /// for counts); +inf where it is; NaN if nothing was added.
  [[nodiscard]] double quantile(double probability) const;
  [[nodiscard]] std::uint64_t total() const { return total_; }

 private:
  [[nodiscard]] std::int64_t bin_of(double value) const;
  [[nodiscard]] double lower_edge(std::int64_t bin) const;
  void cover(std::int64_t bin);

  Binning binning_;
  std::int64_t first_ = 0;           // bin of bins_[0]
  std::vector<std::uint64_t> bins_;  // grows with what is added
  std::uint64_t zeros_ = 0;          // relative: not positive
  std::uint64_t infinite_ = 0;
  std::uint64_t total_ = 0;
};

}  // namespace rehearse
