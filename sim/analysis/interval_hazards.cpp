#include "rehearse/analysis/interval_hazards.hpp"

#include <algorithm>
#include <cmath>

#include "rehearse/core/normal.hpp"
#include "rehearse/core/numbers.hpp"

namespace rehearse {
namespace {

// Beyond this log hazard ratio an estimate is one without end: with so many
// participants as fit in memory a finite one is nearer to 0.
constexpr double endless = 15.0;

// A slope and a curvature below this are none: the likelihood stays as it is
// from here to the end.
constexpr double flat = 1e-8;

bool is_flat(const ProfilePoint& point) {
  return point.information < flat && std::abs(point.score) < flat;
}

ProfilePoint profile_at(std::span<IntervalStratum> strata,
                        double log_hazard_ratio) {
  ProfilePoint sum;
  for (IntervalStratum& stratum : strata) {
    if (!compares_arms(stratum.counts)) continue;
    const ProfilePoint point =
        maximize_baseline(stratum.counts, log_hazard_ratio, stratum.hazard);
    sum.log_likelihood += point.log_likelihood;
    sum.score += point.score;
    sum.information += point.information;
  }
  return sum;
}

struct Maximum {
  double at = 0.0;
  ProfilePoint point;
};

// Newton's method from 0, whose point is `null`, within a bracket.
Maximum maximize_profile(std::span<IntervalStratum> strata,
                         const ProfilePoint& null) {
  constexpr int enough = 200;
  constexpr double longest = 2.0;
  constexpr double precise = 1e-8;  // the next would be of its square
  Maximum best{0.0, null};
  double lower = -infinity;
  double upper = infinity;
  for (int i = 0; i < enough && std::abs(best.at) < endless; ++i) {
    const auto& [value, score, information] = best.point;
    (score > 0.0 ? lower : upper) = best.at;
    const double newton =
        information > 0.0 ? score / information : std::copysign(longest, score);
    const double next = best.at + std::clamp(newton, -longest, longest);
    if (std::abs(newton) < precise) return {next, best.point};
    best.at = lower < next && next < upper ? next : 0.5 * (lower + upper);
    best.point = profile_at(strata, best.at);
  }
  return best;
}

IntervalHazards without_estimate() {
  return {
      not_a_number, not_a_number, {not_a_number, not_a_number}, not_a_number};
}

// Where the likelihood rises without end, its slope falls as the smaller of
// the hazard ratio and its inverse: what is still to come is that slope.
IntervalHazards without_end(const Maximum& last, double null) {
  IntervalHazards fit = without_estimate();
  fit.log_hazard_ratio = std::copysign(infinity, last.at);
  fit.lr_chi_square =
      2.0 * (last.point.log_likelihood + std::abs(last.point.score) - null);
  return fit;
}

}  // namespace

double IntervalHazards::z() const {
  if (std::isnan(log_hazard_ratio)) return 0.0;
  return -std::copysign(std::sqrt(lr_chi_square), log_hazard_ratio);
}

double IntervalHazards::p_one_sided() const { return normal_upper_tail(z()); }

double IntervalHazards::p_two_sided() const {
  return 2.0 * normal_upper_tail(std::abs(z()));
}

IntervalHazards fit_interval_hazards(std::span<IntervalStratum> fitted) {
  if (std::ranges::none_of(fitted, [](const IntervalStratum& stratum) {
        return compares_arms(stratum.counts);
      }))
    return without_estimate();
  const ProfilePoint null = profile_at(fitted, 0.0);
  if (is_flat(null)) return without_estimate();
  const Maximum best = maximize_profile(fitted, null);
  if (std::abs(best.at) >= endless || is_flat(best.point))
    return without_end(best, null.log_likelihood);
  IntervalHazards fit;
  fit.log_hazard_ratio = best.at;
  fit.se = 1.0 / std::sqrt(best.point.information);
  fit.log_ci95 = {best.at - z_of_ci95 * fit.se, best.at + z_of_ci95 * fit.se};
  fit.lr_chi_square =
      std::max(0.0, 2.0 * (best.point.log_likelihood - null.log_likelihood));
  return fit;
}

IntervalHazards fit_interval_hazards(
    std::span<const IntervalObservation> observations, std::size_t strata,
    IntervalWorkspace& workspace) {
  return fit_interval_hazards(fit_strata(observations, strata, workspace));
}

}  // namespace rehearse
