#include "rehearse/analysis/kaplan_meier.hpp"

#include <algorithm>
#include <cmath>

#include "rehearse/core/normal.hpp"
#include "rehearse/core/numbers.hpp"

namespace rehearse {
namespace {

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

MedianTicks median_of(std::span<const ObservationKey> keys) {
  double n = static_cast<double>(keys.size());
  double survival = 1.0;
  double d = 0.0;
  double leaving = 0.0;
  Crossing crossing;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const std::uint64_t tick = tick_of(keys[i]);
    d += static_cast<double>(~keys[i] & 1);
    leaving += 1.0;
    if (i + 1 < keys.size() && tick_of(keys[i + 1]) == tick) continue;
    survival *=
        (n - d) / n;  // by 1 if nobody had an event: cheaper than to ask
    n -= leaving;
    d = leaving = 0.0;
    if (!crossing.matters(survival)) continue;
    crossing.cross(survival, tick);
    if (crossing.done()) break;
  }
  return crossing.median();
}

}  // namespace

std::array<std::span<const ObservationKey>, arm_count> split_by_arm(
    std::span<const ObservationKey> sorted, AnalysisWorkspace& workspace) {
  workspace.reserve(sorted.size(), 0);
  ObservationKey* control = workspace.arm[0].data();
  ObservationKey* experimental = workspace.arm[1].data();
  for (const ObservationKey key : sorted) {
    // Written to both, kept in one: which of them cannot be predicted.
    const std::size_t arm = arm_of(key);
    *control = *experimental = key;
    control += 1 - arm;
    experimental += arm;
  }
  return {std::span{workspace.arm[0].data(), control},
          std::span{workspace.arm[1].data(), experimental}};
}

std::array<MedianTicks, arm_count> kaplan_meier_medians(
    std::span<const ObservationKey> sorted, AnalysisWorkspace& workspace) {
  const auto arms = split_by_arm(sorted, workspace);
  return {median_of(arms[0]), median_of(arms[1])};
}

std::vector<KaplanMeierPoint> kaplan_meier_curve(
    std::span<const ObservationKey> keys,
    std::span<const ObservationKey> entries) {
  const bool late = !entries.empty();
  auto at_risk = late ? 0U : static_cast<std::uint32_t>(keys.size());
  std::vector<KaplanMeierPoint> curve;
  double survival = 1.0;
  double variance = 0.0;
  for (auto key = keys.begin(); key != keys.end();) {
    for (; !entries.empty() && tick_of(entries.front()) < tick_of(*key);
         entries = entries.subspan(1))
      ++at_risk;
    KaplanMeierPoint point{tick_of(*key), at_risk};
    for (; key != keys.end() && tick_of(*key) == point.tick; ++key) {
      --at_risk;
      point.events += is_event(*key) ? 1U : 0U;
    }
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

MedianTicks median_of(std::span<const KaplanMeierPoint> curve) {
  Crossing crossing;
  for (const KaplanMeierPoint& point : curve)
    if (crossing.matters(point.survival))
      crossing.cross(point.survival, point.tick);
  return crossing.median();
}

std::vector<ObservationKey> censoring_keys(
    std::span<const ObservationKey> keys) {
  std::vector<ObservationKey> reversed;
  for (const ObservationKey key : keys) reversed.push_back(key ^ 1U);
  std::ranges::sort(reversed);
  return reversed;
}

std::array<double, 2> survival_ci95(const KaplanMeierPoint& point,
                                    ConfidenceType type) {
  const double s = point.survival;
  const double reach = z_of_ci95 * std::sqrt(point.variance_of_log);
  if (s <= 0.0) return {not_a_number, not_a_number};
  if (type == ConfidenceType::log)
    return {s * std::exp(-reach), std::min(s * std::exp(reach), 1.0)};
  if (s >= 1.0) return {not_a_number, not_a_number};
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
