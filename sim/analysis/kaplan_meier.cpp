#include "rehearse/analysis/kaplan_meier.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "rehearse/analysis/normal_limits.hpp"

namespace rehearse {
namespace {

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();
using BothArms = std::array<double, arm_count>;

// Where a falling curve crosses 0.5. `below` is what the next value must be
// under to matter: at first 0.5; then the flat, if it is one; then nothing.
class Crossing {
 public:
  [[nodiscard]] bool matters(double survival) const {
    return survival < below_;
  }
  void cross(double survival, std::uint64_t tick) {
    if (!median_.reached) {
      const bool flat = std::abs(survival - 0.5) < median_tolerance;
      median_ = {tick, tick, true};
      below_ = flat ? survival : -1.0;
    } else {
      median_.second = tick;
      below_ = -1.0;
    }
  }
  [[nodiscard]] bool done() const { return below_ < 0.0; }
  [[nodiscard]] const MedianTicks& median() const { return median_; }

 private:
  MedianTicks median_;
  double below_ = 0.5 + median_tolerance;
};

BothArms count_arms(std::span<const ObservationKey> sorted) {
  std::size_t experimental = 0;
  for (const ObservationKey key : sorted) experimental += arm_of(key);
  return {static_cast<double>(sorted.size() - experimental),
          static_cast<double>(experimental)};
}

}  // namespace

std::array<MedianTicks, arm_count> kaplan_meier_medians(
    std::span<const ObservationKey> sorted) {
  BothArms n = count_arms(sorted);
  BothArms survival{1.0, 1.0};
  BothArms d{}, leaving{};
  std::array<Crossing, arm_count> crossing;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const ObservationKey key = sorted[i];
    const std::uint64_t tick = tick_of(key);
    d[arm_of(key)] += is_event(key) ? 1.0 : 0.0;
    leaving[arm_of(key)] += 1.0;
    if (i + 1 < sorted.size() && tick_of(sorted[i + 1]) == tick) continue;
    for (std::size_t arm = 0; arm < arm_count; ++arm) {
      // An arm that is empty stays where it is.
      const double at_risk = std::max(n[arm], 1.0);
      survival[arm] *= (at_risk - d[arm]) / at_risk;
      n[arm] -= leaving[arm];
      if (crossing[arm].matters(survival[arm]))
        crossing[arm].cross(survival[arm], tick);
    }
    if (crossing[0].done() && crossing[1].done()) break;
    d = leaving = {};
  }
  return {crossing[0].median(), crossing[1].median()};
}

std::vector<KaplanMeierPoint> kaplan_meier_curve(
    std::span<const ObservationKey> sorted, Role arm) {
  const auto of_arm = [&](ObservationKey key) {
    return arm_of(key) == static_cast<std::size_t>(arm);
  };
  auto at_risk =
      static_cast<std::uint32_t>(std::ranges::count_if(sorted, of_arm));
  std::vector<KaplanMeierPoint> curve;
  double survival = 1.0;
  double variance = 0.0;
  for (auto key = sorted.begin(); key != sorted.end();) {
    KaplanMeierPoint point{tick_of(*key), at_risk};
    for (; key != sorted.end() && tick_of(*key) == point.tick; ++key) {
      at_risk -= of_arm(*key) ? 1U : 0U;
      point.events += of_arm(*key) && is_event(*key) ? 1U : 0U;
    }
    if (at_risk == point.at_risk) continue;
    const double n = point.at_risk;
    const double d = point.events;
    survival *= (n - d) / n;
    variance += d > 0.0 ? d / (n * (n - d)) : 0.0;
    point.survival = survival;
    point.variance_of_log = variance;
    curve.push_back(point);
  }
  return curve;
}

std::array<double, 2> survival_ci95(const KaplanMeierPoint& point,
                                    ConfidenceType type) {
  const double s = point.survival;
  const double reach = z_of_ci95 * std::sqrt(point.variance_of_log);
  if (s <= 0.0) return {undefined, undefined};
  if (type == ConfidenceType::log)
    return {s * std::exp(-reach), std::min(s * std::exp(reach), 1.0)};
  if (s >= 1.0) return {undefined, undefined};
  const double log_s = std::log(s);
  return {std::exp(log_s * std::exp(-reach / log_s)),
          std::exp(log_s * std::exp(reach / log_s))};
}

std::array<MedianTicks, 2> median_ci95(std::span<const KaplanMeierPoint> curve,
                                       ConfidenceType type) {
  std::array<Crossing, 2> crossing;
  for (const KaplanMeierPoint& point : curve) {
    const auto limits = survival_ci95(point, type);
    for (std::size_t side = 0; side < 2; ++side)
      if (crossing[side].matters(limits[side]))  // never NaN
        crossing[side].cross(limits[side], point.tick);
  }
  return {crossing[0].median(), crossing[1].median()};
}

}  // namespace rehearse
