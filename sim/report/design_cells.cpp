#include "design_cells.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "rehearse/core/units.hpp"
#include "rehearse/report/power_report.hpp"
#include "rehearse/text/calendar_date.hpp"
#include "rehearse/text/number_text.hpp"
#include "rehearse/text/percent.hpp"

namespace rehearse {
namespace {

constexpr std::size_t most_course_rows = 12;

std::string months_text(double days) {
  return fixed_text(days / days_per_month, 1);
}

std::string probability_text(double p) {
  return p > 0.0 && p < 5e-5 ? fmt::format("{:.1e}", p) : fixed_text(p, 4);
}

// Adds a row: its label and a cell for each look.
template <class Cell>
void add_row(TextTable& table, const DesignReport& report, std::string label,
             const Cell& cell) {
  auto& row = table.rows.emplace_back();
  row.push_back(std::move(label));
  for (const TrialDesignLook& look : report.design.looks)
    row.push_back(cell(look));
}

void add_bound(TextTable& table, const DesignReport& report,
               const std::string& label, BoundScales TrialDesignLook::*bound) {
  add_row(table, report, label + " bound [z]",
          [&](const auto& look) { return fixed_text((look.*bound).z, 4); });
  add_row(table, report, "  nominal p, one-sided", [&](const auto& look) {
    return std::isfinite((look.*bound).z) ? probability_text((look.*bound).p)
                                          : "-";
  });
  add_row(table, report, "  hazard ratio there", [&](const auto& look) {
    return std::isfinite((look.*bound).z)
               ? fixed_text((look.*bound).hazard_ratio, 3)
               : "-";
  });
}

void add_times(TextTable& table, const DesignReport& report) {
  add_row(table, report, "Events",
          [](const auto& look) { return fixed_text(look.expected.events, 1); });
  add_row(table, report, "  information fraction", [](const auto& look) {
    return look.fraction ? fixed_text(*look.fraction, 3) : "-";
  });
  add_row(table, report, "Expected time [months]",
          [](const auto& look) { return months_text(look.time); });
  const std::string& start = report.config.scenario.start_date;
  if (!start.empty())
    add_row(table, report, "  calendar date",
            [&](const auto& look) { return date_after(start, look.time); });
  add_row(table, report, "Expected participants", [](const auto& look) {
    return fixed_text(look.expected.participants, 1);
  });
  const bool may_not_come = std::ranges::any_of(
      report.design.looks,
      [](const auto& look) { return look.reached < 0.9995; });
  if (may_not_come)
    add_row(table, report, "Trials that reach it [%]", [](const auto& look) {
      return fixed_text(100.0 * look.reached, 1);
    });
}

void add_stopping(TextTable& table, const DesignReport& report,
                  const std::string& under,
                  StoppingAtLook TrialDesignLook::*stopping) {
  const AnalysisPlan& plan = report.config.scenario.analysis;
  const auto row = [&](const char* label, double StoppingAtLook::*why) {
    add_row(table, report, label, [&](const auto& look) {
      return probability_text(look.*stopping.*why);
    });
  };
  row(under.c_str(), &StoppingAtLook::reject);
  double sum = 0.0;
  if (report.design.looks.size() > 1)
    add_row(table, report, "  cumulative", [&](const auto& look) {
      return probability_text(sum += (look.*stopping).reject);
    });
  if (stops_for_futility(plan))
    row("  stops for futility", &StoppingAtLook::futility);
  if (plan.harm || plan.tails == Tails::two)
    row("  stops for harm", &StoppingAtLook::harm);
}

}  // namespace

TextTable design_look_cells(const DesignReport& report) {
  const AnalysisPlan& plan = report.config.scenario.analysis;
  TextTable table;
  table.header.push_back("Look");
  for (std::size_t k = 0; k < report.design.looks.size(); ++k)
    table.header.push_back(plan.looks[k].name);
  add_times(table, report);
  add_bound(table, report, "Efficacy", &TrialDesignLook::efficacy);
  if (stops_for_futility(plan))
    add_bound(table, report, "Futility", &TrialDesignLook::futility);
  if (plan.harm || plan.tails == Tails::two)
    add_bound(table, report, "Harm", &TrialDesignLook::harm);
  add_row(table, report, "Alpha spent", [](const auto& look) {
    return probability_text(look.expected.bounds.alpha_spent);
  });
  if (report.design.analytic.power)
    add_stopping(table, report, "First rejection at this look",
                 &TrialDesignLook::stopping);
  add_stopping(table, report, "First rejection under H0",
               &TrialDesignLook::null_stopping);
  return table;
}

TextTable design_effect_cells(const DesignReport& report) {
  const bool ratio = report.design.under.front().hazard_ratio.has_value();
  TextTable table{
      {ratio ? "Hazard ratio" : "Share of the effect", "Power",
       "Stops for futility", "Expected events", "Expected duration [months]"},
      {}};
  for (const DesignUnderEffect& under : report.design.under)
    table.rows.push_back({ratio ? fixed_text(*under.hazard_ratio, 3)
                                : fixed_text(under.effect, 2),
                          probability_text(under.power),
                          probability_text(under.futility),
                          fixed_text(under.expected_events, 1),
                          months_text(under.expected_time)});
  return table;
}

TextTable design_course_cells(const DesignReport& report) {
  const Scenario& scenario = report.config.scenario;
  const auto arms = printed_arms(scenario);
  TextTable table{{"Month", "Participants", "Events"}, {}};
  for (const std::size_t arm : arms)
    table.header.push_back(scenario.arms[arm].id);
  const auto& course = report.design.course;
  const std::size_t step = (course.size() - 1) / most_course_rows + 1;
  for (std::size_t i = 0; i < course.size(); ++i) {
    if ((i + 1) % step != 0 && i + 1 < course.size()) continue;
    const ExpectedCourse& at = course[i];
    auto& row = table.rows.emplace_back();
    row = {months_text(at.time), fixed_text(at.participants, 1),
           fixed_text(at.events[0] + at.events[1], 1)};
    for (const std::size_t arm : arms)
      row.push_back(fixed_text(at.events[arm], 1));
  }
  return table;
}

std::string design_power_line(const DesignReport& report) {
  const AnalyticPower& analytic = report.design.analytic;
  if (report.design.unexpected) return "none by a formula";
  std::string line;
  if (analytic.power)
    line = fmt::format("{:.4f} by the {}", *analytic.power,
                       analytic.approximation);
  if (analytic.schoenfeld_power)
    line += fmt::format("; {:.4f} by Schoenfeld's drift",
                        *analytic.schoenfeld_power);
  return line.empty() ? "no formula for this design: simulate it with "
                        "`rehearse power`"
                      : line;
}

std::vector<std::string> unexpected_lines(const DesignReport& report) {
  if (!report.design.unexpected) return {};
  const auto& [reached, possible] = *report.design.unexpected;
  const auto& looks = report.config.scenario.analysis.looks;
  const Look& look = looks[report.design.looks.size()];
  return {fmt::format("Look {} waits for {} events, where {} are all that can "
                      "be expected: it comes",
                      look.name, look.events.value_or(0),
                      possible_text(possible, look.events.value_or(0))),
          fmt::format("in {} of the trials. In the others its test is made at "
                      "the last observation:",
                      percent_text(reached)),
          "plan fewer events, or simulate it with `rehearse power`."};
}

std::vector<std::string> assurance_lines(const DesignReport& report) {
  if (!report.assurance) return {};
  const auto& [power, at_least_80, favourable] = *report.assurance;
  const auto& q = power.quantiles;
  return {fmt::format("Assurance {:.4f}: the power averaged over the prior;",
                      power.power),
          fmt::format("P(power at least 0.8) {:.4f}, P(hazard ratio below the "
                      "null's) {:.4f};",
                      at_least_80, favourable),
          fmt::format("power's 5%, 25%, 50%, 75% and 95% quantiles: {:.4f}, "
                      "{:.4f}, {:.4f}, {:.4f}, {:.4f}",
                      q[0], q[1], q[2], q[3], q[4])};
}

std::vector<std::string> interim_lines(const DesignReport& report) {
  if (!report.interim) return {};
  const InterimAnswer& at = *report.interim;
  const auto& looks = report.config.scenario.analysis.looks;
  std::vector<std::string> lines{fmt::format(
      "Interim result at look {}: z {:.4g}, hazard ratio {:.4g}, "
      "{} events",
      looks[at.look].name, at.z, at.hazard_ratio, fixed_text(at.events, 0))};
  const auto add = [&](const char* what, std::optional<double> power) {
    if (power) lines.push_back(fmt::format("  {:.4f}  {}", *power, what));
  };
  add("conditional power under the effect seen so far", at.power.current_trend);
  add("conditional power under the scenario's effect", at.power.scenario);
  add("conditional power under the design's effect", at.power.design);
  add("predictive power, flat prior", at.power.predictive);
  add("predictive power, prior of [assurance]", at.power.predictive_prior);
  return lines;
}

}  // namespace rehearse
