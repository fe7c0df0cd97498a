// Errors in the conduct of a trial: what they ask of factors and of the
// randomization.
#include <algorithm>

#include "parts.hpp"
#include "rehearse/text/text.hpp"

namespace rehearse::config {

namespace {

// Of a factor by its name; nothing where that is wrong.
void read_misstratified(const Node& table, const Scenario& scenario,
                        Conduct& conduct, Faults& faults) {
  std::vector<std::string_view> known;
  for (const Factor& factor : scenario.factors) known.push_back(factor.name);
  for (const Member& member : *as<Table>(&table)) {
    const auto at = static_cast<std::size_t>(
        std::ranges::find(known, member.key) - known.begin());
    if (at == known.size()) {
      faults.error(member.value.key_mark, table.path, "'{}' is no factor{}",
                   member.key, suggestion(member.key, known));
    } else if (scenario.factors[at].levels.size() == 1) {
      faults.error(member.value.key_mark, table.path,
                   "'{}' has one level (no other can be recorded): remove it",
                   member.key);
    } else if (const auto* share = as<double>(&member.value)) {
      conduct.misstratified.push_back({at, *share});
    }
  }
}

bool is_recorded(const RandomizationPlan& plan, std::size_t factor) {
  return std::ranges::count(plan.stratify_by, factor) > 0 ||
         std::ranges::any_of(plan.minimize_over, [&](const auto& margin) {
           return margin.factor == factor;
         });
}

// A key that says how, where nothing says that.
void check_beside(const Node& table, const char* how, const char* that,
                  Faults& faults) {
  const Node* given = find(table, how);
  if (given != nullptr && find(table, that) == nullptr)
    faults.error(given->key_mark, table.path,
                 "'{}' is given without '{}' (it would change nothing): add "
                 "that, or remove it",
                 how, that);
}

}  // namespace

void read_conduct(Node& root, Scenario& scenario, Faults& faults) {
  const Node* table = find(root, "conduct");
  if (as<Table>(table) == nullptr) return;
  if (as<Table>(table)->empty())
    faults.error(*table,
                 "no error is given (the table is there for them): add e.g. "
                 "ineligible = 0.01");
  Conduct& conduct = scenario.conduct.emplace();
  put_members(*table, conduct);
  read_misstratified(table_of(*table, "misstratified"), scenario, conduct,
                     faults);
  check_beside(*table, "analyse_strata", "misstratified", faults);
  check_beside(*table, "forced_row", "forced_allocation", faults);
}

void check_conduct(Node& root, const Scenario& scenario, Faults& faults) {
  Node* table = find(root, "conduct");
  if (as<Table>(table) == nullptr) return;
  const RandomizationPlan& plan = scenario.randomization;
  const Node& wrong = table_of(*table, "misstratified");
  for (const auto& [factor, share] : scenario.conduct->misstratified)
    if (const auto& name = scenario.factors[factor].name;
        !is_recorded(plan, factor))
      faults.error(find(wrong, name)->key_mark, wrong.path,
                   "'{}' plays no part in the randomization (no level of it is "
                   "recorded there): stratify or minimize by it, or remove it",
                   name);
  const bool minimization = plan.procedure.kind == ProcedureKind::minimization;
  const Node* row = find(*table, "forced_row");
  if (minimization && row != nullptr)
    faults.error(row->key_mark, table->path,
                 "'forced_row' doesn't go with minimization (it has no list): "
                 "remove it");
  if (find(*table, "misstratified") != nullptr)
    fill_default(*table, "analyse_strata", std::string{"randomized"});
  if (!minimization && find(*table, "forced_allocation") != nullptr)
    fill_default(*table, "forced_row", std::string{"used"});
}

}  // namespace rehearse::config
