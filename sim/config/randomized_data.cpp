#include "rehearse/config/randomized_data.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "rehearse/config/randomization_list.hpp"
#include "rehearse/core/errors.hpp"
#include "rehearse/randomization/allocate.hpp"
#include "rehearse/randomization/minimization.hpp"
#include "rehearse/trial/trial_plan.hpp"
#include "text.hpp"

namespace rehearse {
namespace {

// Up to so many sequences of arms the test is exact.
constexpr std::size_t most_sequences = 100'000;

[[noreturn]] void fail(const CsvTable& table, std::size_t line,
                       const std::string& message) {
  throw IoError{ExitStatus::bad_data,
                fmt::format("{}:{}: {}", table.name, line, message)};
}

std::optional<std::size_t> find_column(const CsvTable& table,
                                       const std::string& name) {
  const auto found = std::ranges::find(table.header, name);
  if (found == table.header.end()) return std::nullopt;
  return static_cast<std::size_t>(found - table.header.begin());
}

std::size_t column_of(const CsvTable& table, const std::string& name,
                      const char* why) {
  if (const auto column = find_column(table, name)) return *column;
  const std::vector<std::string_view> names{table.header.begin(),
                                            table.header.end()};
  fail(table, 1,
       fmt::format("no column '{}' ({}){}", name, why,
                   config::suggestion(name, names)));
}

// Number of each row's value among `known`.
std::vector<std::uint32_t> numbers_in(const CsvTable& table, std::size_t column,
                                      const std::vector<std::string>& known,
                                      const char* what) {
  std::vector<std::uint32_t> numbers;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const std::string& value = table.rows[i][column];
    const auto found = std::ranges::find(known, value);
    if (found == known.end()) {
      const std::vector<std::string_view> names{known.begin(), known.end()};
      fail(table, table.lines[i],
           fmt::format("column '{}': '{}' is no {} of the config{}",
                       table.header[column], value, what,
                       config::suggestion(value, names)));
    }
    numbers.push_back(static_cast<std::uint32_t>(found - known.begin()));
  }
  return numbers;
}

std::vector<std::uint32_t> site_numbers(const CsvTable& table,
                                        const Scenario& scenario) {
  std::vector<std::string> ids;
  for (const Site& site : scenario.sites) ids.push_back(site.id);
  const std::string name = find_column(table, "site_id") ? "site_id" : "site";
  return numbers_in(table,
                    column_of(table, name, "the randomization knows sites"),
                    ids, "site");
}

std::vector<std::uint32_t> level_numbers(const CsvTable& table,
                                         const Factor& factor) {
  const std::string name =
      find_column(table, factor.name) ? factor.name : factor_column(factor);
  return numbers_in(
      table,
      column_of(table, name, "the randomization knows this factor's levels"),
      factor.levels, "level");
}

// The rows' indices in order of entry.
std::vector<std::size_t> entry_order(const CsvTable& table,
                                     const std::string& order) {
  std::vector<std::size_t> rows(table.rows.size());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  if (order.empty()) return rows;
  const std::size_t column =
      column_of(table, order, "--order names the order of entry");
  std::vector<double> entry;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const auto number = config::parse_number(table.rows[i][column]);
    if (!number)
      fail(table, table.lines[i],
           fmt::format("column '{}': '{}' is no number (rows are put in order "
                       "by it): correct it",
                       order, table.rows[i][column]));
    entry.push_back(*number);
  }
  std::ranges::stable_sort(rows, {}, [&](std::size_t i) { return entry[i]; });
  return rows;
}

std::vector<std::uint32_t> stratum_numbers(const CsvTable& table,
                                           const Scenario& scenario) {
  std::vector<std::uint32_t> strata(table.rows.size(), 0);
  const auto cross = [&](const std::vector<std::uint32_t>& part,
                         std::size_t parts) {
    for (std::size_t i = 0; i < strata.size(); ++i)
      strata[i] = strata[i] * static_cast<std::uint32_t>(parts) + part[i];
  };
  for (const std::size_t f : scenario.randomization.stratify_by)
    cross(level_numbers(table, scenario.factors[f]),
          scenario.factors[f].levels.size());
  if (scenario.randomization.by_site)
    cross(site_numbers(table, scenario), scenario.sites.size());
  return strata;
}

// Of each row, factor by factor.
std::vector<std::uint32_t> minimized_levels(const CsvTable& table,
                                            const Scenario& scenario,
                                            std::span<const std::size_t> rows) {
  std::vector<std::vector<std::uint32_t>> columns;
  for (const MinimizedMargin& margin : scenario.randomization.minimize_over)
    columns.push_back(
        margin.factor ? level_numbers(table, scenario.factors[*margin.factor])
                      : site_numbers(table, scenario));
  std::vector<std::uint32_t> levels;
  for (const std::size_t row : rows)
    for (const auto& column : columns) levels.push_back(column[row]);
  return levels;
}

void check_arms(const CsvTable& table, const SurvivalData& data,
                const Scenario& scenario) {
  for (std::size_t arm = 0; arm < arm_count; ++arm)
    if (data.arm[arm] != scenario.arms[arm].id)
      fail(table, 1,
           fmt::format("the {} arm is '{}', in the config it is '{}' (the arms "
                       "are drawn by its ratio): give the same names",
                       arm == 0 ? "control" : "experimental", data.arm[arm],
                       scenario.arms[arm].id));
}

std::vector<AllocationChain> chains_of(const Scenario& scenario) {
  const Procedure procedure = stratum_procedure(scenario);
  const std::vector<std::uint32_t> ratio = reduced_ratio(scenario);
  std::vector<AllocationChain> chains;
  for (std::size_t s = 0; s < scenario.stratum_streams.size(); ++s)
    chains.emplace_back(procedure, ratio, scenario.stratum_lengths[s]);
  return chains;
}

bool is_minimization(const Scenario& scenario) {
  return scenario.randomization.procedure.kind == ProcedureKind::minimization;
}

DrawArms minimizing(const RandomizedData& data, const Scenario& scenario,
                    std::uint64_t seed) {
  std::vector<MinimizedFactor> factors;
  for (const MinimizedMargin& margin : scenario.randomization.minimize_over)
    factors.push_back(
        {static_cast<std::uint32_t>(
             margin.factor ? scenario.factors[*margin.factor].levels.size()
                           : scenario.sites.size()),
         margin.weight});
  const std::size_t count = factors.size();
  Minimization minimization{arm_count, scenario.randomization.procedure,
                            std::move(factors)};
  return [=, &data](std::uint64_t draw, std::span<std::uint8_t> arms) mutable {
    minimization.begin({seed, Purpose::rerandomization, draw}, 0);
    for (std::size_t i = 0; i < arms.size(); ++i)
      arms[i] = static_cast<std::uint8_t>(
          minimization.next(std::span{data.levels}.subspan(i * count, count)));
  };
}

DrawArms from_lists(const RandomizedData& data, const Scenario& scenario,
                    std::uint64_t seed) {
  StratifiedAllocator allocator{stratum_procedure(scenario),
                                scenario.stratum_streams,
                                scenario.stratum_lengths};
  std::vector<std::uint32_t> blocks(data.trial.stratum.size());
  return [=, &data](std::uint64_t draw, std::span<std::uint8_t> arms) mutable {
    allocator.allocate({seed, Purpose::rerandomization, draw},
                       data.trial.stratum, arms, blocks);
  };
}

}  // namespace

RandomizedData randomized_data(const CsvTable& table, const SurvivalData& data,
                               const SurvivalColumns& columns,
                               const Scenario& scenario,
                               const std::string& order) {
  check_arms(table, data, scenario);
  const std::vector<std::size_t> rows = entry_order(table, order);
  const std::vector<std::uint32_t> strata = stratum_numbers(table, scenario);
  const std::size_t arm = column_of(table, columns.arm, "--arm names it");
  RandomizedData out;
  std::vector<std::uint32_t> place(table.rows.size());
  for (const std::size_t row : rows) {
    place[row] = static_cast<std::uint32_t>(out.trial.stratum.size());
    out.trial.stratum.push_back(strata[row]);
    const std::string& value = table.rows[row][arm];
    out.trial.arm.push_back(value == data.arm[1]   ? std::uint8_t{1}
                            : value == data.arm[0] ? std::uint8_t{0}
                                                   : unknown_arm);
  }
  out.trial.keys = data.keys;
  for (const std::size_t row : data.rows)
    out.trial.person.push_back(place[row]);
  out.trial.analysis_strata = data.strata;
  if (is_minimization(scenario))
    out.levels = minimized_levels(table, scenario, rows);
  return out;
}

RandomizationTest randomization_test(const RandomizedData& data,
                                     const Scenario& scenario,
                                     std::uint64_t draws, std::uint64_t seed) {
  if (is_minimization(scenario))
    return sampled_randomization_test(data.trial, draws,
                                      minimizing(data, scenario, seed));
  std::vector<AllocationChain> chains = chains_of(scenario);
  const auto all =
      possible_allocations(data.trial.stratum, chains, most_sequences);
  return all ? exact_randomization_test(data.trial, *all)
             : sampled_randomization_test(data.trial, draws,
                                          from_lists(data, scenario, seed));
}

bool can_be_allocated(const RandomizedData& data, const Scenario& scenario) {
  if (is_minimization(scenario)) return true;
  std::vector<AllocationChain> chains = chains_of(scenario);
  return can_be_allocated(data.trial, chains);
}

}  // namespace rehearse
