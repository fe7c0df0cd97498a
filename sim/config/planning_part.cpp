#include <fmt/format.h>

#include <array>
#include <cmath>
#include <utility>

#include "parts.hpp"

namespace rehearse::config {
namespace {

constexpr double sum_tolerance = 1e-6;

EffectPrior read_table(const Node& table, Faults& faults) {
  TablePrior prior;
  double sum = 0.0;
  for (const Node& row : elements(table, "table")) {
    prior.rows.push_back({get<double>(row, "hazard_ratio").value_or(1.0),
                          get<double>(row, "probability").value_or(0.0)});
    sum += prior.rows.back().probability;
  }
  if (std::abs(sum - 1.0) > sum_tolerance)
    faults.error(*find(table, "table"),
                 fmt::format("the probabilities sum to {:.6g} (a prior's sum "
                             "to 1): mend them",
                             sum));
  for (TablePrior::Row& row : prior.rows) row.probability /= sum;
  return prior;
}

std::optional<EffectPrior> read_prior(const Node& table, Faults& faults) {
  refuse_both(table, "log_hazard_ratio", "table", "a trial has one prior",
              faults);
  if (find(table, "table") != nullptr) return read_table(table, faults);
  const Node* normal = find(table, "log_hazard_ratio");
  if (normal == nullptr) {
    faults.error(table,
                 "the prior is missing: add log_hazard_ratio = { mean = -0.51, "
                 "sd = 0.15 }, or a table");
    return std::nullopt;
  }
  return NormalPrior{get<double>(*normal, "mean").value_or(0.0),
                     get<double>(*normal, "sd").value_or(1.0)};
}

constexpr std::array<std::pair<std::string_view, SolveFor>, 4> solves{
    {{"events", SolveFor::events},
     {"participants", SolveFor::participants},
     {"rate", SolveFor::rate},
     {"follow-up", SolveFor::follow_up}}};

}  // namespace

void read_planning(const Node& root, Scenario& scenario, Faults& faults) {
  if (const Node* table = find(root, "assurance"); as<Table>(table) != nullptr)
    scenario.prior = read_prior(*table, faults);
  const auto solve = get<std::string>(table_of(root, "size"), "solve");
  for (const auto& [name, value] : solves)
    if (solve == name) scenario.solve = value;
}

}  // namespace rehearse::config
