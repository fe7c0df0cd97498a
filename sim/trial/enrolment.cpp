#include "rehearse/trial/enrolment.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "rehearse/core/expect.hpp"

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
    const RateSegment segment{start,
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
  const RateSegment& segment = *std::prev(
      std::ranges::upper_bound(segments_, days, {}, &RateSegment::start));
  const double length = days - segment.start;
  return segment.cumulative +
         length * (segment.rate + 0.5 * segment.slope * length);
}

double EnrolmentProfile::entered_share(double days) const {
  return std::min(1.0, cumulative_rate(days) / total_);
}

double EnrolmentProfile::expected_end() const {
  Lanes<double> one;
  std::ranges::fill(one.of, 1.0);
  double end = 0.0;
  spend_rates(segments_, {&total_, 1}, one, {&end, 1});
  return end;
}

std::vector<double> EnrolmentProfile::breakpoints() const {
  std::vector<double> times;
  for (const RateSegment& segment : segments_) times.push_back(segment.start);
  return times;
}

void EnrolmentProfile::entry_times(std::span<double> exponentials,
                                   std::span<double> entry,
                                   std::size_t lanes) const {
  Lanes<double> factors;
  std::ranges::fill(factors.of, 1.0);
  if (model_ == EnrolmentModel::even) {
    for (std::size_t i = 0; i < entry.size(); ++i)
      exponentials[i] =
          total_ * static_cast<double>(i / lanes + 1) / participants_;
  } else {
    cumulate(exponentials, lanes);
    if (model_ == EnrolmentModel::uniform)
      for (std::size_t l = 0; l < block_lanes; ++l)
        factors[l] = total_ / exponentials[entry.size() + l % lanes];
  }
  spend_rates(segments_, exponentials.first(entry.size()), factors, entry);
}

}  // namespace rehearse
