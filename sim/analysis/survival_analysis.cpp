#include "rehearse/analysis/survival_analysis.hpp"

#include <algorithm>
#include <iterator>
#include <vector>

#include "rehearse/core/numbers.hpp"

namespace rehearse {
namespace {

using Curve = std::vector<KaplanMeierPoint>;

double time_of(const MedianTicks& median, std::span<const double> times) {
  if (!median.reached) return infinity;
  return 0.5 * (times[median.first] + times[median.second]);
}

MedianTime median_time(const Curve& curve, const SurvivalQuestion& question) {
  const auto limits = median_ci95(curve, question.confidence);
  return {
      time_of(median_of(curve), question.times),
      {time_of(limits[0], question.times), time_of(limits[1], question.times)}};
}

std::size_t count_before(std::span<const ObservationKey> sorted,
                         std::uint64_t tick) {
  const auto end = std::ranges::partition_point(
      sorted, [&](ObservationKey key) { return tick_of(key) < tick; });
  return static_cast<std::size_t>(end - sorted.begin());
}

SurvivalAt survival_at(double time, const Curve& curve,
                       const SurvivalQuestion& question) {
  const TickTimes times{question.times};
  const std::uint64_t from = times.first_from(time);
  const std::uint64_t after = times.first_after(time);
  SurvivalAt at{time};
  const std::size_t entered = question.entries.empty()
                                  ? question.sorted.size()
                                  : count_before(question.entries, from);
  at.at_risk = entered - count_before(question.sorted, from);
  KaplanMeierPoint last;
  for (const KaplanMeierPoint& point : curve) {
    if (point.tick >= after) break;
    last = point;
    at.events += point.events;
  }
  at.survival = last.survival;
  at.ci95 = survival_ci95(last, question.confidence);
  const bool beyond = curve.empty() || from > curve.back().tick;
  if (beyond && at.survival > 0.0) {
    at.survival = not_a_number;
    at.ci95 = {not_a_number, not_a_number};
  }
  return at;
}

std::optional<double> early_end(const Curve& curve,
                                std::span<const double> times) {
  const auto end = std::ranges::find_if(
      curve, [](const auto& point) { return point.survival <= 0.0; });
  if (end == curve.end() || end + 1 == curve.end()) return std::nullopt;
  return times[end->tick];
}

std::vector<ObservationKey> of_arm(std::span<const ObservationKey> keys,
                                   std::size_t arm) {
  std::vector<ObservationKey> chosen;
  std::ranges::copy_if(keys, std::back_inserter(chosen),
                       [&](ObservationKey key) { return arm_of(key) == arm; });
  return chosen;
}

Curve censoring_curve(const SurvivalQuestion& question) {
  return kaplan_meier_curve(censoring_keys(question.sorted), question.entries);
}

}  // namespace

ArmSurvival analyze_arm(const SurvivalQuestion& question) {
  const Curve curve = kaplan_meier_curve(question.sorted, question.entries);
  const MedianTime median = median_time(curve, question);
  ArmSurvival arm;
  arm.participants = question.sorted.size();
  arm.events = static_cast<std::size_t>(std::ranges::count_if(
      question.sorted, [](ObservationKey key) { return is_event(key); }));
  arm.median = median.median;
  arm.median_ci95 = median.ci95;
  arm.follow_up = median_time(censoring_curve(question), question);
  for (const double time : question.at)
    arm.at.push_back(survival_at(time, curve, question));
  arm.early_end = early_end(curve, question.times);
  return arm;
}

SurvivalAnalysis analyze_survival(const SurvivalQuestion& question) {
  const auto& [sorted, entries, times, strata, ties, confidence, at] = question;
  AnalysisWorkspace workspace;
  SurvivalAnalysis analysis;
  analysis.log_rank = log_rank(sorted, strata, workspace, entries);
  analysis.cox = fit_cox(sorted, strata, ties, workspace, entries);
  for (std::size_t arm = 0; arm < arm_count; ++arm) {
    const auto keys = of_arm(sorted, arm);
    const auto entered = of_arm(entries, arm);
    SurvivalQuestion of_one = question;
    of_one.sorted = keys;
    of_one.entries = entered;
    analysis.arms[arm] = analyze_arm(of_one);
  }
  analysis.follow_up = median_time(censoring_curve(question), question);
  return analysis;
}

std::optional<ObservationKey> first_open_end(
    std::span<const ObservationKey> sorted, std::size_t strata) {
  using LastOfArm = std::array<std::optional<ObservationKey>, arm_count>;
  std::vector<LastOfArm> ends(strata);
  for (const ObservationKey key : sorted)
    ends[stratum_of(key)][arm_of(key)] = key;
  std::optional<ObservationKey> first;
  for (const LastOfArm& end : ends) {
    if (!end[0] || !end[1]) continue;
    for (const auto& key : end)  // within a time and arm events come first
      if (!is_event(*key) && (!first || *key < *first)) first = key;
  }
  return first;
}

}  // namespace rehearse
