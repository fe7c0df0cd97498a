#include <fmt/format.h>

#include <algorithm>

#include "participant_columns.hpp"
#include "rehearse/trial/trial_plan.hpp"
#include "subject_columns.hpp"

namespace rehearse {
namespace {

using Json = nlohmann::ordered_json;

bool is_randomized_by(const Scenario& scenario, std::size_t factor) {
  const RandomizationPlan& plan = scenario.randomization;
  return std::ranges::find(plan.stratify_by, factor) !=
             plan.stratify_by.end() ||
         std::ranges::any_of(plan.minimize_over,
                             [&](const MinimizedMargin& margin) {
                               return margin.factor == factor;
                             });
}

std::vector<CodedTerm> levels_of(const Factor& factor) {
  std::vector<CodedTerm> terms;
  for (const std::string& level : factor.levels) terms.push_back({level});
  return terms;
}

// ADaM's names of a factor that randomization looks at: what it is, and its
// level as recorded and, where that may be wrong, as it is. Of any other, names
// that are as short.
class FactorColumns {
 public:
  explicit FactorColumns(const Scenario& scenario) : scenario_(scenario) {
    for (std::size_t f = 0; f < scenario.factors.size(); ++f)
      (is_randomized_by(scenario, f) ? strata_ : others_).push_back(f);
    verified_ = scenario.conduct && !scenario.conduct->misstratified.empty();
  }

  void add_to(std::vector<Variable>& variables) const {
    for (std::size_t i = 0; i < strata_.size(); ++i) {
      const Factor& factor = scenario_.factors[strata_[i]];
      variables.push_back(
          {.name = fmt::format("STRAT{}D", i + 1),
           .label = fmt::format("Description of Strat Factor {}", i + 1),
           .codes = {{factor.name}}});
      variables.push_back(
          {.name = fmt::format("STRAT{}R", i + 1),
           .label = fmt::format("Strat Factor {} Value Used for Rand", i + 1),
           .codes = levels_of(factor)});
      if (verified_)
        variables.push_back(
            {.name = fmt::format("STRAT{}V", i + 1),
             .label =
                 fmt::format("Strat Factor {} Value from Verif Source", i + 1),
             .codes = levels_of(factor)});
    }
    for (std::size_t i = 0; i < others_.size(); ++i) {
      const Factor& factor = scenario_.factors[others_[i]];
      variables.push_back(
          {.name = fmt::format("BLFAC{}D", i + 1),
           .label = fmt::format("Description of Baseline Factor {}", i + 1),
           .codes = {{factor.name}}});
      variables.push_back({.name = fmt::format("BLFAC{}", i + 1),
                           .label = fmt::format("Baseline Factor {}", i + 1),
                           .codes = levels_of(factor)});
    }
  }

  void add_to(std::vector<Json>& row, const Participants& people,
              std::size_t index) const {
    for (const std::size_t factor : strata_) {
      row.emplace_back(scenario_.factors[factor].name);
      row.emplace_back(
          level(people.cell_by(StratumLevels::randomized, index), factor));
      if (verified_) row.emplace_back(level(people.cell[index], factor));
    }
    for (const std::size_t factor : others_) {
      row.emplace_back(scenario_.factors[factor].name);
      row.emplace_back(level(people.cell[index], factor));
    }
  }

 private:
  [[nodiscard]] const std::string& level(std::size_t cell,
                                         std::size_t factor) const {
    return scenario_.factors[factor].levels[level_of(scenario_, cell, factor)];
  }

  const Scenario& scenario_;
  std::vector<std::size_t> strata_;
  std::vector<std::size_t> others_;
  bool verified_ = false;
};

// What ADTTE hasn't, but for factors.
void add_own(std::vector<Variable>& variables, const SubjectColumns& subjects) {
  const std::string as_planned =
      "As planned: everybody is simulated under the treatment of the arm";
  const auto arms = std::ranges::find(variables, "TRT01P", &Variable::name);
  variables.insert(
      variables.end(),
      {{.name = "TRT01A",
        .label = "Actual Treatment for Period 01",
        .origin = Origin::derived,
        .source = as_planned,
        .codes = arms->codes},
       {.name = "TRT01AN",
        .label = "Actual Treatment for Period 01 (N)",
        .type = VariableType::integer,
        .origin = Origin::derived,
        .source = as_planned,
        .codes = subjects.arm_numbers()},
       {.name = "RANDDT",
        .label = "Date of Randomization",
        .type = VariableType::date},
       {.name = "FASFL",
        .label = "Full Analysis Set Population Flag",
        .origin = Origin::derived,
        .source = "N: found ineligible, and left out of the tests; else Y",
        .codes = yes_or_no()},
       {"STRATAR", "Strata Used for Randomization"}});
}

void add_flags(const std::vector<PopulationFlag>& flags,
               std::vector<Variable>& variables) {
  for (const PopulationFlag& flag : flags)
    variables.push_back({.name = flag.name,
                         .label = flag.label,
                         .origin = Origin::derived,
                         .source = flag.source,
                         .codes = yes_or_no()});
}

}  // namespace

DataSet adsl_set(const ListedTrial& report) {
  const Scenario& scenario = report.config.scenario;
  const Participants& people = report.trial.participants;
  const SubjectColumns subjects{report};
  const FactorColumns factors{scenario};
  DataSet set{"ADSL",
              "Subject-Level Analysis Dataset",
              "SUBJECT LEVEL ANALYSIS DATASET",
              "",
              "One record per subject",
              subjects.variables(),
              {}};
  add_own(set.variables, subjects);
  factors.add_to(set.variables);
  const auto flags = population_flags(scenario);
  add_flags(flags, set.variables);
  const auto strata = randomization_stratum_names(scenario);
  const double cut = report.trial.looks[report.look].analysis_time;
  for (std::size_t i = 0; i < people.size() && people.entry[i] < cut; ++i) {
    std::vector<Json>& row = set.rows.emplace_back(subjects.cells(i));
    row.insert(
        row.end(),
        {scenario.arms[people.arm[i]].id, subjects.arm_number(people.arm[i]),
         subjects.date(people.entry[i]), people.is_analysed(i) ? "Y" : "N",
         strata[people.stratum[i]]});
    factors.add_to(row, people, i);
    for (const PopulationFlag& flag : flags)
      row.emplace_back(flag.of(scenario, people, i));
  }
  return set;
}

}  // namespace rehearse
