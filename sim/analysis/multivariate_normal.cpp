#include "rehearse/analysis/multivariate_normal.hpp"

#include <algorithm>
#include <array>
#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <boost/math/special_functions/owens_t.hpp>
#include <boost/math/special_functions/prime.hpp>
#include <cmath>
#include <limits>
#include <utility>

#include "rehearse/core/expect.hpp"
#include "rehearse/core/normal.hpp"
#include "rehearse/random/philox.hpp"

namespace rehearse {
namespace {

// Doubles, without a detour over long double.
using InDouble =
    boost::math::policies::policy<boost::math::policies::promote_double<false>>;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::size_t shifts = 8;
constexpr double student_99 = 3.499483;  // two-sided, 7 degrees of freedom
constexpr std::uint32_t first_points = 1U << 5;
// Up to so many independent variables, one after the other is quicker.
constexpr std::size_t most_nested = 3;
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

// lower < sum of coefficient_k y_k (k <= last) < upper; the y_k independent.
struct Constraint {
  std::vector<double> coefficient;
  Interval limits;
  std::size_t last = 0;

  // What it leaves for y_last when the ones before it are given.
  [[nodiscard]] Interval given(std::span<const double> y) const {
    double sum = 0.0;
    for (std::size_t k = 0; k < last; ++k) sum += coefficient[k] * y[k];
    const double c = coefficient[last];
    const Interval of_last{(limits.lower - sum) / c, (limits.upper - sum) / c};
    if (c > 0.0) return of_last;
    return {of_last.upper, of_last.lower};
  }
};

// The box in independent variables: its constraints by their last variable.
struct IndependentBox {
  std::size_t dimensions = 0;
  std::vector<Constraint> constraints;
};

// Cholesky's decomposition, the least probable interval first.
class Decomposition {
 public:
  Decomposition(const SquareMatrix& correlation, std::span<const double> lower,
                std::span<const double> upper)
      : correlation_(correlation) {
    for (std::size_t i = 0; i < correlation.size; ++i)
      if (lower[i] > -infinity || upper[i] < infinity)
        left_.push_back({i, 1.0, 0.0, {{}, {lower[i], upper[i]}}});
  }

  [[nodiscard]] IndependentBox box() && {
    while (choose_next()) take_next();
    for (Row& row : left_) add_determined(row);
    box_.dimensions = means_.size();
    std::ranges::stable_sort(box_.constraints, {}, &Constraint::last);
    return std::move(box_);
  }

 private:
  struct Row {
    std::size_t variable;
    double variance;  // not yet explained
    double mean;      // given the expected values of the variables so far
    Constraint constraint;
  };

  // Brings the next variable to the end of those left; false if there is none.
  bool choose_next() {
    std::size_t best = left_.size();
    double least = 2.0;
    for (std::size_t i = 0; i < left_.size(); ++i) {
      if (left_[i].variance < no_variance) continue;
      const double probability = standardized(left_[i]).probability();
      if (probability >= least) continue;
      least = probability;
      best = i;
    }
    if (best == left_.size()) return false;
    std::swap(left_[best], left_.back());
    return true;
  }

  static Interval standardized(const Row& row) {
    const double sd = std::sqrt(row.variance);
    const Interval& limits = row.constraint.limits;
    return {(limits.lower - row.mean) / sd, (limits.upper - row.mean) / sd};
  }

  void take_next() {
    Row next = std::move(left_.back());
    left_.pop_back();
    const double sd = std::sqrt(next.variance);
    const double mean = truncated_mean(standardized(next));
    const std::size_t last = means_.size();
    for (Row& row : left_) {
      double covariance = correlation_(row.variable, next.variable);
      for (std::size_t k = 0; k < last; ++k)
        covariance -=
            row.constraint.coefficient[k] * next.constraint.coefficient[k];
      const double c = covariance / sd;
      row.constraint.coefficient.push_back(c);
      row.variance -= c * c;
      row.mean += c * mean;
    }
    next.constraint.coefficient.push_back(sd);
    next.constraint.last = last;
    means_.push_back(mean);
    box_.constraints.push_back(std::move(next.constraint));
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

  void add_determined(Row& row) {
    const std::vector<double>& c = row.constraint.coefficient;
    const auto last = std::find_if(c.rbegin(), c.rend(), [](double x) {
      return std::abs(x) > no_coefficient;
    });
    expect(last != c.rend(), "variances of a correlation matrix are 1");
    row.constraint.last = static_cast<std::size_t>(c.rend() - last) - 1;
    box_.constraints.push_back(std::move(row.constraint));
  }

  const SquareMatrix& correlation_;
  std::vector<Row> left_;
  std::vector<double> means_;
  IndependentBox box_;
};

using Constraints = std::span<const Constraint>;

// What the constraints leave for y_j, which is the last variable of the first
// of them; takes away those that were used.
Interval take_interval(Constraints& constraints, std::size_t j,
                       std::span<const double> y) {
  Interval within{-infinity, infinity};
  for (; !constraints.empty() && constraints.front().last == j;
       constraints = constraints.subspan(1)) {
    const Interval limits = constraints.front().given(y);
    within.lower = std::max(within.lower, limits.lower);
    within.upper = std::min(within.upper, limits.upper);
  }
  return within;
}

// Genz's integrand at `u` in (0, 1)^(dimensions - 1).
double value_at(const IndependentBox& box, std::span<const double> u) {
  std::array<double, max_normal_dimensions> y{};
  Constraints constraints = box.constraints;
  double product = 1.0;
  for (std::size_t j = 0; j < box.dimensions; ++j) {
    const Interval within = take_interval(constraints, j, y);
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
      : box_(box), relative_(relative) {}

  [[nodiscard]] IntegratedProbability probability() {
    return from(0, box_.constraints);
  }

 private:
  using Rule = boost::math::quadrature::gauss_kronrod<double, 15>;
  static constexpr unsigned most_halvings = 12;

  // Of y_j and those after it, when the ones before are given.
  IntegratedProbability from(std::size_t j, Constraints constraints) {
    const Interval within = take_interval(constraints, j, y_);
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
  std::array<double, most_nested> y_{};
};

// A word of Philox as a number in (0, 1): the shifts are always the same.
double shift_of(std::size_t shift, std::size_t dimension) {
  const auto words = philox4x32({static_cast<std::uint32_t>(shift),
                                 static_cast<std::uint32_t>(dimension), 0, 0},
                                {1992, 0});
  return (words[0] + 0.5) * 0x1p-32;
}

// Means over a Richtmyer lattice with eight shifts, which grows.
class Lattice {
 public:
  explicit Lattice(const IndependentBox& box)
      : box_(box), step_(box.dimensions - 1) {
    for (std::size_t j = 0; j < step_.size(); ++j) {
      const double root =
          std::sqrt(boost::math::prime(static_cast<unsigned>(j)));
      step_[j] = root - std::floor(root);
    }
  }

  // Goes on until there are `points` for each shift.
  void extend_to(std::uint32_t points) {
    std::vector<double> u(step_.size());
    std::vector<double> start(step_.size());
    for (std::size_t shift = 0; shift < shifts; ++shift) {
      for (std::size_t j = 0; j < u.size(); ++j) start[j] = shift_of(shift, j);
      for (std::uint32_t i = points_; i < points; ++i) {
        for (std::size_t j = 0; j < u.size(); ++j) {
          const double x = start[j] + i * step_[j];
          // The baker's transformation makes the integrand periodic.
          u[j] = std::abs(2.0 * (x - std::floor(x)) - 1.0);
        }
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
  std::vector<double> step_;
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

IntegratedProbability normal_box_probability(const SquareMatrix& correlation,
                                             std::span<const double> lower,
                                             std::span<const double> upper,
                                             const IntegrationEffort& effort) {
  expect(correlation.size <= max_normal_dimensions &&
             lower.size() == correlation.size &&
             upper.size() == correlation.size,
         "a normal box has limits for each of at most 64 dimensions");
  return integrate(Decomposition{correlation, lower, upper}.box(), effort);
}

double normal_union_of_two(double z, double correlation) {
  expect(std::abs(correlation) <= 1.0, "a correlation is within -1 and 1");
  const double tail = normal_upper_tail(z);
  if (correlation == -1.0) return std::min(1.0, 2.0 * tail);
  const double a = std::sqrt((1.0 - correlation) / (1.0 + correlation));
  return tail + 2.0 * boost::math::owens_t(z, a, InDouble{});
}

}  // namespace rehearse
