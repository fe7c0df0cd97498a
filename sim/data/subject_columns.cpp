#include "subject_columns.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "participant_columns.hpp"
#include "rehearse/data/view_names.hpp"
#include "rehearse/montecarlo/graph_decision.hpp"
#include "rehearse/text/calendar_date.hpp"
#include "rehearse/trial/hypothesis_view.hpp"
#include "rehearse/trial/words.hpp"

namespace rehearse {

using Json = nlohmann::ordered_json;

namespace {

// The control last, where the config states an experimental arm first.
std::vector<std::size_t> listed_arms(const Scenario& scenario) {
  std::vector<std::size_t> arms;
  for (std::size_t arm = 1; arm < scenario.arms.size(); ++arm)
    arms.push_back(arm);
  arms.insert(scenario.experimental_first ? arms.end() : arms.begin(), 0);
  return arms;
}

}  // namespace

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
  for (const std::size_t arm : listed_arms(scenario))
    numbers.push_back(
        {fmt::to_string(numbers.size() + 1), scenario.arms[arm].id});
  return numbers;
}

std::size_t SubjectColumns::arm_number(std::size_t arm) const {
  const auto arms = listed_arms(report_.config.scenario);
  return 1 +
         static_cast<std::size_t>(std::ranges::find(arms, arm) - arms.begin());
}

Json SubjectColumns::date(double days) const {
  const std::string& start = report_.config.scenario.start_date;
  if (start.empty()) return nullptr;
  return date_after(start, days);
}

const char* PopulationFlag::of(const Scenario& scenario,
                               const Participants& people,
                               std::size_t index) const {
  return is_in_population(scenario, *analysis, people, index) ? "Y" : "N";
}

std::vector<PopulationFlag> population_flags(const Scenario& scenario) {
  std::vector<PopulationFlag> flags;
  for (const std::size_t h : simulated_hypotheses(scenario)) {
    const AnalysisPlan& plan = scenario.hypotheses[h].analysis;
    const Comparison& of = plan.comparison;
    const bool known = std::ranges::any_of(flags, [&](const auto& flag) {
      return flag.analysis->comparison.population == of.population &&
             flag.analysis->levels == plan.levels;
    });
    if (known || of.population.empty()) continue;
    const std::size_t number = flags.size() + 1;
    flags.push_back({fmt::format("POP{}FL", number),
                     fmt::format("Population {} Flag", number),
                     fmt::format("Y: {} ({} levels)",
                                 population_text(scenario, of.population),
                                 word_of(plan.levels)),
                     &plan});
  }
  return flags;
}

std::vector<CodedTerm> yes_or_no() { return {{"Y", "Yes"}, {"N", "No"}}; }

}  // namespace rehearse
