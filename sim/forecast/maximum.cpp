#include "rehearse/forecast/maximum.hpp"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>

#include "rehearse/core/expect.hpp"

namespace rehearse {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr int most_steps = 200;
constexpr double longest_step = 3.0;     // in one parameter
constexpr double farthest = 60.0;        // from the start, in one parameter
constexpr double largest_se = 100.0;     // beyond: not determined
constexpr double step_in_errors = 0.05;  // of a difference
constexpr double close_step = 1e-10;     // squared step in errors

double at(const LogLikelihood& f, const VectorXd& x) {
  return f({x.data(), static_cast<std::size_t>(x.size())});
}

// Values of f around a point, and its derivatives by differences of them.
class Differences {
 public:
  Differences(const LogLikelihood& f, VectorXd x, const VectorXd& step)
      : f_(f), x_(std::move(x)), step_(step), value_(at(f, x_)) {
    const Index n = x_.size();
    gradient.resize(n);
    information.resize(n, n);
    for (Index i = 0; i < n; ++i) along(i);
    for (Index i = 0; i < n; ++i)
      for (Index j = 0; j < i; ++j)
        information(i, j) = information(j, i) =
            (mixed(i, j, 2.0) - 4.0 * mixed(i, j, 1.0)) / 3.0;
  }
  VectorXd gradient;
  MatrixXd information;  // minus the second derivatives

  [[nodiscard]] bool are_finite() const {
    return gradient.allFinite() && information.allFinite();
  }

 private:
  void along(Index i) {
    const double h = step_[i];
    const auto moved = [&](double steps) { return moved_by(i, steps, i, 0.0); };
    const double up = moved(1), down = moved(-1);
    const double up2 = moved(2), down2 = moved(-2);
    gradient[i] = (8.0 * (up - down) - (up2 - down2)) / (12.0 * h);
    information(i, i) =
        -(16.0 * (up + down) - (up2 + down2) - 30.0 * value_) / (12.0 * h * h);
  }
  // Second order: two step lengths make it fourth.
  [[nodiscard]] double mixed(Index i, Index j, double s) const {
    return (moved_by(i, s, j, s) - moved_by(i, s, j, -s) -
            moved_by(i, -s, j, s) + moved_by(i, -s, j, -s)) /
           (4.0 * s * s * step_[i] * step_[j]);
  }
  [[nodiscard]] double moved_by(Index i, double a, Index j, double b) const {
    VectorXd x = x_;
    x[i] += a * step_[i];
    x[j] += b * step_[j];
    return at(f_, x);
  }
  const LogLikelihood& f_;
  VectorXd x_;
  const VectorXd& step_;
  double value_;
};

// Uphill by the information, made positive definite where it isn't.
struct Step {
  VectorXd by;
  bool is_newton = true;
};
Step uphill(const Differences& here) {
  const VectorXd size = here.information.diagonal().cwiseAbs().cwiseMax(1e-8);
  double damping = 0.0;
  Step step;
  while (true) {
    MatrixXd damped = here.information;
    damped.diagonal() += damping * size;
    const Eigen::LLT<MatrixXd> factor{damped};
    if (factor.info() == Eigen::Success) {
      step.by = factor.solve(here.gradient);
      break;
    }
    damping = std::max(4.0 * damping, 1e-3);
  }
  const double longest = step.by.cwiseAbs().maxCoeff();
  step.is_newton = damping == 0.0 && longest <= longest_step;
  if (longest > longest_step) step.by *= longest_step / longest;
  return step;
}

// How far along a step the function is higher; 0 where it nowhere is.
double length_of(const LogLikelihood& f, const VectorXd& x, double value,
                 const VectorXd& step) {
  for (double length = 1.0; length > 1e-9; length *= 0.5) {
    const double there = at(f, x + length * step);
    if (std::isfinite(there) && there > value) return length;
  }
  return 0.0;
}

VectorXd difference_steps(const MatrixXd& information) {
  return information.diagonal().unaryExpr([](double i) {
    const double se = i > 0.0 ? 1.0 / std::sqrt(i) : 1.0;
    return std::clamp(step_in_errors * se, 1e-6, 0.2);
  });
}

std::vector<double> values_of(const VectorXd& x) {
  return {x.begin(), x.end()};
}

// Where the search has come to: the errors by the information there.
Maximum found(const LogLikelihood& f, const VectorXd& x, const VectorXd& step) {
  const Differences here{f, x, step};
  Maximum maximum{values_of(x), {}, at(f, x)};
  const Eigen::LLT<MatrixXd> factor{here.information};
  if (!here.are_finite() || factor.info() != Eigen::Success) {
    maximum.fault = MaximumFault::flat;
    return maximum;
  }
  maximum.covariance = factor.solve(MatrixXd::Identity(x.size(), x.size()));
  if (!(maximum.covariance.diagonal().maxCoeff() < largest_se * largest_se))
    maximum.fault = MaximumFault::flat;
  return maximum;
}

Maximum failed(const VectorXd& x, MaximumFault fault) {
  return {values_of(x), {}, -std::numeric_limits<double>::infinity(), fault};
}

}  // namespace

double Maximum::se(std::size_t parameter) const {
  const auto i = static_cast<Index>(parameter);
  return std::sqrt(covariance(i, i));
}

Maximum maximize(const LogLikelihood& f, std::span<const double> start) {
  expect(!start.empty(), "a maximum is over a parameter");
  const VectorXd first =
      VectorXd::Map(start.data(), static_cast<Index>(start.size()));
  VectorXd x = first;
  VectorXd step = VectorXd::Constant(x.size(), 0.01);
  for (int i = 0; i < most_steps; ++i) {
    const Differences here{f, x, step};
    if (!here.are_finite()) return failed(x, MaximumFault::undefined);
    const auto [by, is_newton] = uphill(here);
    step = difference_steps(here.information);
    if (is_newton && here.gradient.dot(by) < close_step)
      return found(f, x + by, step);
    const double length = length_of(f, x, at(f, x), by);
    // Nowhere higher but for rounding: this is it.
    if (length == 0.0) return found(f, x, step);
    x += length * by;
    if ((x - first).cwiseAbs().maxCoeff() > farthest) break;
  }
  return failed(x, MaximumFault::endless);
}

}  // namespace rehearse
