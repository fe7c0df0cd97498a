#include "participant_columns.hpp"

#include <algorithm>

#include "rehearse/core/expect.hpp"
#include "rehearse/core/time_grid.hpp"
#include "rehearse/lists/seed.hpp"
#include "rehearse/montecarlo/estimate_power.hpp"
#include "rehearse/trial/trial_plan.hpp"

namespace rehearse {

const char* name_of(EndReason reason) {
  switch (reason) {
    case EndReason::event:
      return "event";
    case EndReason::dropout:
      return "dropout";
    case EndReason::administrative:
      return "administrative";
  }
  return "";
}

namespace {

// `event`: since entry [days].
Observed observed_at(double cut, const Participants& people, std::size_t index,
                     double event) {
  expect(people.entry[index] < cut, "only who has entered is observed");
  const double dropout = people.dropout_time[index];
  const double exposure = completed_duration(cut - people.entry[index]);
  const double ends = std::min(event, dropout);
  if (ends > exposure || ends >= never)
    return {std::min(exposure, longest_duration), EndReason::administrative};
  return {ends, event <= dropout ? EndReason::event : EndReason::dropout};
}

}  // namespace

Observed observed_at(double cut, const Participants& people,
                     std::size_t index) {
  return observed_at(cut, people, index, people.event_time[index]);
}

Observed survival_at(double cut, const Participants& people,
                     std::size_t index) {
  return observed_at(cut, people, index, people.death[index]);
}

bool is_in_population(const Scenario& scenario, const AnalysisPlan& analysis,
                      const Participants& people, std::size_t index) {
  const std::size_t cell = people.cell_by(analysis.levels, index);
  return std::ranges::all_of(
      analysis.comparison.population, [&](const FactorLevel& wanted) {
        return level_of(scenario, cell, wanted.factor) == wanted.level;
      });
}

std::size_t view_of(const Scenario& scenario, const AnalysisPlan& analysis) {
  const auto views = endpoint_views(scenario);
  return static_cast<std::size_t>(std::ranges::find(views, analysis.endpoint) -
                                  views.begin());
}

bool compares(const Scenario& scenario, const AnalysisPlan& analysis,
              const Participants& people, std::size_t index) {
  const std::size_t arm = people.arm[index];
  return people.is_analysed(index) &&
         (arm == 0 || arm == analysis.comparison.arm) &&
         is_in_population(scenario, analysis, people, index);
}

std::vector<std::string> randomization_stratum_names(const Scenario& scenario) {
  auto names = stratum_names(scenario);
  if (names.size() == 1 && names[0].empty()) names[0] = "all";
  return names;
}

std::string analysis_stratum_name(const Scenario& scenario,
                                  const AnalysisPlan& analysis,
                                  const Participants& people,
                                  std::size_t index) {
  const std::size_t cell = people.cell_by(analysis.levels, index);
  std::string name;
  for (const std::size_t by : analysis.stratify_by) {
    const Factor& factor = scenario.factors[by];
    if (!name.empty()) name += ';';
    name += factor.name + '=' + factor.levels[level_of(scenario, cell, by)];
  }
  return name.empty() ? "all" : name;
}

std::vector<std::size_t> places_in_stratum(const Participants& people) {
  std::vector<std::size_t> sizes;
  std::vector<std::size_t> places;
  for (const std::uint32_t stratum : people.stratum) {
    if (stratum >= sizes.size()) sizes.resize(stratum + 1, 0);
    places.push_back(++sizes[stratum]);
  }
  return places;
}

}  // namespace rehearse
