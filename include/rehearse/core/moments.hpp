#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <span>

namespace rehearse {

/// Count, mean and sum of squared deviations, that merge. Merged in a fixed
/// order they are the same bytes whoever computed the parts. Chan, Golub &
/// LeVeque (1983), "Algorithms for computing the sample variance", Am. Stat.
struct Moments {
  std::uint64_t count = 0;
  double mean = 0.0;
  double squares = 0.0;

  /// Of a column, in two passes. A value of +inf makes the mean +inf.
  [[nodiscard]] static Moments of(std::span<const double> column) {
    Moments m{column.size(), 0.0, 0.0};
    if (column.empty()) return m;
    double sum = 0.0;
    for (const double x : column) sum += x;
    m.mean = sum / static_cast<double>(m.count);
    for (const double x : column) m.squares += (x - m.mean) * (x - m.mean);
    return m;
  }

  void merge(const Moments& other) {
    if (other.count == 0) return;
    if (!std::isfinite(mean) || !std::isfinite(other.mean)) {
      mean += other.mean;  // +inf stays +inf
      squares = std::numeric_limits<double>::quiet_NaN();
      count += other.count;
      return;
    }
    const auto n = static_cast<double>(count);
    const auto k = static_cast<double>(other.count);
    const double delta = other.mean - mean;
    squares += other.squares + delta * delta * (n * k / (n + k));
    mean += delta * (k / (n + k));
    count += other.count;
  }

  template <class Bytes>
  void pass(Bytes& bytes) {
    bytes(count, mean, squares);
  }

  /// Sample standard deviation; NaN for fewer than two values.
  [[nodiscard]] double sd() const {
    if (count < 2) return std::numeric_limits<double>::quiet_NaN();
    return std::sqrt(squares / static_cast<double>(count - 1));
  }
};

}  // namespace rehearse
