// What a trial tests beside others. A hypothesis's analysis is [analysis] with
// its own keys laid over it, in the tree that was read: each value stands where
// it was written, so that a fault that several hypotheses share is told once.
#include "hypotheses_part.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "rehearse/design/hypothesis_graph.hpp"
#include "rehearse/text/text.hpp"

namespace rehearse::config {
namespace {

// Of one table over another, and of tables in them; lists are replaced.
void lay_over(Node& table, const Node& over) {
  table.mark = over.mark;  // where what is missing is to be added
  table.key_mark = over.key_mark;
  table.path = over.path;
  drop_contradicted(table, over, *over.keys);
  for (const Member& member : *as<Table>(&over)) {
    Node* found = find(table, member.key);
    if (found == nullptr)
      std::get<Table>(table.value).push_back(member);
    else if (as<Table>(found) != nullptr && as<Table>(&member.value) != nullptr)
      lay_over(*found, member.value);
    else
      *found = member.value;
  }
}

// What of a hypothesis is of its analysis. Its alpha is a share.
Node own_analysis(const Node& analysis, const Node& hypothesis) {
  Node own = hypothesis;
  std::erase_if(std::get<Table>(own.value), [&](const Member& member) {
    return member.key == "alpha" ||
           (member.key != "spending_time" &&
            find(*analysis.keys, member.key) == nullptr);
  });
  return own;
}

// What [analysis] says of the level that would be another for each hypothesis.
void check_common(const Node& analysis, Faults& faults) {
  const Node* total = find(analysis, "alpha_two_sided");
  const Node* sides = find(analysis, "sides");
  const char* why =
      "hypotheses share a one-sided level (what one passes on is of one "
      "tail): state 'alpha' alone";
  if (total != nullptr) faults.error(*total, why);
  if (get<std::int64_t>(analysis, "sides") == 2) faults.error(*sides, why);
  if (!elements(analysis, "also_tests").empty())
    faults.error(*find(analysis, "also_tests"),
                 "further tests don't go with [[hypotheses]] (each has its "
                 "own 'test'): remove them");
}

// A single-weight test has bounds that are made of events; so has any test
// whose only look takes what there is.
void check_test(const Node& table, const Hypothesis& hypothesis,
                Faults& faults) {
  const AnalysisPlan& plan = hypothesis.analysis;
  const auto* weighted = std::get_if<WeightedLogRankTest>(&plan.test);
  const Node* test = find(table, "test");
  if (test == nullptr) return;
  if (std::holds_alternative<IntervalTest>(plan.test) ||
      (weighted != nullptr && weighted->weights.size() > 1))
    faults.error(*test,
                 "the test doesn't go with [[hypotheses]] in this version (its "
                 "bounds are not of events alone): choose one weight, rmst or "
                 "milestone");
  else if (plan.test != SurvivalTest{} && plan.looks.size() > 1)
    faults.error(*test,
                 "a hypothesis with several looks has the log-rank test (the "
                 "bounds of another need its own information): test with "
                 "logrank, or plan one look");
  if (plan.ties == Ties::interval)
    faults.error(*find(table, "ties"),
                 "ties \"interval-censored\" don't go with [[hypotheses]] in "
                 "this version (the estimate is of one analysis): choose "
                 "efron, breslow or exact");
  if (plan.null_hazard_ratio != 1.0 &&
      hypothesis.endpoint == HypothesisEndpoint::os)
    faults.error(*find(table, "null_hazard_ratio"),
                 "a null hazard ratio other than 1 is of PFS in this version "
                 "(overall survival is tested for superiority): leave it 1");
}

// Whoever tests needs a time to test at.
void check_looks(const Node& node, const Node& table,
                 const Hypothesis& hypothesis, bool first, Faults& faults) {
  const bool simulated = hypothesis.endpoint != HypothesisEndpoint::external;
  if (find(table, "looks") != nullptr || !(simulated || first)) return;
  faults.error(node,
               "'looks' is missing (neither the hypothesis nor [analysis] has "
               "any): add [[hypotheses.looks]] or [[analysis.looks]]");
}

Hypothesis read_hypothesis(Node& root, Node& node, const Scenario& scenario,
                           Faults& faults) {
  Hypothesis hypothesis;
  put_members(node, hypothesis);
  name_tests(node, faults);
  const Comparison comparison =
      read_comparison(root, node, hypothesis, scenario, faults);
  const bool first = scenario.hypotheses.empty();
  Node table = analysis_of(root, node);
  const double share = hypothesis.alpha;
  hypothesis.analysis = read_plan(
      table,
      {scenario, first ? nullptr : &scenario.hypotheses.front().analysis,
       share > 0.0 ? share : scenario.multiplicity.alpha},
      faults);
  hypothesis.analysis.tails = Tails::one;
  hypothesis.analysis.comparison = comparison;
  check_looks(node, table, hypothesis, first, faults);
  check_test(table, hypothesis, faults);
  return hypothesis;
}

// Results have the first hypothesis's power and looks at their top.
void check_first(const List& nodes, const std::vector<Hypothesis>& hypotheses,
                 Faults& faults) {
  constexpr auto external = HypothesisEndpoint::external;
  if (hypotheses.front().endpoint != external ||
      std::ranges::all_of(hypotheses, [](const Hypothesis& hypothesis) {
        return hypothesis.endpoint == external;
      }))
    return;
  faults.error(*find(nodes.front(), "endpoint"),
               "the first hypothesis isn't simulated (the trial's looks and "
               "power are the first's): put one that is before it");
}

}  // namespace

// Looks of its own have an end of their own.
Node analysis_of(const Node& root, const Node& hypothesis) {
  Node table = table_of(root, "analysis");
  if (as<Table>(&hypothesis) == nullptr) return table;
  const Node own = own_analysis(table, hypothesis);
  const bool has_looks = find(own, "looks") != nullptr;
  if (has_looks)
    std::erase_if(std::get<Table>(table.value), [](const Member& member) {
      return member.key == "planned_events";
    });
  const Node analysis = table;
  lay_over(table, own);
  if (has_looks || find(own, "efficacy") != nullptr) return table;
  table.mark = analysis.mark;  // what is wrong with it is wrong there
  table.key_mark = analysis.key_mark;
  table.path = analysis.path;
  return table;
}

Node first_analysis(const Node& root) {
  const List& hypotheses = elements(root, "hypotheses");
  return hypotheses.empty() ? table_of(root, "analysis")
                            : analysis_of(root, hypotheses.front());
}

// In order: a further hypothesis may be looked at with the first.
void read_hypotheses(Node& root, Scenario& scenario, Faults& faults) {
  const Node& analysis = table_of(root, "analysis");
  check_common(analysis, faults);
  scenario.multiplicity.alpha =
      get<double>(analysis, "alpha").value_or(scenario.multiplicity.alpha);
  auto* list = std::get_if<List>(&find(root, "hypotheses")->value);
  if (list == nullptr || list->empty()) return;
  scenario.hypotheses.reserve(list->size());  // the first stays where it is
  for (Node& node : *list) {
    if (as<Table>(&node) == nullptr) return;
    scenario.hypotheses.push_back(
        read_hypothesis(root, node, scenario, faults));
  }
  std::vector<const Node*> names;  // where they are, once defaults are put in
  for (const Node& node : *list) names.push_back(find(node, "name"));
  check_names(names, "hypothesis name", faults);
  check_first(*list, scenario.hypotheses, faults);
  scenario.analysis = scenario.hypotheses.front().analysis;
}

// Before a fault of the level that a hypothesis doesn't begin with.
std::string level_words(const Hypothesis& hypothesis, double level) {
  if (level == hypothesis.alpha) return "";
  return fmt::format("at alpha {:.6g}, which '{}' can come to have: ", level,
                     hypothesis.name);
}

HypothesisGraph graph_of(const Scenario& scenario) {
  std::vector<double> alphas;
  for (const Hypothesis& hypothesis : scenario.hypotheses)
    alphas.push_back(hypothesis.alpha);
  return {alphas, scenario.multiplicity.transitions};
}

void take_greatest_levels(Scenario& scenario, const Faults& faults) {
  if (faults.any_error() || scenario.hypotheses.empty()) return;
  for (std::size_t h = 0; h < scenario.hypotheses.size(); ++h) {
    Hypothesis& hypothesis = scenario.hypotheses[h];
    if (hypothesis.alpha == 0.0)
      hypothesis.analysis.alpha =
          attainable_alphas(graph_of(scenario), h).back();
  }
  scenario.analysis = scenario.hypotheses.front().analysis;
}

// Of each hypothesis its own bounds, at every level that it can come to have.
void check_design(const Node& root, const Scenario& scenario, Faults& faults) {
  if (faults.any_error()) return;
  if (scenario.hypotheses.empty())
    check_plan(table_of(root, "analysis"), scenario.analysis,
               experimental_share(scenario), faults);
  std::size_t at = 0;
  for (const Hypothesis& hypothesis : scenario.hypotheses) {
    const std::size_t arm = hypothesis.analysis.comparison.arm;
    const Node table = analysis_of(root, elements(root, "hypotheses")[at]);
    AnalysisPlan plan = hypothesis.analysis;
    for (const double level : attainable_alphas(graph_of(scenario), at)) {
      if (level <= 0.0) continue;
      plan.alpha = level;
      if (!check_plan(table, plan, experimental_share(scenario, arm), faults,
                      level_words(hypothesis, level)))
        break;
    }
    ++at;
  }
}

}  // namespace rehearse::config
