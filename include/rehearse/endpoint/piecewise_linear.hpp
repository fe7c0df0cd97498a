#pragma once

#include <span>
#include <vector>

namespace rehearse {

/// A piece of an increasing piecewise-linear function from 0: slope from
/// `start` on.
struct LinearPiece {
  double start;  ///< ascending, the first 0
  double slope;  ///< >= 0
};

/// An increasing piecewise-linear function with f(0) = 0, and its inverse: the
/// cumulative hazard of a piecewise exponential, or the cumulative hazard of
/// the experimental arm as a function of the control arm's where the hazard
/// ratio changes over time.
class PiecewiseLinear {
 public:
  PiecewiseLinear() = default;  ///< the identity
  /// \throws PreconditionError if a bound above is broken.
  explicit PiecewiseLinear(std::span<const LinearPiece> pieces);

  [[nodiscard]] double value(double x) const;
  [[nodiscard]] double slope(double x) const;
  /// Smallest x with f(x) = y; +inf where f never gets there.
  [[nodiscard]] double inverse(double y) const;
  /// `inverse` of each, in place.
  void invert(std::span<double> column) const;
  [[nodiscard]] bool is_linear() const { return knots_.size() == 1; }

 private:
  struct Knot {
    double start;
    double value;
    double slope;
    double inverse_slope;  // 0 where the slope is 0
    double inverse_start;  // start, or +inf where the slope is 0 for ever
  };
  std::vector<Knot> knots_{{0.0, 0.0, 1.0, 1.0, 0.0}};
};

}  // namespace rehearse
