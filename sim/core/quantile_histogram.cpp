#include "rehearse/core/quantile_histogram.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "rehearse/core/bytes.hpp"

namespace rehearse {

namespace {

constexpr double absolute_width = 1e-3;
// A double's exponent and first 10 bits of its mantissa: bins of relative
// width 2^-10 to 2^-11, whose edges are exact.
constexpr int relative_shift = 42;
constexpr std::int64_t growth = 256;  // bins added beyond what is needed

}  // namespace

std::int64_t QuantileHistogram::bin_of(double value) const {
  switch (binning_) {
    case Binning::count:
      return static_cast<std::int64_t>(value);
    case Binning::absolute:
      return static_cast<std::int64_t>(std::floor(value / absolute_width));
    case Binning::relative:
      break;
  }
  return std::bit_cast<std::int64_t>(value) >> relative_shift;
}

double QuantileHistogram::lower_edge(std::int64_t bin) const {
  switch (binning_) {
    case Binning::count:
      return static_cast<double>(bin);
    case Binning::absolute:
      return static_cast<double>(bin) * absolute_width;
    case Binning::relative:
      break;
  }
  return std::bit_cast<double>(bin << relative_shift);
}

void QuantileHistogram::cover(std::int64_t bin) {
  if (bins_.empty()) first_ = bin;
  if (bin < first_) {
    const std::int64_t more = first_ - bin + growth;
    bins_.insert(bins_.begin(), static_cast<std::size_t>(more), 0);
    first_ -= more;
  }
  const auto index = static_cast<std::size_t>(bin - first_);
  if (index >= bins_.size()) bins_.resize(index + growth);
}

void QuantileHistogram::add(double value) {
  ++total_;
  if (std::isinf(value)) {
    ++infinite_;
  } else if (binning_ == Binning::relative && value <= 0.0) {
    ++zeros_;
  } else {
    const std::int64_t bin = bin_of(value);
    const auto known = static_cast<std::int64_t>(bins_.size());
    if (bin < first_ || bin - first_ >= known) cover(bin);
    ++bins_[static_cast<std::size_t>(bin - first_)];
  }
}

void QuantileHistogram::add(std::span<const double> values) {
  for (const double value : values) add(value);
}

void QuantileHistogram::merge(const QuantileHistogram& other) {
  if (!other.bins_.empty()) {
    cover(other.first_);
    cover(other.first_ + static_cast<std::int64_t>(other.bins_.size()) - 1);
    const auto shift = static_cast<std::size_t>(other.first_ - first_);
    for (std::size_t i = 0; i < other.bins_.size(); ++i)
      bins_[i + shift] += other.bins_[i];
  }
  zeros_ += other.zeros_;
  infinite_ += other.infinite_;
  total_ += other.total_;
}

std::uint64_t QuantileHistogram::count_below(double value) const {
  std::uint64_t count = zeros_;
  for (std::size_t i = 0; i < bins_.size(); ++i)
    if (lower_edge(first_ + static_cast<std::int64_t>(i)) < value)
      count += bins_[i];
  return count;
}

void QuantileHistogram::trim() {
  const auto holds = [](std::uint64_t count) { return count > 0; };
  const auto first = std::ranges::find_if(bins_, holds);
  first_ += first - bins_.begin();
  bins_.erase(bins_.begin(), first);
  while (!bins_.empty() && bins_.back() == 0) bins_.pop_back();
  if (bins_.empty()) first_ = 0;
}

// Memory grows with the distance of bins, so that it is held against the most
// that there can be: of a double's exponent and ten bits more, or of counts.
void QuantileHistogram::take_first(std::uint64_t zigzag) {
  constexpr std::int64_t farthest = 1 << 24;
  first_ = static_cast<std::int64_t>(zigzag >> 1) ^
           -static_cast<std::int64_t>(zigzag & 1);
  std::uint64_t sum = zeros_ + infinite_;
  for (const std::uint64_t count : bins_) sum += count;
  if (first_ < -farthest || first_ > farthest ||
      bins_.size() > std::size_t{farthest} || sum != total_)
    throw BytesError{"a histogram of the bytes holds what it can't"};
}

double QuantileHistogram::quantile(double probability) const {
  if (total_ == 0) return std::numeric_limits<double>::quiet_NaN();
  const double rank = probability * static_cast<double>(total_);
  auto below = static_cast<double>(zeros_);
  if (zeros_ > 0 && rank <= below) return 0.0;
  for (std::size_t i = 0; i < bins_.size(); ++i) {
    const auto here = static_cast<double>(bins_[i]);
    if (here > 0.0 && rank <= below + here) {
      const std::int64_t bin = first_ + static_cast<std::int64_t>(i);
      const double edge = lower_edge(bin);
      if (binning_ == Binning::count) return edge;
      return edge + (lower_edge(bin + 1) - edge) * (rank - below) / here;
    }
    below += here;
  }
  return std::numeric_limits<double>::infinity();
}

}  // namespace rehearse
