// Errors in the conduct of a trial: their keys, and what they ask of factors
// and of the randomization.
#include <algorithm>

#include "key_groups.hpp"
#include "parts.hpp"
#include "rehearse/text/text.hpp"
#include "rehearse/trial/words.hpp"
#include "row.hpp"

namespace rehearse::config {

void add_conduct(std::vector<Key>& keys) {
  const Rows row{keys, "conduct"};
  row("", "Errors in the trial's conduct (default: none).");
  row("misstratified",
      "How often a factor's level is recorded wrong at randomization; the "
      "hazard is that of the true level.");
  row("misstratified.*", Kind::number, below(0.0, 1.0),
      "Probability of this factor [1]; with several levels, a wrong one is "
      "another by their prevalence.");
  row("analyse_strata", to<&Conduct::analysed>, Stage::analysis,
      "Which levels strata and populations of the analysis are of: as "
      "randomized, or corrected (default: randomized). `power` shows both.");
  row("ineligible", to<&Conduct::ineligible>, below(0.0, 1.0),
      "Probability to be randomized in error: such participants are left out "
      "of the analysis and not replaced [1].");
  row("forced_allocation", to<&Conduct::forced_allocation>, below(0.0, 1.0),
      "Probability that the arm which is due can't be given and another is, "
      "in which the participant is analysed; of several by their ratio [1].");
  row("forced_row", to<&Conduct::forced_row>,
      "What becomes of the list's row: used up; or returned to who comes next, "
      "after the next row of another arm was taken (default: used).");
}

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
    } else if (const auto* probability = as<double>(&member.value)) {
      conduct.misstratified.push_back({at, *probability});
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
  for (const auto& [factor, probability] : scenario.conduct->misstratified)
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
