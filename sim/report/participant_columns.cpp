#include "participant_columns.hpp"

#include <algorithm>

#include "rehearse/core/expect.hpp"
#include "rehearse/core/time_grid.hpp"
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
  const double exposure = cut - people.entry[index];
  const double ends = std::min(event, dropout);
  if (ends > exposure || ends >= never)
    return {std::min(exposure, never - one_tick), EndReason::administrative};
  return {ends, event <= dropout ? EndReason::event : EndReason::dropout};
}

std::string stratum_name(const Scenario& scenario,
                         const std::vector<std::size_t>& factors,
                         std::size_t cell) {
  std::string name;
  for (const std::size_t index : factors) {
    const Factor& factor = scenario.factors[index];
    if (!name.empty()) name += ';';
    name += factor.name + '=' + factor.levels[level_of(scenario, cell, index)];
  }
  return name.empty() ? "all" : name;
}

std::string randomization_stratum_name(const Scenario& scenario,
                                       const Participants& people,
                                       std::size_t index) {
  const RandomizationPlan& plan = scenario.randomization;
  std::string name =
      stratum_name(scenario, plan.stratify_by, people.cell[index]);
  if (!plan.by_site) return name;
  const std::string& site = scenario.sites[people.site[index]].id;
  return plan.stratify_by.empty() ? site : name + ';' + site;
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
