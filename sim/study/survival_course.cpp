#include "survival_course.hpp"

#include <algorithm>
#include <cmath>

#include "rehearse/analysis/kaplan_meier.hpp"
#include "rehearse/core/time_grid.hpp"
#include "rehearse/core/units.hpp"
#include "rehearse/data/observed_arms.hpp"
#include "rehearse/montecarlo/simulated_trial.hpp"
#include "rehearse/report/scenario_words.hpp"
#include "rehearse/trial/trial_plan.hpp"

namespace rehearse {
namespace {

// One trial's curve of an arm at the grid's times; survival is NaN where nobody
// is at risk any more.
struct TrialCurve {
  std::vector<double> survival;
  std::vector<double> at_risk;
};

TrialCurve curve_of(const ArmKeys& keys, const std::vector<double>& days) {
  const auto points = kaplan_meier_curve(keys);
  TrialCurve curve;
  double survival = 1.0;
  auto point = points.begin();
  for (const double day : days) {
    const std::uint64_t tick = ticks(day);
    for (; point != points.end() && point->tick <= tick; ++point)
      survival = point->survival;
    const std::size_t at_risk = at_risk_at(keys, tick);
    curve.survival.push_back(at_risk > 0 ? survival : std::nan(""));
    curve.at_risk.push_back(static_cast<double>(at_risk));
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
void summarize(const std::vector<TrialCurve>& curves, ArmCurve& arm) {
  const auto trials = static_cast<double>(curves.size());
  for (std::size_t i = 0; i < curves.front().at_risk.size(); ++i) {
    std::vector<double> values;
    double at_risk = 0.0;
    for (const TrialCurve& curve : curves) {
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

std::vector<double> grid(double end) {
  constexpr double most_steps = 120.0;
  const double step =
      days_per_month *
      std::max(0.25, std::ceil(4.0 * end / days_per_month / most_steps) / 4.0);
  std::vector<double> days;
  for (double day = 0.0; day <= end; day += step) days.push_back(day);
  return days;
}

// Those of the config's order that the look compares.
std::vector<std::size_t> compared_arms_of(const Scenario& scenario,
                                          const AnalysisPlan& analysis) {
  std::vector<std::size_t> arms = shown_arms(scenario);
  if (!scenario.hypotheses.empty())
    std::erase_if(arms, [&](std::size_t arm) {
      return arm != 0 && arm != analysis.comparison.arm;
    });
  return arms;
}

// Overall survival follows from what is assumed, and so does a population's.
std::vector<double> assumed(const TrialPlan& plan, const AnalysisPlan& analysis,
                            std::size_t arm, const std::vector<double>& days) {
  std::vector<double> survival;
  const Comparison& comparison = analysis.comparison;
  if (comparison.overall_survival || !comparison.population.empty())
    return survival;
  for (const double day : days)
    survival.push_back(plan.arms.survival(arm, day));
  return survival;
}

SurvivalCourse empty_course(const Scenario& scenario, const ListedLook& look,
                            std::uint64_t trials, double end) {
  return {scenario.hypotheses.empty()
              ? ""
              : scenario.hypotheses[look.hypothesis].name,
          look.look->name,
          trials,
          grid(end),
          {}};
}

}  // namespace

std::optional<SurvivalCourse> survival_course(const TrialConfig& config,
                                              std::size_t look,
                                              std::uint64_t trials, double end,
                                              const StudyRun& run) {
  const Scenario& scenario = config.scenario;
  const ListedLook shown = listed_looks(scenario)[look];
  SurvivalCourse course = empty_course(scenario, shown, trials, end);
  std::vector<std::vector<TrialCurve>> curves(scenario.arms.size());
  ListedTrial trial{config, 0, look, {}};
  const auto simulate = trial_simulator(scenario, look);
  for (; trial.replicate < trials; ++trial.replicate) {
    if (run.stopped()) return std::nullopt;
    trial.trial = simulate(trial.replicate);
    const auto arms = scenario.hypotheses.empty() ? observed_arms(trial)
                                                  : compared_arms(trial);
    for (std::size_t arm = 0; arm < arms.size(); ++arm)
      curves[arm].push_back(curve_of(arms[arm], course.days));
  }
  const TrialPlan plan{scenario};
  for (const std::size_t arm : compared_arms_of(scenario, *shown.analysis)) {
    ArmCurve& one = course.arms.emplace_back();
    one.arm = scenario.arms[arm].id;
    one.assumed = assumed(plan, *shown.analysis, arm, course.days);
    summarize(curves[arm], one);
  }
  return course;
}

}  // namespace rehearse
