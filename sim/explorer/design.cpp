// What theory says, and the curves of its figures.
#include "rehearse/study/design.hpp"

#include <algorithm>
#include <cmath>

#include "rehearse/core/units.hpp"
#include "rehearse/report/hypotheses_design.hpp"
#include "rehearse/report/scenario_summary.hpp"
#include "rehearse/trial/trial_plan.hpp"
#include "request.hpp"

namespace rehearse::explorer {
namespace {

// The arms' survival, from entry to when nearly all that will fail have, or to
// ten years.
Json survival_json(const Scenario& scenario) {
  const TrialPlan plan{scenario};
  constexpr double most_months = 120.0;
  constexpr double enough = 0.05;
  double end = 12.0;
  const auto survival = [&](std::size_t arm, double months) {
    return plan.arms.survival(arm, months * days_per_month);
  };
  while (end < most_months && survival(0, end) > enough) end += 6.0;
  Json months = Json::array();
  for (double month = 0.0; month <= end; month += end / 120.0)
    months.push_back(month);
  Json arms = Json::array();
  for (std::size_t arm = 0; arm < scenario.arms.size(); ++arm) {
    Json curve = Json::array();
    for (const Json& month : months)
      curve.push_back(survival(arm, month.get<double>()));
    arms.push_back({{"name", scenario.arms[arm].id}, {"survival", curve}});
  }
  return {
      {"months", months}, {"arms", arms}, {"endpoint", scenario.endpoint.name}};
}

Json course_json(const DesignReport& report) {
  Json months = Json::array();
  Json participants = Json::array();
  std::array<Json, arm_count> events{Json::array(), Json::array()};
  for (const ExpectedCourse& at : report.design.course) {
    months.push_back(at.time / days_per_month);
    participants.push_back(at.participants);
    for (std::size_t arm = 0; arm < arm_count; ++arm)
      events[arm].push_back(at.events[arm]);
  }
  Json by_arm = Json::array();
  for (std::size_t arm = 0; arm < arm_count; ++arm)
    by_arm.push_back({{"name", report.config.scenario.arms[arm].id},
                      {"expected", events[arm]}});
  return {
      {"months", months}, {"participants", participants}, {"events", by_arm}};
}

// What of a look of `rehearse design` is drawn, under the figures' names.
Json looks_json(const Json& report) {
  constexpr std::array<std::array<const char*, 2>, 11> names{
      {{"name", "name"},
       {"months", "time_months"},
       {"events", "events"},
       {"efficacy_z", "efficacy_z"},
       {"efficacy_hr", "hazard_ratio_at_efficacy"},
       {"efficacy_p", "efficacy_p"},
       {"futility_z", "futility_z"},
       {"futility_hr", "hazard_ratio_at_futility"},
       {"harm_z", "harm_z"},
       {"cumulative_alpha", "alpha_spent"},
       {"cumulative_power", "cumulative_power"}}};
  Json looks = Json::array();
  for (const Json& look : report.at("looks")) {
    Json drawn;
    for (const auto& [name, of_report] : names)
      drawn[name] = look.value(of_report, Json());
    drawn["reached"] = look.value("reached", Json());
    looks.push_back(drawn);
  }
  return looks;
}

Answer answer_of(const Report& report, const LoadedConfig& config,
                 Json figures) {
  std::vector<Diagnostic> warnings = config.warnings;
  std::ranges::copy(theory_warnings(config.scenario),
                    std::back_inserter(warnings));
  figures["survival"] = survival_json(config.scenario);
  return {{{"report", report.json},
           {"text", table_text(report)},
           {"csv", print(report, Format::csv)},
           {"warnings", faults_json(warnings)},
           {"figures", figures}}};
}

}  // namespace

Answer design(const Json& request, Parts) {
  const LoadedConfig config = config_of(request);
  if (!config.scenario.hypotheses.empty())
    return answer_of(
        hypotheses_design(config), config,
        {{"course", nullptr}, {"looks", Json::array()}, {"power", nullptr}});
  const DesignReport report = study_design(config);
  const Report printed = report_of(report);
  return answer_of(printed, config,
                   {{"course", course_json(report)},
                    {"looks", looks_json(printed.json)},
                    {"power", printed.json.at("power")}});
}

}  // namespace rehearse::explorer
