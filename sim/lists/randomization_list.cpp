#include "rehearse/lists/randomization_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <numeric>

#include "list_numbers.hpp"
#include "rehearse/core/expect.hpp"
#include "rehearse/lists/seed.hpp"
#include "rehearse/randomization/procedure.hpp"
#include "rehearse/trial/strata.hpp"
#include "rehearse/trial/trial_plan.hpp"

namespace rehearse {
namespace {

// `ordinal`, from 1, in as many digits as `of` has.
std::string padded(std::size_t ordinal, std::size_t of) {
  return fmt::format("{:0{}}", ordinal, fmt::format_int{of}.size());
}

// The joint levels of the stratifying factors, the last fastest, with their
// part of the code.
std::vector<ListStratum> factor_strata(const Scenario& scenario) {
  std::vector<ListStratum> strata(1);
  for (const std::size_t index : scenario.randomization.stratify_by) {
    const std::vector<std::string>& levels = scenario.factors[index].levels;
    std::vector<ListStratum> crossed;
    for (const ListStratum& stratum : strata)
      for (std::size_t level = 0; level < levels.size(); ++level) {
        crossed.push_back(stratum);
        crossed.back().code += padded(level + 1, levels.size());
        crossed.back().levels.push_back(levels[level]);
      }
    strata = std::move(crossed);
  }
  return strata;
}

// In the order of codes: site after site.
std::vector<ListStratum> strata_by_code(const Scenario& scenario) {
  const std::vector<std::string> names = stratum_names(scenario);
  const bool by_site = scenario.randomization.by_site;
  const std::size_t sites = by_site ? scenario.sites.size() : 1;
  const std::vector<ListStratum> parts = factor_strata(scenario);
  std::vector<ListStratum> strata;
  for (std::size_t site = 0; site < sites; ++site)
    for (std::size_t part = 0; part < parts.size(); ++part) {
      const std::size_t index = part * sites + site;
      ListStratum stratum = parts[part];
      stratum.name = names[index];
      stratum.index = index;
      if (by_site) {
        stratum.code = fmt::format("{}{}", site + 1, stratum.code);
        stratum.site_id = scenario.sites[site].id;
      }
      if (stratum.code.empty()) stratum.code += '1';
      strata.push_back(std::move(stratum));
    }
  return strata;
}

}  // namespace

std::vector<std::size_t> list_factors(const Scenario& scenario) {
  const RandomizationPlan& plan = scenario.randomization;
  if (plan.procedure.kind != ProcedureKind::minimization)
    return plan.stratify_by;
  std::vector<std::size_t> factors;
  for (const MinimizedMargin& margin : plan.minimize_over)
    if (margin.factor) factors.push_back(*margin.factor);
  return factors;
}

bool list_has_sites(const Scenario& scenario) {
  const RandomizationPlan& plan = scenario.randomization;
  if (plan.procedure.kind != ProcedureKind::minimization) return plan.by_site;
  return std::ranges::any_of(
      plan.minimize_over,
      [](const MinimizedMargin& margin) { return !margin.factor; });
}

std::vector<std::string_view> site_ids(const Scenario& scenario) {
  std::vector<std::string_view> ids;
  for (const Site& site : scenario.sites) ids.push_back(site.id);
  return ids;
}

std::string factor_column(const Factor& factor) {
  const bool taken =
      factor.name == "participant_id" ||
      std::ranges::find(list_columns, factor.name) != std::end(list_columns);
  return taken ? "factor_" + factor.name : factor.name;
}

RandomizationList empty_list(const Scenario& scenario,
                             const ListOptions& options) {
  RandomizationList list;
  list.list_id = options.prefix;
  list.list_id += options.list_id.empty() ? scenario.id : options.list_id;
  for (const std::size_t index : list_factors(scenario))
    list.factors.push_back(factor_column(scenario.factors[index]));
  for (const Arm& arm : scenario.arms) list.arms.push_back(arm.id);
  return list;
}

RandomizationList make_randomization_list(const Scenario& scenario,
                                          const ListOptions& options) {
  RandomizationList list = empty_list(scenario, options);
  const Procedure procedure = stratum_procedure(scenario);
  const StreamAddress address{scenario.seed, Purpose::allocation,
                              options.replicate};
  std::vector<ListStratum> strata = strata_by_code(scenario);
  expect(strata.size() == scenario.stratum_streams.size() &&
             strata.size() == scenario.stratum_lengths.size() &&
             strata.size() == scenario.stratum_rows.size(),
         "every stratum needs its stream and length");
  list.rows.reserve(std::reduce(scenario.stratum_rows.begin(),
                                scenario.stratum_rows.end(), std::size_t{0}));
  for (ListStratum& stratum : strata) {
    const auto number = static_cast<std::uint32_t>(list.strata.size());
    std::uint32_t seq = 0;
    for (const Assignment& assignment :
         make_list(procedure, address, scenario.stratum_streams[stratum.index],
                   scenario.stratum_lengths[stratum.index],
                   scenario.stratum_rows[stratum.index]))
      list.rows.push_back({number, ++seq, assignment, {}});
    list.strata.push_back(std::move(stratum));
  }
  number_rows(list, scenario, options.prefix);
  return list;
}

Runout list_runout(const RandomizationList& list, const Scenario& scenario) {
  std::vector<std::uint64_t> rows(scenario.stratum_streams.size());
  for (const ListRow& row : list.rows) ++rows[list.strata[row.stratum].index];
  return runout_of_rows(scenario, rows);
}

}  // namespace rehearse
