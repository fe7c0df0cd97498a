// Stopping for futility: by a bound that a look states, or by spending beta.
// Bounds are non-binding unless said, so that efficacy never counts on them.
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "rules_part.hpp"

namespace rehearse::config {
namespace {

constexpr const char* stated_keys[] = {
    "futility_z", "futility_conditional_power", "futility_hazard_ratio"};

// Boundary families are no rules of futility: they are of alpha.
FutilityPlan read_plan(const Node& table, Faults& faults) {
  FutilityPlan plan;
  put_members(table, plan);
  const auto rule = read_rule(table, {"cumulative_beta"}, faults);
  if (!rule) return plan;
  if (const auto* function = std::get_if<FunctionSpending>(&*rule))
    plan.spending = *function;
  if (const auto* points = std::get_if<PointSpending>(&*rule))
    plan.spending = *points;
  return plan;
}

// The keys that state a look's bound outright.
std::vector<const Node*> stated(const Node& look) {
  std::vector<const Node*> nodes;
  for (const char* key : stated_keys)
    if (const Node* node = find(look, key)) nodes.push_back(node);
  return nodes;
}

// The last look decides for or against: a futility bound there would change
// nothing, and looks as if it did.
void check_stated(const Node& look, const Node& last, Faults& faults) {
  const auto nodes = stated(look);
  if (nodes.empty()) return;
  if (nodes.size() > 1) {
    faults.error(
        *nodes[1],
        "the look has two futility bounds (one is enough): remove one");
  } else if (&look == &last) {
    faults.error(*nodes[0],
                 "the last look has a futility bound (it ends the trial "
                 "whatever is seen): remove it");
  } else if (get<bool>(look, "futility") == false) {
    faults.error(*nodes[0],
                 "the look has a futility bound and futility = false (it would "
                 "be ignored): remove one");
  }
}

// A look that may stop for futility, but by what rule?
void check_rule(const Node& look, const FutilityPlan& plan, bool is_last,
                Faults& faults) {
  if (get<bool>(look, "futility") != true || plan.spending ||
      !stated(look).empty())
    return;
  if (is_last)
    faults.error(*find(look, "futility"),
                 "the last look can't stop for futility (it ends the trial "
                 "whatever is seen): remove it");
  else
    faults.error(*find(look, "futility"),
                 "nothing says when to stop for futility: add "
                 "analysis.futility.spending, or 'futility_z' here");
}

}  // namespace

// A look's own bound comes before the spending of beta: it was stated for this
// look.
void read_futility(const Node& analysis, AnalysisPlan& plan, Faults& faults) {
  const Node& table = table_of(analysis, "futility");
  plan.futility = read_plan(table, faults);
  const List& nodes = elements(analysis, "looks");
  bool any = false;
  for (std::size_t k = 0; k < plan.looks.size(); ++k) {
    const Node& node = nodes[k];
    check_stated(node, nodes.back(), faults);
    check_rule(node, plan.futility, k + 1 == plan.looks.size(), faults);
    FutilityAtLook& futility = plan.looks[k].futility;
    if (auto* power = std::get_if<FutilityAtConditionalPower>(&futility))
      put_members(table, *power);
    const bool may = get<bool>(node, "futility").value_or(true);
    if (std::holds_alternative<std::monostate>(futility) && may &&
        plan.futility.spending)
      futility = FutilityBySpending{};
    any = any || !std::holds_alternative<std::monostate>(futility);
  }
  if (find(analysis, "futility") != nullptr && !any)
    faults.error(*find(analysis, "futility"),
                 "nothing says when to stop for futility: add 'spending', or "
                 "'futility_z' to a look");
}

}  // namespace rehearse::config
