// Tests that use their correlation: what must hold for it to be known. It is of
// log-rank tests of one endpoint, at the same looks.
#include <fmt/format.h>

#include <algorithm>

#include "hypotheses_part.hpp"
#include "parts.hpp"
#include "rehearse/design/parametric_graph.hpp"

namespace rehearse::config {
namespace {

// Where the wish for it stands.
const Node* wish(const Node& root) {
  if (const Node* parametric =
          find(table_of(root, "multiplicity"), "parametric"))
    if (get<bool>(table_of(root, "multiplicity"), "parametric") == true)
      return parametric;
  for (const Node& node : elements(root, "hypotheses"))
    if (get<bool>(node, "dunnett") == true) return find(node, "dunnett");
  return nullptr;
}

// All or none: between some and others alpha would have to be shared anew.
void check_dunnett(const Node& root, const Scenario& scenario, Faults& faults) {
  const List& nodes = elements(root, "hypotheses");
  const auto has = [](const Node& node) {
    return get<bool>(node, "dunnett") == true;
  };
  const auto first = std::ranges::find_if(nodes, has);
  if (first == nodes.end()) return;
  const auto other = std::ranges::find_if_not(nodes, has);
  if (other != nodes.end())
    faults.error(
        *other,
        "the hypothesis has no 'dunnett' ('{}' has it: the bound is "
        "of all together): add dunnett = true",
        scenario.hypotheses[static_cast<std::size_t>(first - nodes.begin())]
            .name);
  if (!scenario.multiplicity.transitions.empty())
    faults.error(*find(*first, "dunnett"),
                 "Dunnett's bound is of hypotheses that pass nothing on (each "
                 "is tested whatever the others show): remove the transitions, "
                 "or state multiplicity.parametric = true instead, whose steps "
                 "reject more");
}

void check_one(const Node& wish, const Node& node, const Hypothesis& hypothesis,
               Faults& faults) {
  if (hypothesis.endpoint == HypothesisEndpoint::external) return;
  const AnalysisPlan& plan = hypothesis.analysis;
  if (plan.looks.size() != 1 && wish.path != "multiplicity.parametric")
    faults.error(node,
                 "'{}' has {} looks (Dunnett's bound is of one): plan one, or "
                 "state multiplicity.parametric = true instead of '{}'",
                 hypothesis.name, plan.looks.size(), wish.path);
  if (stops_for_futility(plan) && plan.futility.rule == FutilityRule::binding)
    faults.error(node,
                 "'{}' has binding futility (bounds that use the correlation "
                 "of tests count on nothing else): remove 'binding', or '{}'",
                 hypothesis.name, wish.path);
  if (plan.test != SurvivalTest{} || plan.null_hazard_ratio != 1.0)
    faults.error(node,
                 "'{}' isn't tested by the log-rank against a hazard ratio of "
                 "1 (whose correlation follows from shared events): test with "
                 "logrank, or remove '{}'",
                 hypothesis.name, wish.path);
  if (plan.harm)
    faults.error(node,
                 "'{}' has a harm bound (tests by their correlation have "
                 "bounds for efficacy and futility): remove it, or '{}'",
                 hypothesis.name, wish.path);
}

// Whose events both tests have must be known from the looks themselves.
void check_pairs(const Node& wish, const List& nodes, const Scenario& scenario,
                 Faults& faults) {
  const auto groups = parametric_groups(scenario);
  bool together = false;
  for (std::size_t b = 0; b < groups.size(); ++b)
    for (std::size_t a = 0; a < b; ++a) {
      if (groups[a] != groups[b]) continue;
      together = true;
      if (overlap_of(scenario.hypotheses[a].analysis.comparison,
                     scenario.hypotheses[b].analysis.comparison) ==
          Overlap::partial)
        faults.error(nodes[b],
                     "the populations of '{}' and '{}' overlap in part (the "
                     "correlation of their tests is of one within the other, "
                     "or apart): choose such, or remove '{}'",
                     scenario.hypotheses[a].name, scenario.hypotheses[b].name,
                     wish.path);
    }
  if (!together)
    faults.error(wish,
                 "no two hypotheses are of one endpoint at the same looks (of "
                 "others the correlation isn't known, and nothing would "
                 "change): test them `with` the first one's looks, or remove "
                 "it");
}

}  // namespace

void read_parametric(const Node& root, Scenario& scenario, Faults& faults) {
  check_dunnett(root, scenario, faults);
  const Node* asked = wish(root);
  if (asked == nullptr) return;
  scenario.multiplicity.parametric = true;
  const List& nodes = elements(root, "hypotheses");
  if (nodes.size() > max_closed_hypotheses)
    faults.error(*asked,
                 "there are {} hypotheses (tests of all intersections take at "
                 "most {}): remove some, or this",
                 nodes.size(), max_closed_hypotheses);
  for (std::size_t h = 0; h < nodes.size(); ++h)
    check_one(*asked, nodes[h], scenario.hypotheses[h], faults);
  if (!faults.any_error()) check_pairs(*asked, nodes, scenario, faults);
}

}  // namespace rehearse::config
