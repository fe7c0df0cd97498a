#include "subject_columns.hpp"

#include <fmt/format.h>

#include "rehearse/data/view_names.hpp"
#include "rehearse/text/calendar_date.hpp"

namespace rehearse {

using Json = nlohmann::ordered_json;

SubjectColumns::SubjectColumns(const ListedTrial& report)
    : report_(report),
      digits_(std::to_string(report.config.scenario.participants).size()) {}

std::vector<Variable> SubjectColumns::variables() const {
  const Scenario& scenario = report_.config.scenario;
  std::vector<CodedTerm> arms;
  for (const CodedTerm& arm : arm_numbers()) arms.push_back({arm.meaning});
  std::vector<Variable> variables{
      {"STUDYID", "Study Identifier"},
      {.name = "USUBJID", .label = "Unique Subject Identifier", .key = 1},
      {"SUBJID", "Subject Identifier for the Study"}};
  if (!scenario.sites.empty())
    variables.push_back({"SITEID", "Study Site Identifier"});
  variables.push_back({.name = "TRT01P",
                       .label = "Planned Treatment for Period 01",
                       .codes = std::move(arms)});
  variables.push_back({.name = "TRT01PN",
                       .label = "Planned Treatment for Period 01 (N)",
                       .type = VariableType::integer,
                       .codes = arm_numbers()});
  return variables;
}

std::vector<Json> SubjectColumns::cells(std::size_t index) const {
  const Scenario& scenario = report_.config.scenario;
  const Participants& people = report_.trial.participants;
  std::vector<Json> cells{
      scenario.id, fmt::format("{}-{:0{}}", scenario.id, index + 1, digits_),
      fmt::to_string(index + 1)};
  if (!scenario.sites.empty())
    cells.emplace_back(scenario.sites[people.site[index]].id);
  cells.emplace_back(scenario.arms[people.arm[index]].id);
  cells.emplace_back(arm_number(people.arm[index]));
  return cells;
}

std::vector<CodedTerm> SubjectColumns::arm_numbers() const {
  const Scenario& scenario = report_.config.scenario;
  std::vector<CodedTerm> numbers;
  for (const std::size_t arm : printed_arms(scenario))
    numbers.push_back(
        {fmt::to_string(numbers.size() + 1), scenario.arms[arm].id});
  return numbers;
}

std::size_t SubjectColumns::arm_number(std::size_t arm) const {
  return printed_arms(report_.config.scenario)[0] == arm ? 1 : 2;
}

Json SubjectColumns::date(double days) const {
  const std::string& start = report_.config.scenario.start_date;
  if (start.empty()) return nullptr;
  return date_after(start, days);
}

}  // namespace rehearse
