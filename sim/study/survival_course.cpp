#include "survival_course.hpp"

#include <algorithm>
#include <cmath>

#include "rehearse/core/units.hpp"
#include "rehearse/data/trial_listing.hpp"
#include "rehearse/montecarlo/simulated_trial.hpp"
#include "rehearse/report/scenario_words.hpp"
#include "rehearse/trial/trial_plan.hpp"

namespace rehearse {
namespace {

// A participant as the look's test has them.
struct Seen {
  double time;
  bool event;
};
using SeenArm = std::vector<Seen>;

// One trial's curve of an arm at the grid's times; survival is NaN where nobody
// is at risk any more.
struct ArmCurve {
  std::vector<double> survival;
  std::vector<double> at_risk;
};

// Product-limit estimate; at one time events come before those who leave.
ArmCurve curve_of(SeenArm seen, const std::vector<double>& days) {
  std::ranges::sort(seen, {}, [](const Seen& one) {
    return std::pair{one.time, !one.event};
  });
  ArmCurve curve;
  double survival = 1.0;
  std::size_t left = 0;
  for (const double day : days) {
    for (; left < seen.size() && seen[left].time <= day; ++left)
      if (seen[left].event)
        survival *= 1.0 - 1.0 / static_cast<double>(seen.size() - left);
    curve.survival.push_back(left < seen.size() ? survival : std::nan(""));
    curve.at_risk.push_back(static_cast<double>(seen.size() - left));
  }
  return curve;
}

// Linear between order statistics.
double quantile(const std::vector<double>& sorted, double share) {
  const double place = share * static_cast<double>(sorted.size() - 1);
  const auto low = static_cast<std::size_t>(place);
  const std::size_t high = std::min(low + 1, sorted.size() - 1);
  return std::lerp(sorted[low], sorted[high], place - static_cast<double>(low));
}

// As far as nine in ten trials have a curve.
void summarize(const std::vector<ArmCurve>& curves, ArmSurvival& arm) {
  const auto trials = static_cast<double>(curves.size());
  for (std::size_t i = 0; i < arm.assumed.size(); ++i) {
    std::vector<double> values;
    double at_risk = 0.0;
    for (const ArmCurve& curve : curves) {
      at_risk += curve.at_risk[i];
      if (!std::isnan(curve.survival[i])) values.push_back(curve.survival[i]);
    }
    arm.at_risk.push_back(at_risk / trials);
    if (static_cast<double>(values.size()) < 0.9 * trials ||
        arm.observed.size() < i)
      continue;
    std::ranges::sort(values);
    double sum = 0.0;
    for (const double value : values) sum += value;
    arm.observed.push_back({sum / static_cast<double>(values.size()),
                            quantile(values, 0.05), quantile(values, 0.95)});
  }
}

// What `simulate` lists, by arm.
std::vector<SeenArm> seen_in(const ListedTrial& trial) {
  const ValueTable table = trial_rows(trial, TrialTable::participants);
  const auto column = [&](const char* name) {
    return static_cast<std::size_t>(std::ranges::find(table.header, name) -
                                    table.header.begin());
  };
  const std::size_t time = column("time_days");
  const std::size_t event = column("event");
  const std::size_t arm = column("arm");
  const auto& arms = trial.config.scenario.arms;
  std::vector<SeenArm> seen(arms.size());
  for (const auto& row : table.rows) {
    const auto id = row[arm].get<std::string>();
    const auto at = std::ranges::find(arms, id, &Arm::id);
    seen[static_cast<std::size_t>(at - arms.begin())].push_back(
        {row[time].get<double>(), row[event].get<int>() == 1});
  }
  return seen;
}

std::vector<double> grid(double end) {
  constexpr double most_steps = 120.0;
  const double step =
      days_per_month *
      std::max(0.25, std::ceil(4.0 * end / days_per_month / most_steps) / 4.0);
  std::vector<double> days;
  for (double day = 0.0; day <= end; day += step) days.push_back(day);
  return days;
}

}  // namespace

std::optional<SurvivalCourse> survival_course(const TrialConfig& config,
                                              std::uint64_t trials, double end,
                                              const StudyRun& run) {
  const Scenario& scenario = config.scenario;
  const std::size_t last = scenario.analysis.looks.size() - 1;
  const TrialPlan plan{scenario};
  SurvivalCourse course{
      scenario.analysis.looks[last].name, trials, grid(end), {}};
  std::vector<std::vector<ArmCurve>> curves(scenario.arms.size());
  ListedTrial trial{config, 0, last, {}};
  for (; trial.replicate < trials; ++trial.replicate) {
    if (run.stopped()) return std::nullopt;
    trial.trial = simulate_trial(scenario, trial.replicate, last);
    const auto seen = seen_in(trial);
    for (std::size_t arm = 0; arm < seen.size(); ++arm)
      curves[arm].push_back(curve_of(seen[arm], course.days));
  }
  for (const std::size_t arm : shown_arms(scenario)) {
    ArmSurvival& one = course.arms.emplace_back();
    one.arm = scenario.arms[arm].id;
    for (const double day : course.days)
      one.assumed.push_back(plan.arms.survival(arm, day));
    summarize(curves[arm], one);
  }
  return course;
}

}  // namespace rehearse
