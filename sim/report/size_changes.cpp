// A size as changes of the config it was solved for.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "rehearse/core/units.hpp"
#include "rehearse/report/size_report.hpp"
#include "rehearse/text/text.hpp"

namespace rehearse {
namespace {

std::string duration_change(const std::string& key, double days) {
  return fmt::format("{}=\"{}\"", key, duration_text(days));
}

// But for rounding.
bool is_same(double a, double b) { return std::abs(a - b) <= 1e-9 * b; }

// Rates that are multiplied, at times that are divided.
std::string rates_change(const EnrolmentPlan& plan, double rates, double pace) {
  std::string periods;
  for (const RatePeriod& period : plan.rates) {
    if (!periods.empty()) periods += ", ";
    periods += '{';
    if (std::isfinite(period.until))
      periods +=
          fmt::format("until=\"{}\", ", duration_text(period.until / pace));
    periods += fmt::format("per_month={}}}",
                           period.rate * rates * pace * days_per_month);
  }
  return fmt::format("enrolment.rates=[{}]", periods);
}

// More participants enter within the same time; or the same ones at another
// pace.
void add_enrolment(const EnrolmentPlan& plan, double more, double pace,
                   std::vector<std::string>& changes) {
  if (!plan.rates.empty() && (more != 1.0 || pace != 1.0))
    changes.push_back(rates_change(plan, more, pace));
  if (pace == 1.0) return;
  if (plan.duration > 0.0)
    changes.push_back(
        duration_change("enrolment.duration", plan.duration / pace));
  if (plan.ramp_up > 0.0)
    changes.push_back(
        duration_change("enrolment.ramp_up", plan.ramp_up / pace));
}

// Looks that have no events to wait for come when theory expects theirs.
void add_time(const Look& look, const std::string& key, const TrialSize& size,
              double time, std::vector<std::string>& changes) {
  const auto add = [&](const char* trigger, std::optional<double> stated,
                       double since) {
    if (stated && time > since && !is_same(time - since, *stated))
      changes.push_back(duration_change(key + trigger, time - since));
  };
  add(".calendar", look.calendar, size.first_entry);
  add(".follow_up", look.follow_up, size.last_entry);
}

}  // namespace

std::vector<int> rounded_look_events(const AnalysisPlan& plan,
                                     const TrialSize& size,
                                     const RoundedSize& rounded) {
  std::vector<int> events;
  for (std::size_t k = 0; k < size.look_events.size(); ++k) {
    const double share = size.look_events[k] / size.look_events.back();
    const auto& stated = plan.looks[k].information;
    events.push_back(
        static_cast<int>(stated ? std::ceil(*stated * rounded.events - 1e-9)
                                : std::round(share * rounded.events)));
  }
  return events;
}

std::vector<std::string> size_changes(const Scenario& scenario, SolveFor solve,
                                      const TrialSize& size,
                                      const RoundedSize& rounded) {
  const AnalysisPlan& plan = scenario.analysis;
  std::vector<std::string> changes;
  if (rounded.participants != scenario.participants)
    changes.push_back(
        fmt::format("trial.participants={}", rounded.participants));
  const double more =
      rounded.participants / static_cast<double>(scenario.participants);
  add_enrolment(scenario.enrolment, more, size.entry_pace, changes);
  const std::vector<int> events = rounded_look_events(plan, size, rounded);
  for (std::size_t k = 0; k < plan.looks.size(); ++k) {
    const std::string key = fmt::format("analysis.looks[{}]", k);
    if (plan.looks[k].information) continue;  // follows the last look's events
    if (plan.looks[k].events)
      changes.push_back(fmt::format("{}.events={}", key, events[k]));
    else if (solve != SolveFor::participants)
      add_time(plan.looks[k], key, size, size.look_times[k], changes);
  }
  // Events at information 1, where they aren't the last look's own.
  const Look& last = plan.looks.back();
  if (plan.planned_events && plan.planned_events != last.events) {
    const double share =
        last.events ? static_cast<double>(*last.events) / *plan.planned_events
                    : last.information_fraction.value_or(1.0);
    changes.push_back(fmt::format("analysis.planned_events={}",
                                  std::lround(rounded.events / share)));
  }
  return changes;
}

}  // namespace rehearse
