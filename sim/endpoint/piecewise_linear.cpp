#include "rehearse/endpoint/piecewise_linear.hpp"

#include <algorithm>
#include <iterator>
#include <limits>

#include "rehearse/core/expect.hpp"

namespace rehearse {

PiecewiseLinear::PiecewiseLinear(std::span<const LinearPiece> pieces) {
  expect(!pieces.empty() && pieces.front().start == 0.0,
         "a piecewise-linear function begins at 0");
  knots_.clear();
  double value = 0.0;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const auto& [start, slope] = pieces[i];
    expect(slope >= 0.0, "a slope must not be negative");
    if (i > 0) {
      expect(start > pieces[i - 1].start, "pieces must ascend");
      value += pieces[i - 1].slope * (start - pieces[i - 1].start);
    }
    const bool flat = slope == 0.0;
    const bool for_ever = flat && i + 1 == pieces.size();
    knots_.push_back(
        {start, value, slope, flat ? 0.0 : 1.0 / slope,
         for_ever ? std::numeric_limits<double>::infinity() : start});
  }
}

double PiecewiseLinear::value(double x) const {
  const auto next = std::ranges::upper_bound(knots_, x, {}, &Knot::start);
  const Knot& knot = *std::prev(next);
  return knot.value + (knot.slope == 0.0 ? 0.0 : knot.slope * (x - knot.start));
}

double PiecewiseLinear::slope(double x) const {
  return std::prev(std::ranges::upper_bound(knots_, x, {}, &Knot::start))
      ->slope;
}

double PiecewiseLinear::inverse(double y) const {
  invert({&y, 1});
  return y;
}

void PiecewiseLinear::invert(std::span<double> column) const {
  // The last knot at or below y decides. A flat piece's knot is passed over by
  // the next one, which has the same value; the last flat one gives +inf.
  const Knot& first = knots_.front();
  for (double& y : column) {
    double x = first.inverse_start + y * first.inverse_slope;
    for (std::size_t k = 1; k < knots_.size(); ++k) {
      const Knot& knot = knots_[k];
      const double here =
          knot.inverse_start + (y - knot.value) * knot.inverse_slope;
      x = y > knot.value ? here : x;
    }
    y = x;
  }
}

}  // namespace rehearse
