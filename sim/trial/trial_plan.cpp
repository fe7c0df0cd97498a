#include "rehearse/trial/trial_plan.hpp"

#include <algorithm>
#include <numeric>
#include <span>
#include <string>
#include <utility>

#include "rehearse/core/expect.hpp"

namespace rehearse {

namespace {

std::vector<std::size_t> factor_levels(const Scenario& scenario) {
  std::vector<std::size_t> counts;
  for (const Factor& factor : scenario.factors)
    counts.push_back(factor.levels.size());
  return counts;
}

// Cells have the last factor fastest.
std::size_t level_in_cell(std::span<const std::size_t> levels, std::size_t cell,
                          std::size_t factor) {
  for (std::size_t f = levels.size() - 1; f > factor; --f) cell /= levels[f];
  return cell % levels[factor];
}

// So have strata the last of `factors`, in cells of factors with these levels.
AnalysisStrata strata_of(std::span<const std::size_t> levels,
                         std::span<const std::size_t> factors) {
  std::size_t cells = 1;
  for (const std::size_t count : levels) cells *= count;
  AnalysisStrata strata{std::vector<std::uint32_t>(cells), 1};
  for (const std::size_t factor : factors) strata.count *= levels[factor];
  for (std::size_t cell = 0; cell < cells; ++cell)
    for (const std::size_t factor : factors)
      strata.of_cell[cell] =
          static_cast<std::uint32_t>(strata.of_cell[cell] * levels[factor] +
                                     level_in_cell(levels, cell, factor));
  return strata;
}

}  // namespace

std::size_t level_of(const Scenario& scenario, std::size_t cell,
                     std::size_t factor) {
  return level_in_cell(factor_levels(scenario), cell, factor);
}

std::string stratum_name(const Scenario& scenario, std::size_t stratum) {
  std::string name;
  const auto prepend = [&](const std::string& part) {
    name = name.empty() ? part : part + ';' + name;
  };
  if (scenario.randomization.by_site) {
    prepend("site=" + scenario.sites[stratum % scenario.sites.size()].id);
    stratum /= scenario.sites.size();
  }
  const std::vector<std::size_t>& factors = scenario.randomization.stratify_by;
  for (auto f = factors.rbegin(); f != factors.rend(); ++f) {
    const Factor& factor = scenario.factors[*f];
    prepend(factor.name + '=' + factor.levels[stratum % factor.levels.size()]);
    stratum /= factor.levels.size();
  }
  return name;
}

std::vector<std::uint32_t> reduced_ratio(const Scenario& scenario) {
  int divisor = 0;
  for (const Arm& arm : scenario.arms)
    divisor = std::gcd(divisor, arm.allocation);
  std::vector<std::uint32_t> ratio;
  for (const Arm& arm : scenario.arms)
    ratio.push_back(static_cast<std::uint32_t>(arm.allocation / divisor));
  return ratio;
}

Procedure stratum_procedure(const Scenario& scenario) {
  std::vector<int> ratio;
  for (const std::uint32_t share : reduced_ratio(scenario))
    ratio.push_back(static_cast<int>(share));
  std::uint32_t longest = 0;
  for (const std::uint32_t length : scenario.stratum_lengths)
    longest = std::max(longest, length);
  return make_procedure(scenario.randomization.procedure, ratio, longest);
}

namespace {

std::uint32_t levels_of(const Scenario& scenario,
                        const MinimizedMargin& margin) {
  return static_cast<std::uint32_t>(
      margin.factor ? scenario.factors[*margin.factor].levels.size()
                    : scenario.sites.size());
}

}  // namespace

Minimization trial_minimization(const Scenario& scenario) {
  std::vector<MinimizedFactor> factors;
  for (const MinimizedMargin& margin : scenario.randomization.minimize_over)
    factors.push_back({levels_of(scenario, margin), margin.weight});
  return {static_cast<std::uint32_t>(scenario.arms.size()),
          scenario.randomization.procedure, std::move(factors)};
}

namespace {

std::size_t cell_count(const Scenario& scenario) {
  std::size_t count = 1;
  for (const Factor& factor : scenario.factors) count *= factor.levels.size();
  return count;
}

CellMap cell_map(const Scenario& scenario) {
  const std::vector<std::size_t> levels = factor_levels(scenario);
  AnalysisStrata lists = strata_of(levels, scenario.randomization.stratify_by);
  AnalysisStrata tests = strata_of(levels, scenario.analysis.stratify_by);
  return {cell_count(scenario), std::move(lists.of_cell),
          std::move(tests.of_cell), lists.count, tests.count};
}

// Share and prognostic hazard ratio of each cell.
std::vector<HazardGroup> hazard_groups(const Scenario& scenario) {
  std::vector<HazardGroup> groups(cell_count(scenario), {1.0, 1.0});
  for (std::size_t cell = 0; cell < groups.size(); ++cell)
    for (std::size_t f = 0; f < scenario.factors.size(); ++f) {
      const std::size_t level = level_of(scenario, cell, f);
      groups[cell].share *= scenario.factors[f].prevalence[level];
      groups[cell].hazard_ratio *= scenario.factors[f].hazard_ratio[level];
    }
  return groups;
}

// P(index <= j) of relative weights, for all but the last.
std::vector<double> cumulative(std::span<const double> weights) {
  double total = 0.0;
  for (const double weight : weights) total += weight;
  std::vector<double> bounds;
  double sum = 0.0;
  for (std::size_t j = 0; j + 1 < weights.size(); ++j)
    bounds.push_back((sum += weights[j]) / total);
  return bounds;
}

std::vector<std::vector<double>> factor_bounds(const Scenario& scenario) {
  std::vector<std::vector<double>> bounds;
  for (const Factor& factor : scenario.factors)
    bounds.push_back(cumulative(factor.prevalence));
  return bounds;
}

std::vector<double> site_weights(const Scenario& scenario) {
  std::vector<double> weights;
  for (const Site& site : scenario.sites) weights.push_back(site.weight);
  return weights;
}

std::vector<std::vector<std::uint32_t>> minimized_levels(
    const Scenario& scenario) {
  std::vector<std::vector<std::uint32_t>> columns;
  for (const MinimizedMargin& margin : scenario.randomization.minimize_over) {
    columns.emplace_back();
    if (!margin.factor) continue;
    for (std::size_t cell = 0; cell < cell_count(scenario); ++cell)
      columns.back().push_back(
          static_cast<std::uint32_t>(level_of(scenario, cell, *margin.factor)));
  }
  return columns;
}

bool site_is_minimized(const Scenario& scenario) {
  return std::ranges::any_of(
      scenario.randomization.minimize_over,
      [](const MinimizedMargin& margin) { return !margin.factor; });
}

double mean_time(double hazard) {
  return hazard > 0.0 ? 1.0 / hazard : never_drops_out;
}

std::vector<double> mean_dropout(const Scenario& scenario) {
  std::vector<double> means;
  for (const double hazard : scenario.dropout_hazard)
    means.push_back(mean_time(hazard));
  for (const double hazard : scenario.further_dropout_hazard)
    means.push_back(mean_time(hazard));
  return means;
}

std::variant<StratifiedAllocator, Minimization> allocator(
    const Scenario& scenario) {
  if (scenario.randomization.procedure.kind == ProcedureKind::minimization)
    return trial_minimization(scenario);
  return StratifiedAllocator{stratum_procedure(scenario),
                             scenario.stratum_streams,
                             scenario.stratum_lengths};
}

std::vector<ArmEffect> effects_of(const Scenario& scenario) {
  const auto by_cell = [&](const std::optional<EffectByLevel>& by) {
    std::vector<double> ratios;
    for (std::size_t cell = 0; by && cell < cell_count(scenario); ++cell)
      ratios.push_back(by->hazard_ratio[level_of(scenario, cell, by->factor)]);
    return ratios;
  };
  const EndpointPlan& endpoint = scenario.endpoint;
  std::vector<ArmEffect> effects{
      {endpoint.effect, endpoint.experimental, by_cell(endpoint.by_level)}};
  for (const auto& [periods, model, by_level] : endpoint.further)
    effects.push_back({periods, model, by_cell(by_level)});
  return effects;
}

}  // namespace

TrialPlan::TrialPlan(const Scenario& scenario)
    : participants(static_cast<std::size_t>(scenario.participants)),
      seed(scenario.seed),
      enrolment(scenario.enrolment, scenario.participants),
      cells(cell_map(scenario)),
      level_bounds(factor_bounds(scenario)),
      sites(scenario.sites.size()),
      site_bounds(cumulative(site_weights(scenario))),
      site_is_stratum(scenario.randomization.by_site),
      allocation_needs_sites(site_is_stratum || site_is_minimized(scenario)),
      ratio(reduced_ratio(scenario)),
      selection_bias(scenario.selection_bias),
      conduct(scenario.conduct),
      allocator(rehearse::allocator(scenario)),
      minimized_levels(rehearse::minimized_levels(scenario)),
      first_item(scenario.stratum_streams.front()),
      frailty(scenario.frailty),
      arms(scenario.endpoint.control, effects_of(scenario),
           hazard_groups(scenario), FrailtyMixture{scenario.frailty}),
      mean_dropout(rehearse::mean_dropout(scenario)),
      death(scenario.endpoint.death),
      disease(death, scenario.arms.size()),
      factor_levels(rehearse::factor_levels(scenario)) {
  if (scenario.enrolment.model == EnrolmentModel::sites)
    site_enrolment.emplace(scenario);
  if (scenario.review) assessment.emplace(scenario.review->assessment);
  expect(scenario.stratum_streams.size() == randomization_strata(),
         "every randomization stratum needs its stream");
}

AnalysisStrata TrialPlan::strata_by(
    std::span<const std::size_t> factors) const {
  return strata_of(factor_levels, factors);
}

std::vector<bool> TrialPlan::cells_with(
    std::span<const FactorLevel> population) const {
  std::vector<bool> inside(cells.count, true);
  for (std::size_t cell = 0; cell < cells.count; ++cell)
    for (const auto& [factor, level] : population)
      inside[cell] =
          inside[cell] && level_in_cell(factor_levels, cell, factor) == level;
  return inside;
}

void TrialPlan::minimized_levels_of(const Participants& people, std::size_t i,
                                    std::span<std::uint32_t> levels) const {
  for (std::size_t f = 0; f < levels.size(); ++f) {
    const std::vector<std::uint32_t>& column = minimized_levels[f];
    levels[f] = column.empty()
                    ? people.site[i]
                    : column[people.cell_by(StratumLevels::randomized, i)];
  }
}

}  // namespace rehearse
