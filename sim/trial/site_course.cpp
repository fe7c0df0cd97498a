#include "rehearse/trial/site_course.hpp"

#include <algorithm>
#include <boost/math/interpolators/cubic_hermite.hpp>
#include <boost/math/tools/roots.hpp>
#include <cmath>
#include <limits>
#include <memory>
#include <utility>

#include "rehearse/core/normal.hpp"
#include "rehearse/core/time_grid.hpp"
#include "rehearse/trial/poisson_gamma.hpp"

namespace rehearse {

namespace {

constexpr double never_full = 1e-6;  // of samples, that are left out

struct CountMoments {
  double mean = 0.0;
  double square = 0.0;
};

// Of a site that opened so many screened days ago.
CountMoments site_count(const SiteEnrolment& plan, const SiteActivity& site,
                        double days, int participants) {
  if (days <= 0.0) return {};
  const RandomCount count{site.rate * days, plan.shape()};
  if (site.cap >= static_cast<std::uint32_t>(participants))
    return {count.mean, count.variance() + count.mean * count.mean};
  return {count.capped_mean(site.cap), count.capped_square(site.cap)};
}

// A random opening is averaged over equal parts of its time.
CountMoments site_count_by(const SiteEnrolment& plan, const SiteActivity& site,
                           double time, int participants) {
  const double until = plan.screened_days(time - plan.screening());
  const int parts = site.opening > 0.0 ? 32 : 1;
  CountMoments sum;
  for (int i = 0; i < parts; ++i) {
    const double opens = site.opens + site.opening * (i + 0.5) / parts;
    const auto [mean, square] =
        site_count(plan, site, until - plan.screened_days(opens), participants);
    sum.mean += mean / parts;
    sum.square += square / parts;
  }
  return sum;
}

// N(t), and what is left of it in the sample.
class Number {
 public:
  Number(const SiteEnrolment& plan, int participants, double time)
      : n_(participants) {
    for (const SiteActivity& site : plan.sites()) {
      const auto [mean, square] = site_count_by(plan, site, time, participants);
      mean_ += mean;
      variance_ += std::max(0.0, square - mean * mean);
    }
  }
  [[nodiscard]] double mean() const { return mean_; }

  [[nodiscard]] double full() const {
    if (!narrow()) return count().at_least(n_);
    return normal_upper_tail((n_ - 0.5 - mean_) / sd());
  }
  // Standard deviation of min(N, n) / n.
  [[nodiscard]] double share_sd() const {
    if (!narrow()) {
      const double mean = count().capped_mean(n_);
      const double square = count().capped_square(n_) - mean * mean;
      return std::sqrt(std::max(0.0, square)) / n_;
    }
    const double z = (n_ - mean_) / sd();
    const double inside = 1.0 - normal_upper_tail(z);
    const double missing = normal_density(z) + z * inside;
    const double square =
        (1.0 + z * z) * inside + z * normal_density(z) - missing * missing;
    return sd() * std::sqrt(std::max(0.0, square)) / n_;
  }
  [[nodiscard]] double share() const {
    if (!narrow()) return std::min(1.0, count().capped_mean(n_) / n_);
    const double z = (n_ - mean_) / sd();
    const double above =
        sd() * normal_density(z) - (n_ - mean_) * normal_upper_tail(z);
    return std::clamp((mean_ - above) / n_, 0.0, 1.0);
  }

 private:
  [[nodiscard]] bool narrow() const { return variance_ < mean_ * (1 - 1e-9); }
  [[nodiscard]] double sd() const {
    return std::sqrt(std::max(variance_, 1e-6));
  }
  [[nodiscard]] RandomCount count() const {
    const double more = variance_ - mean_;
    return {mean_, more > 1e-9 * mean_
                       ? mean_ * mean_ / more
                       : std::numeric_limits<double>::infinity()};
  }

  double n_;
  double mean_ = 0.0;
  double variance_ = 0.0;
};

// Before it nobody can have entered.
double first_entry(const SiteEnrolment& plan) {
  double first = never;
  for (const SiteActivity& site : plan.sites())
    if (site.rate > 0.0) first = std::min(first, site.opens);
  return plan.time_of(plan.screened_days(first)) + plan.screening();
}

// Dense where most samples become full, sparse in the tail.
std::vector<double> knots(double first, double most, double last) {
  constexpr int dense = 256;
  constexpr int sparse = 64;
  std::vector<double> times;
  for (int i = 0; i <= dense; ++i)
    times.push_back(first + (most - first) * i / dense);
  const double ratio = (last - first) / (most - first);
  for (int i = 1; i <= sparse && ratio > 1.0 + 1e-9; ++i)
    times.push_back(first +
                    (most - first) * std::pow(ratio, double(i) / sparse));
  return times;
}

// Slopes of a monotone curve through the points: Fritsch & Butland (1984), SIAM
// J. Sci. Stat. Comput. 5:300.
std::vector<double> slopes_of(const std::vector<double>& x,
                              const std::vector<double>& y) {
  std::vector<double> slopes(x.size(), 0.0);
  for (std::size_t k = 1; k + 1 < x.size(); ++k) {
    const double before = x[k] - x[k - 1];
    const double after = x[k + 1] - x[k];
    const double rise = (y[k] - y[k - 1]) / before;
    const double next = (y[k + 1] - y[k]) / after;
    if (rise <= 0.0 || next <= 0.0) continue;
    slopes[k] = 3.0 * (before + after) /
                ((before + 2.0 * after) / rise + (2.0 * before + after) / next);
  }
  return slopes;
}

std::function<double(double)> interpolated(std::vector<double> times,
                                           std::vector<double> values) {
  using Curve = boost::math::interpolators::cubic_hermite<std::vector<double>>;
  const double first = times.front();
  const double last = times.back();
  const double begin = values.front();
  const double end = values.back();
  std::vector<double> slopes = slopes_of(times, values);
  const auto curve = std::make_shared<const Curve>(
      std::move(times), std::move(values), std::move(slopes));
  return [=](double time) {
    if (time <= first) return begin;
    return time >= last ? end : (*curve)(time);
  };
}

// Where a rising function of time in (low, high) is `level`.
template <class Function>
double where(const Function& function, double level, double low, double high) {
  std::uintmax_t iterations = 100;
  const auto [before, after] = boost::math::tools::toms748_solve(
      [&](double time) { return function(time) - level; }, low, high,
      boost::math::tools::eps_tolerance<double>(40), iterations);
  return 0.5 * (before + after);
}

}  // namespace

SiteCourse::SiteCourse(const SiteEnrolment& plan, int participants) {
  const auto full = [&](double time) {
    return Number{plan, participants, time}.full();
  };
  const auto full_by = [&](double level) {
    const double first = first_entry(plan);
    double high = first + 32.0;
    while (full(high) < level && high < never) high *= 2.0;
    return high < never ? where(full, level, first, high) : high;
  };
  const double most = full_by(0.999);
  last_ = std::max(most, full_by(1.0 - never_full));
  const std::vector<double> times = knots(first_entry(plan), most, last_);
  std::vector<double> shares;
  std::vector<double> deviations;
  std::vector<double> fulls;
  mean_end_ = times.front();
  for (const double time : times) {
    const Number number{plan, participants, time};
    shares.push_back(number.share());
    deviations.push_back(number.share_sd());
    fulls.push_back(number.full());
    const std::size_t k = fulls.size() - 1;
    if (k > 0)
      mean_end_ +=
          (time - times[k - 1]) * (1.0 - 0.5 * (fulls[k] + fulls[k - 1]));
  }
  for (std::size_t i = 0; i < times.size(); i += 16)
    breakpoints_.push_back(times[i]);
  shares.front() = fulls.front() = 0.0;
  shares.back() = fulls.back() = 1.0;  // whoever is left, now
  deviations.front() = deviations.back() = 0.0;
  share_ = interpolated(times, std::move(shares));
  full_ = interpolated(times, std::move(fulls));
  share_sd_ = interpolated(times, std::move(deviations));
  const Number at_end{plan, participants, mean_end_};
  for (const SiteActivity& site : plan.sites())
    site_shares_.push_back(
        site_count_by(plan, site, mean_end_, participants).mean /
        at_end.mean());
}

double SiteCourse::end_quantile(double probability) const {
  return where(full_, probability, 0.0, last_);
}

}  // namespace rehearse
