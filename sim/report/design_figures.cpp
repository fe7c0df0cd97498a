#include "design_figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "rehearse/core/units.hpp"
#include "rehearse/text/calendar_date.hpp"
#include "rehearse/text/number_text.hpp"

namespace rehearse {
namespace {

// A table's order, where it isn't that of the JSON.
enum Place { of_events, of_fraction, of_times, of_bounds, of_stopping };

std::string months_text(double days) {
  return fixed_text(days / days_per_month, 1);
}

// Early bounds have probabilities that four decimals would print as 0.
std::string probability_text(double p) {
  return p > 0.0 && p < 5e-5 ? fmt::format("{:.1e}", p) : fixed_text(p, 4);
}

// z, p and hazard ratio of a bound; null where there is none.
ResultFigure bound_figure(const std::string& name, const BoundScales& bound,
                          const std::string& label) {
  const bool is = std::isfinite(bound.z);
  const auto json = [is](double value) { return is ? Json(value) : Json(); };
  const Json members = {{name + "_z", json(bound.z)},
                        {name + "_p", json(bound.p)},
                        {"hazard_ratio_at_" + name, json(bound.hazard_ratio)}};
  std::vector<Shown> rows{
      {label, fixed_text(bound.z, 4), of_bounds},
      {"  nominal p, one-sided", is ? probability_text(bound.p) : "-",
       of_bounds},
      {"  hazard ratio there", is ? fixed_text(bound.hazard_ratio, 3) : "-",
       of_bounds}};
  if (label.empty()) rows.clear();
  return {std::move(rows), members};
}

// Which rows the scenario has use for.
struct Use {
  explicit Use(const DesignReport& report)
      : futility(stops_for_futility(report.config.scenario.analysis)),
        harm(report.config.scenario.analysis.harm ||
             report.config.scenario.analysis.tails == Tails::two),
        several(report.design.looks.size() > 1),
        power(report.design.analytic.power),
        may_not_come(std::ranges::any_of(
            report.design.looks,
            [](const auto& look) { return look.reached < 0.9995; })) {}

  bool futility, harm, several, power, may_not_come;
};

// `rejected`: at this look or before. Null without a power.
ResultFigure stopping_figure(const std::string& key,
                             const StoppingAtLook& stopping, double rejected,
                             const std::string& label, const Use& use) {
  const bool known = !label.empty();
  const auto json = [known](double p) { return known ? Json(p) : Json(); };
  const auto row = [&](bool used, const char* name, double p) {
    return Shown{label_if(known && used, name), probability_text(p),
                 of_stopping};
  };
  const Json members = {{"reject", json(stopping.reject)},
                        {"futility", json(stopping.futility)},
                        {"harm", json(stopping.harm)}};
  std::vector<Shown> rows{
      row(true, label.c_str(), stopping.reject),
      row(use.several, "  cumulative", rejected),
      row(use.futility, "  stops for futility", stopping.futility),
      row(use.harm, "  stops for harm", stopping.harm)};
  return {std::move(rows), Json::object({{key, members}})};
}

Figures time_figures(const DesignReport& report, std::size_t k) {
  const TrialDesignLook& look = report.design.looks[k];
  return {{"name", report.config.scenario.analysis.looks[k].name},
          {"information_fraction", optional_json(look.fraction),
           "  information fraction",
           look.fraction ? fixed_text(*look.fraction, 3) : "-", of_fraction},
          {"events", look.expected.events, "Events",
           fixed_text(look.expected.events, 1), of_events}};
}

Figures bound_figures(const TrialDesignLook& look, const Use& use) {
  const double spent = look.expected.bounds.alpha_spent;
  return {bound_figure("efficacy", look.efficacy, "Efficacy bound [z]"),
          bound_figure("futility", look.futility,
                       label_if(use.futility, "Futility bound [z]")),
          bound_figure("harm", look.harm, label_if(use.harm, "Harm bound [z]")),
          {"alpha_spent", spent, "Alpha spent", probability_text(spent),
           of_bounds}};
}

// Expectations: a fraction of a participant is right here, and rounding it
// would only hide how the figures sum up.
Figures course_of_look(const DesignReport& report, std::size_t k,
                       const Use& use) {
  const TrialDesignLook& look = report.design.looks[k];
  const std::string& start = report.config.scenario.start_date;
  return {{"time_months", look.time / days_per_month, "Expected time [months]",
           months_text(look.time), of_times},
          {"",
           {},
           label_if(!start.empty(), "  calendar date"),
           start.empty() ? "" : date_after(start, look.time),
           of_times},
          {"participants", look.expected.participants, "Expected participants",
           fixed_text(look.expected.participants, 1), of_times},
          {"reached", look.reached,
           label_if(use.may_not_come, "Trials that reach it [%]"),
           fixed_text(100.0 * look.reached, 1), of_times}};
}

}  // namespace

std::vector<Figures> design_looks(const DesignReport& report) {
  const Use use{report};
  const auto& by_schoenfeld = report.design.analytic.schoenfeld_stopping;
  std::vector<Figures> looks;
  double power = 0.0;
  double null_power = 0.0;
  double schoenfeld = 0.0;
  for (std::size_t k = 0; k < report.design.looks.size(); ++k) {
    const TrialDesignLook& look = report.design.looks[k];
    power += look.stopping.reject;
    null_power += look.null_stopping.reject;
    if (!by_schoenfeld.empty()) schoenfeld += by_schoenfeld[k].reject;
    Figures& figures = looks.emplace_back(time_figures(report, k));
    append(bound_figures(look, use), figures);
    append(course_of_look(report, k, use), figures);
    append({{"cumulative_power", use.power ? Json(power) : Json()},
            stopping_figure("stopping", look.stopping, power,
                            label_if(use.power, "First rejection at this look"),
                            use),
            stopping_figure("null_stopping", look.null_stopping, null_power,
                            "First rejection under H0", use),
            {"schoenfeld_cumulative_power",
             by_schoenfeld.empty() ? Json() : Json(schoenfeld)}},
           figures);
  }
  return looks;
}

Figures effect_figures(const DesignUnderEffect& under) {
  const bool ratio = under.hazard_ratio.has_value();
  return {{"effect", under.effect, label_if(!ratio, "Share of the effect"),
           fixed_text(under.effect, 2)},
          {"hazard_ratio", optional_json(under.hazard_ratio),
           label_if(ratio, "Hazard ratio"),
           ratio ? fixed_text(*under.hazard_ratio, 3) : ""},
          {"power", under.power, "Power", probability_text(under.power)},
          {"stop_futility", under.futility, "Stops for futility",
           probability_text(under.futility)},
          {"stop_harm", under.harm},
          {"expected_events", under.expected_events, "Expected events",
           fixed_text(under.expected_events, 1)},
          {"expected_time_months", under.expected_time / days_per_month,
           "Expected duration [months]", months_text(under.expected_time)}};
}

Figures course_figures(const Scenario& scenario, const ExpectedCourse& at) {
  const double events = at.events[0] + at.events[1];
  std::vector<Shown> rows;
  for (const std::size_t arm : printed_arms(scenario))
    rows.push_back({scenario.arms[arm].id, fixed_text(at.events[arm], 1)});
  const Json by_arm =
      by_arm_json(scenario, [&](std::size_t arm) { return at.events[arm]; });
  return {
      {"time_months", at.time / days_per_month, "Month", months_text(at.time)},
      {"participants", at.participants, "Participants",
       fixed_text(at.participants, 1)},
      {"events", events, "Events", fixed_text(events, 1)},
      {std::move(rows), Json::object({{"events_by_arm", by_arm}})}};
}

}  // namespace rehearse
