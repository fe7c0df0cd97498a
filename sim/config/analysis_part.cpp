// The test, its level and the rules by which looks reject. Whether there are
// bounds at all is asked of the design's own solver at the end, so that no
// second account of their conditions stands here.
#include <fmt/format.h>

#include <algorithm>

#include "rehearse/design/analysis_design.hpp"
#include "rehearse/text/test_text.hpp"
#include "rules_part.hpp"

namespace rehearse::config {
namespace {

// A table without a rule is a fault rather than a default: what the bounds are
// is the first question of a reviewer.
EfficacyPlan read_efficacy(const Node& table, Faults& faults) {
  EfficacyPlan plan;
  const auto rule = read_rule(table, {"cumulative_alpha"}, faults);
  if (rule) plan.rule = *rule;
  if (find(table, "spending") == nullptr && find(table, "boundary") == nullptr)
    faults.error(
        table,
        "neither 'spending' nor 'boundary' is given (by what rule does the "
        "trial stop?): add e.g. spending = \"lan-demets-obrien-fleming\"");
  put_members(table, plan);
  return plan;
}

// Futility and harm are spent by the same clock as alpha.
void check_clock(const Node& table, const Node& efficacy, Faults& faults) {
  const auto information = get<std::string>(table, "information");
  if (information &&
      *information !=
          get<std::string>(efficacy, "information").value_or("actual"))
    faults.error(*find(table, "information"),
                 "information isn't that of [analysis.efficacy] (a trial has "
                 "one clock): remove it here");
}

// Its level is efficacy's where none is given, as a mirror image has it.
std::optional<HarmRule> read_harm(const Node& analysis, double alpha,
                                  Faults& faults) {
  const Node* table = find(analysis, "harm");
  if (as<Table>(table) == nullptr) return std::nullopt;
  check_clock(*table, table_of(analysis, "efficacy"), faults);
  const auto rule = read_rule(*table, {"cumulative_alpha"}, faults);
  if (rule) {
    HarmRule harm{alpha, *rule};
    put_members(*table, harm);
    return harm;
  }
  if (find(*table, "spending") == nullptr &&
      find(*table, "boundary") == nullptr)
    faults.error(*table,
                 "neither 'spending' nor 'boundary' is given (by what rule "
                 "does the trial stop for harm?): add one");
  return std::nullopt;
}

// A test by its name, which becomes the canonical one.
void name_test(Node& node, Faults& faults) {
  auto* text = std::get_if<std::string>(&node.value);
  if (text == nullptr) return;
  const ParsedTest parsed = parse_test(*text, TestTimes::durations);
  if (parsed.test)
    *text = test_text(*parsed.test, TestTimes::durations);
  else
    faults.error(node, parsed.fault);
}

// In the order of the table: the first is the primary one.
void read_tests(Node& table, AnalysisPlan& plan, Faults& faults) {
  name_tests(table, faults);
  const auto test_of = [](const Node& node) {
    const auto* text = as<std::string>(&node);
    return text == nullptr ? std::optional<SurvivalTest>{}
                           : parse_test(*text, TestTimes::durations).test;
  };
  if (const Node* node = find(table, "test"))
    plan.test = test_of(*node).value_or(plan.test);
  for (const Node& node : elements(table, "also_tests")) {
    const auto test = test_of(node);
    if (!test) continue;
    if (*test == plan.test || std::ranges::count(plan.also_tests, *test) > 0)
      faults.error(node,
                   "the test is done already (its power would be shown twice): "
                   "remove it");
    plan.also_tests.push_back(*test);
  }
}

// MaxCombo: the only test of several weights.
bool is_combination(const SurvivalTest& test) {
  const auto* weighted = std::get_if<WeightedLogRankTest>(&test);
  return weighted != nullptr && weighted->weights.size() > 1;
}

// What a test can't do yet, or can't mean.
void check_test(const Node& node, const SurvivalTest& test,
                const AnalysisPlan& plan, Faults& faults) {
  const bool log_rank = test == SurvivalTest{};
  if (plan.null_hazard_ratio != 1.0 && !log_rank)
    faults.error(node,
                 "the test has no null hypothesis of a hazard ratio other than "
                 "1: test with the log-rank, or leave null_hazard_ratio 1");
  const auto curtails = [](const Look& look) {
    return std::holds_alternative<FutilityBySpending>(look.futility) ||
           std::holds_alternative<FutilityAtConditionalPower>(look.futility);
  };
  if (!log_rank && std::ranges::any_of(plan.looks, curtails))
    faults.error(node,
                 "futility by spending or conditional power is of the log-rank "
                 "(the drift of another test isn't known): state 'futility_z' "
                 "or 'futility_hazard_ratio' at the looks");
  if (!is_combination(test)) return;
  const auto& rule = plan.efficacy.rule;
  if (plan.looks.size() > 1 &&
      !std::holds_alternative<FunctionSpending>(rule) &&
      !std::holds_alternative<PointSpending>(rule))
    faults.error(node,
                 "maxcombo has no such boundary (its bounds spend alpha): "
                 "choose a spending function");
  if (plan.tails == Tails::two || plan.harm ||
      plan.futility.rule == FutilityRule::binding)
    faults.error(node,
                 "maxcombo stops for efficacy and non-binding futility alone: "
                 "leave out sides = 2, [analysis.harm] and binding = true, or "
                 "test with something else");
}

// Of each test at its own place. Where a further test could not be read, the
// places and the tests no longer correspond: that was reported.
void check_tests(const Node& table, const AnalysisPlan& plan, Faults& faults) {
  if (const Node* node = find(table, "test"))
    check_test(*node, plan.test, plan, faults);
  const List& also = elements(table, "also_tests");
  if (also.size() != plan.also_tests.size()) return;
  for (std::size_t i = 0; i < also.size(); ++i)
    check_test(also[i], plan.also_tests[i], plan, faults);
}

// What of the config a fault of the design is about.
const Node& place_of(const Infeasible& why, const Node& analysis) {
  const auto table = [&](const char* name) -> const Node& {
    const Node* found = find(analysis, name);
    return found == nullptr ? analysis : *found;
  };
  switch (why.fault) {
    case PlanFault::power_range:
    case PlanFault::beta_missing:
    case PlanFault::beta_unused:
      return table("futility");
    case PlanFault::harm_range:
    case PlanFault::harm_two_tails:
      return table("harm");
    case PlanFault::points_count:
    case PlanFault::points_order:
    case PlanFault::points_total:
    case PlanFault::family_parameter:
      return analysis;
    default:
      return elements(analysis, "looks")[why.look];
  }
}

// What of each tail is told where a total is what is usually meant.
void warn_of_tail(const Node& table, double alpha, Faults& faults) {
  const Node* sides = find(table, "sides");
  faults.warn(
      *sides,
      "alpha {0} is that of each tail, {1} in all (in most protocols and "
      "programs a two-sided alpha is the total): write alpha_two_sided = {1} "
      "instead of sides and alpha, or the total that is meant",
      alpha, 2.0 * alpha);
}

// What is computed with was put there by the rows; here is what may have been
// meant otherwise.
void check_level(const Node& table, const AnalysisPlan& plan, Faults& faults) {
  const auto sides = get<std::int64_t>(table, "sides");
  const bool total = get<double>(table, "alpha_two_sided").has_value();
  if (total && sides == 1)
    faults.error(*find(table, "sides"),
                 "sides is 1 beside alpha_two_sided (which is the total of two "
                 "tails): leave it out, or state alpha");
  if (!total && sides == 2) warn_of_tail(table, plan.alpha, faults);
}

}  // namespace

// The canonical texts go into the tree, so that two spellings of one test
// resolve to the same config.
void name_tests(Node& table, Faults& faults) {
  if (Node* node = find(table, "test")) name_test(*node, faults);
  Node* also = find(table, "also_tests");
  if (also == nullptr || as<List>(also) == nullptr) return;
  for (Node& node : std::get<List>(also->value)) name_test(node, faults);
}

// Looks before futility, whose rules are theirs; tests last, which depend on
// both.
AnalysisPlan read_plan(Node& table, const PlanFor& whose, Faults& faults) {
  AnalysisPlan plan;
  put_members(table, plan);
  plan.alpha = whose.alpha.value_or(plan.alpha);
  if (!whose.alpha) check_level(table, plan, faults);
  const Strata strata = read_strata(table, whose.scenario, faults);
  if (strata.site != nullptr) {
    faults.error(*strata.site,
                 "'site' can't stratify the analysis in this version (it would "
                 "be ignored): stratify by factors");
  }
  plan.stratify_by = strata.factors;
  if (whose.scenario.conduct) plan.levels = whose.scenario.conduct->analysed;
  read_tests(table, plan, faults);
  const Node* efficacy = find(table, "efficacy");
  if (as<Table>(efficacy) != nullptr)
    plan.efficacy = read_efficacy(*efficacy, faults);
  plan.harm = read_harm(table, plan.alpha, faults);
  read_looks(table, whose, plan, faults);
  if (plan.looks.empty()) return plan;
  read_futility(table, plan, faults);
  check_tests(table, plan, faults);
  return plan;
}

namespace {

AnalysisPlan read_only_plan(Node& table, const Scenario& scenario,
                            Faults& faults) {
  if (find(table, "looks") == nullptr)
    faults.error(table,
                 "'looks' is missing (it has no default): add "
                 "[[analysis.looks]]");
  return read_plan(table, {scenario}, faults);
}

}  // namespace

// Where there are hypotheses, [analysis] is what they have in common.
void read_analysis(Node& root, Scenario& scenario, Faults& faults) {
  Node* table = find(root, "analysis");
  if (table == nullptr || as<Table>(table) == nullptr) return;
  if (find(root, "hypotheses") != nullptr)
    read_hypotheses(root, scenario, faults);
  else
    scenario.analysis = read_only_plan(*table, scenario, faults);
  read_multiplicity(root, scenario, faults);
  take_greatest_levels(scenario, faults);
}

// The bounds are solved here once, only to learn whether there are any: a plan
// without would otherwise fail after the simulation has begun.
bool check_plan(const Node& table, const AnalysisPlan& plan, double allocation,
                Faults& faults, const std::string& before) {
  if (plan.looks.empty()) return true;
  const auto solved = solve_plan(plan, allocation);
  const auto* why = std::get_if<Infeasible>(&solved);
  if (why == nullptr) return true;
  faults.error(place_of(*why, table), "{}{}", before, reason(why->fault));
  return false;
}

}  // namespace rehearse::config
