#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "participant_columns.hpp"
#include "rehearse/core/time_grid.hpp"
#include "rehearse/data/view_names.hpp"
#include "rehearse/text/calendar_date.hpp"
#include "trial_rows.hpp"

namespace rehearse {
namespace {

using Json = nlohmann::ordered_json;

struct Parameter {
  std::string text;
  std::string code;
};

// What a participant's time of one parameter is, and why.
struct TimeToEvent {
  double time;  // since randomization [days]
  Reason reason;
  std::string_view event;        // the event, or the reason of censoring
  std::string_view censored_at;  // what the date of censoring is
};

TimeToEvent time_to_event(double time, Reason reason) {
  return {time, reason, text(reason),
          is_event(reason)         ? ""
          : reason == Reason::lost ? "dropout"
                                   : "data cut"};
}

bool tells_deaths(const Scenario& scenario) {
  return scenario.endpoint.death != DeathModel{};
}

// PARAMCD has at most eight characters, the first a letter.
std::string code_of(const std::string& name) {
  std::string code;
  for (const char c : name) {
    const char upper = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    const bool is_letter = upper >= 'A' && upper <= 'Z';
    const bool is_digit = upper >= '0' && upper <= '9';
    if ((is_letter || (is_digit && !code.empty())) && code.size() < 8)
      code += upper;
  }
  return code.empty() ? "TTE" : code;
}

std::vector<Parameter> parameters_of(const Scenario& scenario) {
  std::vector<Parameter> parameters;
  if (scenario.review)
    for (const ViewName& view : view_names(scenario))
      parameters.push_back({view.parameter, view.code});
  else
    parameters.push_back(
        {scenario.endpoint.name,
         tells_deaths(scenario) ? "PFS" : code_of(scenario.endpoint.name)});
  if (tells_deaths(scenario)) parameters.push_back({"Overall Survival", "OS"});
  return parameters;
}

// A date of censoring is that of a scan, or of randomization, which is day 1.
TimeToEvent reviewed(const Outcome& outcome, const std::vector<Visit>& visits) {
  TimeToEvent result = time_to_event(outcome.time, outcome.reason);
  if (is_event(outcome.reason)) return result;
  const bool at_scan = std::ranges::any_of(visits, [&](const Visit& visit) {
    return visit.finding != Finding::missed && visit.actual_day == outcome.time;
  });
  result.censored_at = at_scan ? "last adequate scan" : "randomization";
  return result;
}

// Events are seen when they happen.
TimeToEvent seen(const ListedTrial& report, std::size_t index) {
  const Participants& people = report.trial.participants;
  const auto [time, ended] =
      observed_at(report.trial.looks[report.look].analysis_time, people, index);
  if (ended != EndReason::event)
    return time_to_event(
        time, ended == EndReason::dropout ? Reason::lost : Reason::no_event);
  if (people.progression.empty())
    return {time, Reason::progression, "event", ""};
  return time_to_event(
      time, people.death[index] == time ? Reason::death : Reason::progression);
}

// A death after dropout isn't known, nor one after the cut.
TimeToEvent survival(const ListedTrial& report, std::size_t index) {
  const Participants& people = report.trial.participants;
  const double followed = std::min(
      completed_duration(report.trial.looks[report.look].analysis_time -
                         people.entry[index]),
      longest_duration);
  const double death = people.death[index];
  const double dropout = people.dropout_time[index];
  if (death <= std::min(dropout, followed))
    return time_to_event(death, Reason::death);
  if (dropout <= followed) return time_to_event(dropout, Reason::lost);
  return time_to_event(followed, Reason::no_event);
}

// In the order of `parameters_of`.
std::vector<TimeToEvent> times_of(const ListedTrial& report,
                                  std::size_t index) {
  std::vector<TimeToEvent> times;
  if (const auto& review = report.trial.review)
    for (const auto& outcomes : review->outcomes)
      times.push_back(reviewed(outcomes[index], review->visits[index]));
  else
    times.push_back(seen(report, index));
  if (tells_deaths(report.config.scenario))
    times.push_back(survival(report, index));
  return times;
}

// 0: an event; otherwise the reason's number, from 1.
int censoring_code(Reason reason) {
  if (is_event(reason)) return 0;
  return 1 + static_cast<int>(reason) - static_cast<int>(Reason::no_scan);
}

const std::vector<std::string> columns{
    "STUDYID",  "USUBJID",  "SUBJID",  "TRT01P", "PARAM", "PARAMCD",
    "STARTDT",  "ADT",      "ADY",     "AVAL",   "AVALU", "CNSR",
    "EVNTDESC", "CNSDTDSC", "STRATAR", "STRATA"};

class RowMaker {
 public:
  explicit RowMaker(const ListedTrial& report)
      : report_(report),
        scenario_(report.config.scenario),
        parameters_(parameters_of(scenario_)),
        strata_(randomization_stratum_names(scenario_)),
        digits_(std::to_string(scenario_.participants).size()) {}

  void add(std::size_t index, ValueTable& table) const {
    const auto times = times_of(report_, index);
    for (std::size_t p = 0; p < parameters_.size(); ++p)
      table.rows.push_back(row(index, parameters_[p], times[p]));
  }

 private:
  [[nodiscard]] std::vector<Json> row(std::size_t index,
                                      const Parameter& parameter,
                                      const TimeToEvent& ended) const {
    const Participants& people = report_.trial.participants;
    const double entry = people.entry[index];
    // Day 1 is that of randomization: what happens in (k - 1, k] days is on
    // day k.
    const double day = std::max(1.0, std::ceil(ended.time));
    return {scenario_.id,
            fmt::format("{}-{:0{}}", scenario_.id, index + 1, digits_),
            index + 1,
            scenario_.arms[people.arm[index]].id,
            parameter.text + " (days)",
            parameter.code,
            date(entry),
            date(std::floor(entry) + day - 1.0),
            day,
            ended.time,
            "DAYS",
            censoring_code(ended.reason),
            ended.event,
            ended.censored_at.empty() ? Json(nullptr) : Json(ended.censored_at),
            strata_[people.stratum[index]],
            analysis_stratum_name(
                scenario_, people.cell_by(scenario_.analysis.levels, index))};
  }

  [[nodiscard]] Json date(double days) const {
    if (scenario_.start_date.empty()) return nullptr;
    return date_after(scenario_.start_date, days);
  }

  const ListedTrial& report_;
  const Scenario& scenario_;
  std::vector<Parameter> parameters_;
  std::vector<std::string> strata_;
  std::size_t digits_;
};

}  // namespace

ValueTable adtte_rows(const ListedTrial& report) {
  const Participants& people = report.trial.participants;
  const double cut = report.trial.looks[report.look].analysis_time;
  const RowMaker maker{report};
  ValueTable table{columns, {}};
  for (std::size_t i = 0; i < people.size() && people.entry[i] < cut; ++i)
    if (people.is_analysed(i)) maker.add(i, table);
  return table;
}

}  // namespace rehearse
