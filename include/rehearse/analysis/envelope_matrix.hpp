#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace rehearse {

/// A symmetric positive definite matrix, each row kept from its first nonzero
/// to the diagonal: Cholesky's factor fills no other place (George & Liu 1981,
/// "Computer Solution of Large Sparse Positive Definite Systems", chapter 4).
/// Eigen's SimplicialLDLT in the natural order takes 2 to 4 times as long, for
/// the pattern is another at each step (tests/bench/envelope_bench.cpp).
class EnvelopeMatrix {
 public:
  /// Zero, with room in row i from column first[i] <= i on.
  void reset(std::span<const std::uint32_t> first);

  /// row >= column, which is in the envelope.
  void add(std::size_t row, std::size_t column, double value) {
    values_[offset_[row] + column] += value;
  }

  /// Puts Cholesky's factor in its place. A pivot that rounding took away is
  /// 1e-14 of its diagonal.
  void factorize();

  /// x := A^-1 x, after `factorize`.
  void solve(std::span<double> x) const;

 private:
  std::vector<std::uint32_t> first_;
  std::vector<std::size_t> offset_;  // of a row's column 0, modulo 2^64
  std::vector<double> values_;
};

}  // namespace rehearse
