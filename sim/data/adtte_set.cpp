#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "participant_columns.hpp"
#include "rehearse/core/time_grid.hpp"
#include "rehearse/data/view_names.hpp"
#include "subject_columns.hpp"

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

// Of one reason for each way in which an observation ends.
TimeToEvent ended(const Observed& observed, Reason event) {
  return time_to_event(observed.time, observed.reason == EndReason::event
                                          ? event
                                      : observed.reason == EndReason::dropout
                                          ? Reason::lost
                                          : Reason::no_event);
}

// Events are seen when they happen.
TimeToEvent seen(const ListedTrial& report, std::size_t index) {
  const Participants& people = report.trial.participants;
  const Observed observed =
      observed_at(report.trial.looks[report.look].analysis_time, people, index);
  const double time = observed.time;
  if (observed.reason == EndReason::event && people.progression.empty())
    return {time, Reason::progression, "event", ""};
  const bool dies = !people.death.empty() && people.death[index] == time;
  return ended(observed, dies ? Reason::death : Reason::progression);
}

TimeToEvent survival(const ListedTrial& report, std::size_t index) {
  return ended(survival_at(report.trial.looks[report.look].analysis_time,
                           report.trial.participants, index),
               Reason::death);
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

std::vector<CodedTerm> parameter_codes(
    const std::vector<Parameter>& parameters) {
  std::vector<CodedTerm> codes;
  codes.reserve(parameters.size());
  for (const Parameter& parameter : parameters)
    codes.push_back({parameter.code, parameter.text + " (days)"});
  return codes;
}

std::vector<CodedTerm> censoring_codes() {
  std::vector<CodedTerm> codes{{"0", "event"}};
  for (auto i = static_cast<std::size_t>(Reason::no_scan); i < reason_count;
       ++i) {
    const auto reason = static_cast<Reason>(i);
    codes.push_back(
        {fmt::to_string(censoring_code(reason)), std::string{text(reason)}});
  }
  return codes;
}

// Those of the participant are ADSL's.
std::vector<Variable> subject_variables(const SubjectColumns& subjects) {
  std::vector<Variable> variables = subjects.variables();
  for (Variable& variable : variables) {
    variable.origin = Origin::predecessor;
    variable.source = "ADSL." + variable.name;
  }
  return variables;
}

std::vector<Variable> variables_of(const SubjectColumns& subjects,
                                   const std::vector<Parameter>& parameters,
                                   const Scenario& scenario) {
  using enum VariableType;
  using enum Origin;
  std::vector<Variable> variables = subject_variables(subjects);
  variables.insert(
      variables.end(),
      {{"PARAM", "Parameter"},
       {"PARAMCD", "Parameter Code", VariableType::text, assigned, "",
        parameter_codes(parameters), 2},
       {"STARTDT", "Time to Event Origin Date for Subject", date, predecessor,
        "ADSL.RANDDT"},
       {"ADT", "Analysis Date", date, derived, "STARTDT + ADY - 1"},
       {"ADY", "Analysis Relative Day", integer, derived,
        "AVAL rounded up to a whole number, at least 1: what happens in "
        "(k - 1, k] days is on day k"},
       {"AVAL", "Analysis Value", number, derived,
        "Days from randomization to the event or the censoring"},
       {.name = "AVALU", .label = "Analysis Value Unit", .codes = {{"DAYS"}}},
       {"CNSR", "Censor", integer, derived,
        "0: the event; above: why the time is censored", censoring_codes()},
       {"EVNTDESC", "Event or Censoring Description", VariableType::text,
        derived, "The event, or why there is none"},
       {"CNSDTDSC", "Censor Date Description", VariableType::text, derived,
        "What the date of censoring is; missing for events"},
       {"STRATAR", "Strata Used for Randomization", VariableType::text,
        predecessor, "ADSL.STRATAR"},
       {"STRATA", "Strata Used for Analysis", VariableType::text, derived,
        "Levels of the factors that stratify the look's test"}});
  for (const PopulationFlag& flag : population_flags(scenario))
    variables.push_back({.name = flag.name,
                         .label = flag.label,
                         .origin = predecessor,
                         .source = "ADSL." + flag.name,
                         .codes = yes_or_no()});
  return variables;
}

class RowMaker {
 public:
  explicit RowMaker(const ListedTrial& report)
      : report_(report),
        scenario_(report.config.scenario),
        subjects_(report),
        parameters_(parameters_of(scenario_)),
        analysis_(*listed_looks(scenario_)[report.look].analysis),
        flags_(population_flags(scenario_)),
        strata_(randomization_stratum_names(scenario_)) {}

  [[nodiscard]] std::vector<Variable> variables() const {
    return variables_of(subjects_, parameters_, scenario_);
  }

  void add(std::size_t index, DataSet& set) const {
    const auto times = times_of(report_, index);
    for (std::size_t p = 0; p < parameters_.size(); ++p)
      set.rows.push_back(row(index, parameters_[p], times[p]));
  }

 private:
  [[nodiscard]] std::vector<Json> row(std::size_t index,
                                      const Parameter& parameter,
                                      const TimeToEvent& end) const {
    const Participants& people = report_.trial.participants;
    const double entry = people.entry[index];
    // Day 1 is that of randomization: what happens in (k - 1, k] days is on
    // day k.
    const double day = std::max(1.0, std::ceil(end.time));
    std::vector<Json> row = subjects_.cells(index);
    row.insert(
        row.end(),
        {parameter.text + " (days)", parameter.code, subjects_.date(entry),
         subjects_.date(std::floor(entry) + day - 1.0), day, end.time, "DAYS",
         censoring_code(end.reason), end.event,
         end.censored_at.empty() ? Json(nullptr) : Json(end.censored_at),
         strata_[people.stratum[index]],
         analysis_stratum_name(scenario_, analysis_, people, index)});
    for (const PopulationFlag& flag : flags_)
      row.emplace_back(flag.of(scenario_, people, index));
    return row;
  }

  const ListedTrial& report_;
  const Scenario& scenario_;
  SubjectColumns subjects_;
  std::vector<Parameter> parameters_;
  const AnalysisPlan& analysis_;  // the look's
  std::vector<PopulationFlag> flags_;
  std::vector<std::string> strata_;
};

}  // namespace

DataSet adtte_set(const ListedTrial& report) {
  const Participants& people = report.trial.participants;
  const double cut = report.trial.looks[report.look].analysis_time;
  const RowMaker maker{report};
  DataSet set{"ADTTE",
              "Time-to-Event Analysis Dataset",
              "BASIC DATA STRUCTURE",
              "TIME-TO-EVENT",
              "One record per subject per parameter",
              maker.variables(),
              {}};
  for (std::size_t i = 0; i < people.size() && people.entry[i] < cut; ++i)
    if (people.is_analysed(i)) maker.add(i, set);
  return set;
}

}  // namespace rehearse
