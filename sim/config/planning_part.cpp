// What is asked before a trial is simulated: a prior on its effect, over which
// `design` averages the power, what `size` leaves free, and how `forecast` goes
// on from data.
#include <cmath>

#include "parts.hpp"

namespace rehearse::config {
namespace {

constexpr double sum_tolerance = 1e-6;

// Probabilities of a table are rounded in protocols: what is near 1 is scaled
// to it, since an average needs weights that sum to 1 exactly.
EffectPrior read_table(const Node& table, Faults& faults) {
  TablePrior prior{parts_of<TablePrior::Row>(elements(table, "table"))};
  double sum = 0.0;
  for (const TablePrior::Row& row : prior.rows) sum += row.probability;
  if (std::abs(sum - 1.0) > sum_tolerance)
    faults.error(*find(table, "table"),
                 "the probabilities sum to {:.6g} (a prior's sum to 1): mend "
                 "them",
                 sum);
  for (TablePrior::Row& row : prior.rows) row.probability /= sum;
  return prior;
}

std::optional<EffectPrior> read_prior(const Node& table, Faults& faults) {
  if (find(table, "table") != nullptr) return read_table(table, faults);
  const Node* normal = find(table, "log_hazard_ratio");
  if (normal == nullptr) {
    faults.error(table,
                 "the prior is missing: add log_hazard_ratio = { mean = -0.51, "
                 "sd = 0.15 }, or a table");
    return std::nullopt;
  }
  NormalPrior prior;
  put_members(*normal, prior);
  return prior;
}

// A model that is named twice would be averaged twice.
void check_distributions(const Node& table, Faults& faults) {
  std::vector<const Node*> names;
  for (const Node& name : elements(table, "distributions"))
    names.push_back(&name);
  check_names(names, "distribution", faults);
  const Node* list = find(table, "distributions");
  if (as<List>(list) != nullptr && names.empty())
    faults.error(*list,
                 "no distribution is named (nothing would be fitted): name "
                 "one, or leave the key out");
}

}  // namespace

// They are of `design`, `size` and `forecast`; a simulation reads none.
void read_planning(const Node& root, Scenario& scenario, Faults& faults) {
  if (const Node* table = find(root, "assurance"); as<Table>(table) != nullptr)
    scenario.prior = read_prior(*table, faults);
  put_members(table_of(root, "size"), scenario);
  const Node& forecast = table_of(root, "forecast");
  put_members(forecast, scenario.forecast);
  check_distributions(forecast, faults);
}

}  // namespace rehearse::config
