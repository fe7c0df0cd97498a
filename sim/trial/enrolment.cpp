#include "rehearse/trial/enrolment.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "rehearse/core/expect.hpp"
#include "rehearse/core/time_grid.hpp"

namespace rehearse {

namespace {

// Rate just after `start`, before any ramp.
double plateau_rate(const EnrolmentPlan& plan, double start) {
  if (plan.rates.empty()) return 1.0;
  for (const auto& [until, rate] : plan.rates)
    if (start < until) return rate;
  return 0.0;  // after the last, bounded period
}

std::vector<double> changes(const EnrolmentPlan& plan) {
  std::vector<double> times{0.0};
  if (plan.ramp_up > 0.0) times.push_back(plan.ramp_up);
  for (const RatePeriod& period : plan.rates)
    if (std::isfinite(period.until)) times.push_back(period.until);
  std::ranges::sort(times);
  times.erase(std::unique(times.begin(), times.end()), times.end());
  return times;
}

}  // namespace

EnrolmentProfile::EnrolmentProfile(const EnrolmentPlan& plan, int participants)
    : model_(plan.model), participants_(participants) {
  expect(participants > 0, "a trial needs participants");
  const std::vector<double> starts = changes(plan);
  double cumulative = 0.0;
  for (std::size_t i = 0; i < starts.size(); ++i) {
    const double start = starts[i];
    const double plateau = plateau_rate(plan, start);
    expect(plateau >= 0.0, "an enrolment rate must not be negative");
    const bool ramp = start < plan.ramp_up;
    const Segment segment{start,
                          ramp ? plateau * start / plan.ramp_up : plateau,
                          ramp ? plateau / plan.ramp_up : 0.0, cumulative};
    segments_.push_back(segment);
    if (i + 1 == starts.size()) break;
    const double length = starts[i + 1] - start;
    cumulative += length * (segment.rate + 0.5 * segment.slope * length);
  }
  const bool whole_profile =
      plan.model == EnrolmentModel::poisson || plan.duration <= 0.0;
  total_ = whole_profile ? participants : cumulative_rate(plan.duration);
  expect(total_ > 0.0, "nobody would enrol");
}

double EnrolmentProfile::cumulative_rate(double days) const {
  if (days <= 0.0) return 0.0;
  const Segment& segment = *std::prev(
      std::ranges::upper_bound(segments_, days, {}, &Segment::start));
  const double length = days - segment.start;
  return segment.cumulative +
         length * (segment.rate + 0.5 * segment.slope * length);
}

double EnrolmentProfile::entered_share(double days) const {
  return std::min(1.0, cumulative_rate(days) / total_);
}

double EnrolmentProfile::expected_end() const {
  double end = total_;
  invert_sorted({&end, 1});
  return end;
}

std::vector<double> EnrolmentProfile::breakpoints() const {
  std::vector<double> times;
  for (const Segment& segment : segments_) times.push_back(segment.start);
  return times;
}

// Root of rate x + slope x^2 / 2 = y, in the form that is exact for slope 0.
double EnrolmentProfile::time_in(const Segment& segment,
                                 double cumulative) const {
  const double y = std::max(cumulative - segment.cumulative, 0.0);
  const double root =
      std::sqrt(segment.rate * segment.rate + 2.0 * segment.slope * y);
  const double denominator = segment.rate + root;
  return segment.start + (denominator > 0.0 ? 2.0 * y / denominator : 0.0);
}

void EnrolmentProfile::invert_sorted(std::span<double> column) const {
  std::size_t i = 0;
  for (std::size_t s = 0; s < segments_.size() && i < column.size(); ++s) {
    const Segment& segment = segments_[s];
    const auto rest = column.subspan(i);
    const std::size_t here =
        s + 1 == segments_.size()
            ? rest.size()
            : static_cast<std::size_t>(
                  std::ranges::upper_bound(rest, segments_[s + 1].cumulative) -
                  rest.begin());
    if (segment.slope == 0.0 && segment.rate > 0.0) {
      const double pace = 1.0 / segment.rate;
      const double origin = segment.start - segment.cumulative * pace;
      for (double& y : rest.first(here)) y = origin + y * pace;
    } else {
      for (double& y : rest.first(here)) y = time_in(segment, y);
    }
    i += here;
  }
}

void EnrolmentProfile::entry_times(std::span<double> exponentials) const {
  const auto count = static_cast<std::size_t>(participants_);
  const std::span<double> column = exponentials.first(count);
  if (model_ == EnrolmentModel::even) {
    for (std::size_t i = 0; i < count; ++i)
      column[i] = total_ * static_cast<double>(i + 1) / participants_;
  } else {
    double sum = 0.0;
    for (double& e : exponentials) e = sum += e;
    if (model_ == EnrolmentModel::uniform) {
      const double scale = total_ / exponentials[count];
      for (double& e : column) e *= scale;
    }
  }
  invert_sorted(column);
  for (double& days : column) days = on_grid(std::max(days, 0.0));
}

}  // namespace rehearse
