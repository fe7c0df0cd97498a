#include "forecast/enrolment_rate.hpp"

#include <algorithm>
#include <cmath>

namespace rehearse {
namespace {

// x - 1 + e^-x: by its series where the difference would cancel.
double after_rise(double x) {
  if (x > 0.1) return x + std::expm1(-x);
  double sum = 1.0;
  for (int n = 9; n >= 3; --n) sum = 1.0 - x / n * sum;
  return 0.5 * x * x * sum;
}

// x with after_rise(x) = y: Newton's method from above, where a convex function
// has it fall.
double inverse_rise(double y) {
  double x = std::min(y + 1.0, std::sqrt(2.0 * y) + y);
  for (int i = 0; i < 60; ++i) {
    const double next = x - (after_rise(x) - y) / -std::expm1(-x);
    if (!(std::abs(next - x) > 1e-15 * x)) return next;
    x = next;
  }
  return x;
}

}  // namespace

EnrolmentRate::EnrolmentRate(EnrolmentForm form, std::span<const double> p)
    : log_highest_(form == EnrolmentForm::decaying ? p[0] - p[1] : p[0]),
      highest_(std::exp(log_highest_)),
      delta_(form == EnrolmentForm::decaying ? std::exp(p[1]) : 0.0) {}

double EnrolmentRate::log_rate(double time) const {
  if (delta_ == 0.0) return log_highest_;
  return log_highest_ + std::log(-std::expm1(-delta_ * time));
}

double EnrolmentRate::cumulative(double time) const {
  if (delta_ == 0.0) return highest_ * time;
  return highest_ / delta_ * after_rise(delta_ * time);
}

double EnrolmentRate::time_of(double cumulative) const {
  if (delta_ == 0.0) return cumulative / highest_;
  return inverse_rise(cumulative * delta_ / highest_) / delta_;
}

double exposure_of(const EnrollingSite& site, double cutoff) {
  return std::max(std::min(cutoff + 1.0, site.closes) - site.opens, 0.0);
}

double entered_in(const EnrollingSite& site) {
  return site.entered - (site.opened_by_first ? 1 : 0);
}

}  // namespace rehearse
