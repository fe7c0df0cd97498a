#include "rehearse/analysis/envelope_matrix.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace rehearse {
namespace {

constexpr double smallest = std::numeric_limits<double>::min();

}  // namespace

void EnvelopeMatrix::reset(std::span<const std::uint32_t> first) {
  first_.assign(first.begin(), first.end());
  offset_.resize(first.size());
  std::size_t size = 0;
  for (std::size_t row = 0; row < first.size(); ++row) {
    offset_[row] = size - first[row];
    size += row - first[row] + 1;
  }
  values_.assign(size, 0.0);
}

void EnvelopeMatrix::factorize() {
  constexpr double least = 1e-14;
  for (std::size_t i = 0; i < first_.size(); ++i) {
    const std::size_t row = offset_[i];
    double pivot = values_[row + i];
    const double floor = std::max(least * pivot, smallest);
    for (std::size_t j = first_[i]; j < i; ++j) {
      const std::size_t other = offset_[j];
      double sum = values_[row + j];
      for (std::size_t k = std::max(first_[i], first_[j]); k < j; ++k)
        sum -= values_[row + k] * values_[other + k];
      sum /= values_[other + j];
      values_[row + j] = sum;
      pivot -= sum * sum;
    }
    values_[row + i] = std::sqrt(std::max(pivot, floor));
  }
}

void EnvelopeMatrix::solve(std::span<double> x) const {
  for (std::size_t i = 0; i < first_.size(); ++i) {
    for (std::size_t j = first_[i]; j < i; ++j)
      x[i] -= values_[offset_[i] + j] * x[j];
    x[i] /= values_[offset_[i] + i];
  }
  for (std::size_t i = first_.size(); i-- > 0;) {
    x[i] /= values_[offset_[i] + i];
    for (std::size_t j = first_[i]; j < i; ++j)
      x[j] -= values_[offset_[i] + j] * x[i];
  }
}

}  // namespace rehearse
