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
  /// How many values are in bins that begin below `value`, or not positive ones
  /// of `relative`.
  [[nodiscard]] std::uint64_t count_below(double value) const;
  [[nodiscard]] std::uint64_t total() const { return total_; }

  /// What is counted, on bins of the same kind. \throws BytesError of bins that
  /// no value falls into.
  template <class Bytes>
  void pass(Bytes& bytes) {
    trim();
    std::uint64_t first = zigzag(first_);
    bytes(first, zeros_, infinite_, total_);
    bytes.list(bins_);
    if constexpr (Bytes::reads) take_first(first);
  }

 private:
  [[nodiscard]] std::int64_t bin_of(double value) const;
  [[nodiscard]] double lower_edge(std::int64_t bin) const;
  void cover(std::int64_t bin);
  void trim();  // of bins without a value at both ends
  void take_first(std::uint64_t zigzag);
  // Numbers near 0 are small ones.
  static std::uint64_t zigzag(std::int64_t number) {
    return static_cast<std::uint64_t>(number << 1 ^ number >> 63);
  }

  Binning binning_;
  std::int64_t first_ = 0;           // bin of bins_[0]
  std::vector<std::uint64_t> bins_;  // grows with what is added
  std::uint64_t zeros_ = 0;          // relative: not positive
  std::uint64_t infinite_ = 0;
  std::uint64_t total_ = 0;
};

}  // namespace rehearse
