#include "participant_columns.hpp"

#include <algorithm>

#include "rehearse/core/expect.hpp"
#include "rehearse/core/time_grid.hpp"
#include "rehearse/lists/seed.hpp"
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

Observed observed_at(double cut, const Participants& people,
                     std::size_t index) {
  expect(people.entry[index] < cut, "only who has entered is observed");
  const double event = people.event_time[index];
  const double dropout = people.dropout_time[index];
  const double exposure = completed_duration(cut - people.entry[index]);
  const double ends = std::min(event, dropout);
  if (ends > exposure || ends >= never)
    return {std::min(exposure, longest_duration), EndReason::administrative};
  return {ends, event <= dropout ? EndReason::event : EndReason::dropout};
}

std::vector<std::string> randomization_stratum_names(const Scenario& scenario) {
  auto names = stratum_names(scenario);
  if (names.size() == 1 && names[0].empty()) names[0] = "all";
  return names;
}

std::string analysis_stratum_name(const Scenario& scenario, std::size_t cell) {
  std::string name;
  for (const std::size_t index : scenario.analysis.stratify_by) {
    const Factor& factor = scenario.factors[index];
    if (!name.empty()) name += ';';
    name += factor.name + '=' + factor.levels[level_of(scenario, cell, index)];
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
