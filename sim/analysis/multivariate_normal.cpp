#include "rehearse/analysis/multivariate_normal.hpp"

#include <algorithm>
#include <array>
#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <boost/math/special_functions/owens_t.hpp>
#include <boost/math/special_functions/prime.hpp>
#include <cmath>
#include <utility>
#include <vector>

#include "rehearse/core/expect.hpp"
#include "rehearse/core/in_double.hpp"
#include "rehearse/core/normal.hpp"
#include "rehearse/core/numbers.hpp"
#include "rehearse/random/philox.hpp"

namespace rehearse {
namespace {

constexpr std::size_t shifts = 8;
constexpr double student_99 = 3.499483;  // two-sided, 7 degrees of freedom
constexpr std::uint32_t first_points = 1U << 5;
// Up to so many independent variables, one after the other is quicker.
constexpr Eigen::Index most_nested = 3;
// What is left of a variable's variance when earlier ones determine it, and of
// a coefficient when it is 0: far above rounding. Taking a standard deviation
// of 1e-5 for 0 changes a probability in the order of its square.
constexpr double no_variance = 1e-10;
constexpr double no_coefficient = 1e-6;

// An interval of a standard normal variable.
struct Interval {
  double lower;
  double upper;

  // Both limits below 0, or around it: the tail that is computed accurately.
  [[nodiscard]] bool mirrored() const { return lower > 0.0; }
  [[nodiscard]] double probability() const {
    if (lower >= upper) return 0.0;
    if (mirrored()) return normal_upper_tail(lower) - normal_upper_tail(upper);
    return normal_upper_tail(-upper) - normal_upper_tail(-lower);
  }
  // The variable's value at share `u` in (0, 1) of its probability `p` > 0.
  [[nodiscard]] double quantile(double u, double p) const {
    const double start =
        mirrored() ? normal_upper_tail(upper) : normal_upper_tail(-lower);
    const double at = std::clamp(start + u * p, 1e-300, 1.0 - 0x1p-53);
    const double y = normal_quantile(at);
    return mirrored() ? -y : y;
  }
};

using Values =
    Eigen::Matrix<double, Eigen::Dynamic, 1, 0, max_normal_dimensions, 1>;
using Factor =
    Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor,
                  max_normal_dimensions, max_normal_dimensions>;

// lower < factor.row(row) . y < upper, of which y_last is the last with a say.
struct Constraint {
  Eigen::Index row;
  Interval limits;
  Eigen::Index last;
};

// The box in independent variables: its constraints by their last variable.
struct IndependentBox {
  Factor factor;
  Eigen::Index dimensions = 0;
  std::vector<Constraint> constraints{};

  // What one leaves for its last variable when the ones before are given.
  [[nodiscard]] Interval left_by(const Constraint& constraint,
                                 const Values& y) const {
    const auto& [row, limits, last] = constraint;
    const double sum = factor.row(row).head(last).dot(y.head(last));
    const double c = factor(row, last);
    const Interval of_last{(limits.lower - sum) / c, (limits.upper - sum) / c};
    if (c > 0.0) return of_last;
    return {of_last.upper, of_last.lower};
  }
};

// Cholesky's decomposition, the least probable interval first.
class Decomposition {
 public:
  Decomposition(const MatrixView& correlation, std::span<const double> lower,
                std::span<const double> upper)
      : correlation_(correlation),
        lower_(lower),
        upper_(upper),
        variance_(Values::Ones(correlation.rows())),
        mean_(Values::Zero(correlation.rows())),
        box_{Factor(correlation.rows(), correlation.rows())} {
    for (std::size_t i = 0; i < lower.size(); ++i)
      if (lower[i] > -infinity || upper[i] < infinity)
        left_.push_back(static_cast<Eigen::Index>(i));
  }

  [[nodiscard]] const IndependentBox& box() {
    while (choose_next()) take_next();
    for (const Eigen::Index row : left_) add_determined(row);
    std::ranges::stable_sort(box_.constraints, {}, &Constraint::last);
    return box_;
  }

 private:
  [[nodiscard]] Interval limits_of(Eigen::Index row) const {
    const auto i = static_cast<std::size_t>(row);
    return {lower_[i], upper_[i]};
  }

  [[nodiscard]] Interval standardized(Eigen::Index row) const {
    const double sd = std::sqrt(variance_[row]);
    const Interval limits = limits_of(row);
    return {(limits.lower - mean_[row]) / sd, (limits.upper - mean_[row]) / sd};
  }

  // Brings the next variable to the end of those left; false if there is none.
  bool choose_next() {
    std::size_t best = left_.size();
    double least = 2.0;
    for (std::size_t i = 0; i < left_.size(); ++i) {
      if (variance_[left_[i]] < no_variance) continue;
      const double probability = standardized(left_[i]).probability();
      if (probability >= least) continue;
      least = probability;
      best = i;
    }
    if (best == left_.size()) return false;
    std::swap(left_[best], left_.back());
    return true;
  }

  void take_next() {
    const Eigen::Index next = left_.back();
    left_.pop_back();
    const double sd = std::sqrt(variance_[next]);
    const double mean = truncated_mean(standardized(next));
    const Eigen::Index last = box_.dimensions++;
    const auto before = box_.factor.row(next).head(last);
    for (const Eigen::Index row : left_) {
      const double c = (correlation_(row, next) -
                        box_.factor.row(row).head(last).dot(before)) /
                       sd;
      box_.factor(row, last) = c;
      variance_[row] -= c * c;
      mean_[row] += c * mean;
    }
    box_.factor(next, last) = sd;
    box_.constraints.push_back({next, limits_of(next), last});
  }

  // Expected value of a standard normal variable within the interval.
  static double truncated_mean(const Interval& within) {
    const double probability = within.probability();
    if (probability < 1e-290)
      return std::clamp(0.0, within.lower,
                        std::max(within.lower, within.upper));
    return (normal_density(within.lower) - normal_density(within.upper)) /
           probability;
  }

  void add_determined(Eigen::Index row) {
    Eigen::Index last = box_.dimensions - 1;
    while (last >= 0 && std::abs(box_.factor(row, last)) <= no_coefficient)
      --last;
    expect(last >= 0, "variances of a correlation matrix are 1");
    box_.constraints.push_back({row, limits_of(row), last});
  }

  const MatrixView& correlation_;
  std::span<const double> lower_;
  std::span<const double> upper_;
  std::vector<Eigen::Index> left_;
  Values variance_;  // not yet explained
  Values mean_;      // given the expected values of the variables so far
  IndependentBox box_;
};

using Constraints = std::span<const Constraint>;

// What the constraints leave for y_j, which is the last variable of the first
// of them; takes away those that were used.
Interval take_interval(const IndependentBox& box, Constraints& constraints,
                       Eigen::Index j, const Values& y) {
  Interval within{-infinity, infinity};
  for (; !constraints.empty() && constraints.front().last == j;
       constraints = constraints.subspan(1)) {
    const Interval limits = box.left_by(constraints.front(), y);
    within.lower = std::max(within.lower, limits.lower);
    within.upper = std::min(within.upper, limits.upper);
  }
  return within;
}

// Genz's integrand at `u` in (0, 1)^(dimensions - 1).
double value_at(const IndependentBox& box, const Values& u) {
  Values y(box.dimensions);
  Constraints constraints = box.constraints;
  double product = 1.0;
  for (Eigen::Index j = 0; j < box.dimensions; ++j) {
    const Interval within = take_interval(box, constraints, j, y);
    const double probability = within.probability();
    product *= probability;
    if (product == 0.0 || j + 1 == box.dimensions) break;
    y[j] = within.quantile(u[j], probability);
  }
  return product;
}

// Integrates over one independent variable after the other.
class NestedQuadrature {
 public:
  NestedQuadrature(const IndependentBox& box, double relative)
      : box_(box), relative_(relative), y_(box.dimensions) {}

  [[nodiscard]] IntegratedProbability probability() {
    return from(0, box_.constraints);
  }

 private:
  using Rule = boost::math::quadrature::gauss_kronrod<double, 15>;
  static constexpr unsigned most_halvings = 12;

  // Of y_j and those after it, when the ones before are given.
  IntegratedProbability from(Eigen::Index j, Constraints constraints) {
    const Interval within = take_interval(box_, constraints, j, y_);
    if (j + 1 == box_.dimensions) return {within.probability(), 0.0};
    // Beyond this the density is below 1e-16 of its largest.
    const double start =
        std::clamp(0.0, within.lower, std::max(within.lower, within.upper));
    const double low = std::max(within.lower, start - 8.5);
    const double high = std::min(within.upper, start + 8.5);
    if (low >= high) return {};
    const auto integrand = [&](double y) {
      y_[j] = y;
      return normal_density(y) * from(j + 1, constraints).value;
    };
    IntegratedProbability integral;
    // The inner integral must be smooth enough for the outer one.
    const double tolerance = j == 0 ? relative_ : 0.1 * relative_;
    integral.value = Rule::integrate(integrand, low, high, most_halvings,
                                     tolerance, &integral.error);
    integral.error += 0.1 * relative_ * integral.value;
    return integral;
  }

  const IndependentBox& box_;
  double relative_;
  Values y_;
};

// A word of Philox as a number in (0, 1): the shifts are always the same.
double shift_of(std::size_t shift, Eigen::Index dimension) {
  const auto words = philox4x32({static_cast<std::uint32_t>(shift),
                                 static_cast<std::uint32_t>(dimension), 0, 0},
                                {1992, 0});
  return (words[0] + 0.5) * 0x1p-32;
}

// Means over a Richtmyer lattice with eight shifts, which grows.
class Lattice {
  using Point =
      Eigen::Array<double, Eigen::Dynamic, 1, 0, max_normal_dimensions, 1>;

 public:
  explicit Lattice(const IndependentBox& box)
      : box_(box), step_(box.dimensions - 1) {
    for (Eigen::Index j = 0; j < step_.size(); ++j)
      step_[j] = std::sqrt(boost::math::prime(static_cast<unsigned>(j)));
    step_ -= step_.floor();
  }

  // Goes on until there are `points` for each shift.
  void extend_to(std::uint32_t points) {
    Point start(step_.size());
    for (std::size_t shift = 0; shift < shifts; ++shift) {
      for (Eigen::Index j = 0; j < start.size(); ++j)
        start[j] = shift_of(shift, j);
      for (std::uint32_t i = points_; i < points; ++i) {
        const Point x = start + i * step_;
        // The baker's transformation makes the integrand periodic.
        const Point u = (2.0 * (x - x.floor()) - 1.0).abs();
        sum_[shift] += value_at(box_, u);
      }
    }
    points_ = points;
  }

  [[nodiscard]] IntegratedProbability estimate() const {
    double mean = 0.0;
    for (const double sum : sum_) mean += sum / points_ / shifts;
    double squares = 0.0;
    for (const double sum : sum_)
      squares += (sum / points_ - mean) * (sum / points_ - mean);
    return {mean, student_99 * std::sqrt(squares / (shifts * (shifts - 1)))};
  }

 private:
  const IndependentBox& box_;
  Point step_;
  std::array<double, shifts> sum_{};
  std::uint32_t points_ = 0;
};

IntegratedProbability integrate(const IndependentBox& box,
                                const IntegrationEffort& effort) {
  if (box.dimensions == 0) return {1.0, 0.0};
  if (box.dimensions == 1) return {value_at(box, {}), 0.0};
  if (box.dimensions <= most_nested)
    return NestedQuadrature{box, effort.relative}.probability();
  Lattice lattice{box};
  IntegratedProbability estimate;
  for (std::uint32_t points = first_points;; points *= 2) {
    lattice.extend_to(std::min(points, effort.points));
    estimate = lattice.estimate();
    const double allowed =
        std::max(effort.absolute, effort.relative * estimate.value);
    if (estimate.error <= allowed || points >= effort.points) return estimate;
  }
}

}  // namespace

IntegratedProbability normal_box_probability(const MatrixView& correlation,
                                             std::span<const double> lower,
                                             std::span<const double> upper,
                                             const IntegrationEffort& effort) {
  const auto size = static_cast<std::size_t>(correlation.rows());
  expect(size <= max_normal_dimensions && lower.size() == size &&
             upper.size() == size,
         "a normal box has limits for each of at most 64 dimensions");
  Decomposition decomposition{correlation, lower, upper};
  return integrate(decomposition.box(), effort);
}

IntegratedProbability normal_first_exceedance(const MatrixView& correlation,
                                              std::span<const double> bounds,
                                              std::size_t first,
                                              const IntegrationEffort& effort) {
  std::vector<double> from(bounds.size(), -infinity);
  std::vector<double> to(bounds.begin(), bounds.end());
  IntegratedProbability some;
  for (std::size_t i = first; i < bounds.size(); ++i) {
    from[i] = bounds[i];
    to[i] = infinity;
    const auto upto = static_cast<Eigen::Index>(i + 1);
    const IntegratedProbability here = normal_box_probability(
        correlation.topLeftCorner(upto, upto), std::span{from}.first(i + 1),
        std::span{to}.first(i + 1), effort);
    some.value += here.value;
    some.error += here.error;
    from[i] = -infinity;
    to[i] = bounds[i];
  }
  return some;
}

double normal_union_of_two(double z, double correlation) {
  expect(std::abs(correlation) <= 1.0, "a correlation is within -1 and 1");
  const double tail = normal_upper_tail(z);
  if (correlation == -1.0) return std::min(1.0, 2.0 * tail);
  const double a = std::sqrt((1.0 - correlation) / (1.0 + correlation));
  return tail + 2.0 * boost::math::owens_t(z, a, InDouble{});
}

}  // namespace rehearse
