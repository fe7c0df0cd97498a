// How the hypotheses share alpha: a graph. What can never be tested is a fault
// of the graph, not of a simulation.
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "hypotheses_part.hpp"
#include "parts.hpp"
#include "rehearse/text/text.hpp"

namespace rehearse::config {
namespace {

constexpr double tolerance = 1e-9;  // shares are typed as decimals

constexpr std::string_view any_word = "any";
constexpr std::string_view all_word = "all";

// Names by which a graph's texts mean hypotheses.
class Names {
 public:
  explicit Names(const std::vector<Hypothesis>& hypotheses) {
    for (const Hypothesis& one : hypotheses) names_.emplace_back(one.name);
  }
  // Reports a name that isn't known, at `node`.
  [[nodiscard]] std::optional<std::size_t> find(const Node& node,
                                                std::string_view name,
                                                Faults& faults) const {
    const auto at = static_cast<std::size_t>(std::ranges::find(names_, name) -
                                             names_.begin());
    if (at < names_.size()) return at;
    faults.error(node, "'{}' is no hypothesis{}", name,
                 suggestion(name, names_));
    return std::nullopt;
  }
  [[nodiscard]] std::optional<std::size_t> find(const Node& table,
                                                const char* key,
                                                Faults& faults) const {
    const Node* node = config::find(table, key);
    const auto* name = as<std::string>(node);
    return name == nullptr ? std::nullopt : find(*node, *name, faults);
  }

 private:
  std::vector<std::string_view> names_;
};

// Names that a text of `success` would take for its own words.
void check_words(const List& nodes, Faults& faults) {
  for (const Node& node : nodes) {
    const Node* name = find(node, "name");
    const auto* text = as<std::string>(name);
    if (text == nullptr) continue;
    if (*text == any_word || *text == all_word ||
        text->find(" and ") != std::string::npos ||
        text->find(" or ") != std::string::npos)
      faults.error(*name,
                   "'{}' is no name of a hypothesis (\"any\", \"all\", \"and\" "
                   "and \"or\" are words of multiplicity.success): rename it",
                   *text);
  }
}

// ---- shares ----

void check_shares(const List& nodes, const Multiplicity& graph,
                  Faults& faults) {
  double sum = 0.0;
  for (const Node& node : nodes) {
    const double share = get<double>(node, "alpha").value_or(0.0);
    const bool before = sum > graph.alpha + tolerance;
    sum += share;
    if (!before && sum > graph.alpha + tolerance)
      faults.error(*find(node, "alpha"),
                   "the shares sum to {:.6g} (analysis.alpha, which they are "
                   "of, is {:.6g}): lower some",
                   sum, graph.alpha);
  }
  const bool known = std::ranges::all_of(nodes, [](const Node& node) {
    return get<double>(node, "alpha").has_value();
  });
  if (known && sum < graph.alpha - tolerance)
    faults.warn(*find(nodes.back(), "alpha"),
                "the shares sum to {:.6g}, less than analysis.alpha, {:.6g} "
                "(the rest is never used): raise some",
                sum, graph.alpha);
}

// Alpha goes from a hypothesis that has some to those that it passes it on to.
void check_reached(const List& nodes, const Scenario& scenario,
                   Faults& faults) {
  std::vector<bool> reached;
  for (const Hypothesis& one : scenario.hypotheses)
    reached.push_back(one.alpha > 0.0);
  for (std::size_t i = 0; i < reached.size(); ++i)
    for (const Transition& edge : scenario.multiplicity.transitions)
      if (reached[edge.from]) reached[edge.to] = true;
  for (std::size_t i = 0; i < reached.size(); ++i)
    if (!reached[i] && get<double>(nodes[i], "alpha"))
      faults.error(*find(nodes[i], "alpha"),
                   "the hypothesis can never be tested (it has no alpha, and "
                   "none that has some passes it on to it): give it a share, "
                   "or a transition to it");
}

// Points are of one level; what is passed on makes it another.
void check_points(const Node& root, const Scenario& scenario, Faults& faults) {
  for (const Transition& edge : scenario.multiplicity.transitions) {
    const auto& rule = scenario.hypotheses[edge.to].analysis.efficacy.rule;
    if (!std::holds_alternative<PointSpending>(rule)) continue;
    const Node table = analysis_of(root, elements(root, "hypotheses")[edge.to]);
    faults.error(*find(table_of(table, "efficacy"), "spending"),
                 "spending \"user\" is of one alpha ('{}' may have more passed "
                 "on to it): choose a spending function",
                 scenario.hypotheses[edge.to].name);
  }
}

// ---- transitions ----

// One edge; nothing of one that was reported.
std::optional<Transition> read_transition(const Node& node, const Names& names,
                                          Faults& faults) {
  Transition edge;
  put_members(node, edge);
  const auto from = names.find(node, "from", faults);
  const auto to = names.find(node, "to", faults);
  if (!from || !to) return std::nullopt;
  if (*from == *to) {
    faults.error(*find(node, "to"),
                 "the transition leads to where it begins (a rejected "
                 "hypothesis isn't tested again): name another");
    return std::nullopt;
  }
  edge.from = *from;
  edge.to = *to;
  return edge;
}

// A hypothesis passes on at most what it has.
void check_row(const Node& node, const Transition& edge, Multiplicity& graph,
               const std::string& from, Faults& faults) {
  double sum = edge.weight;
  for (const Transition& before : graph.transitions) {
    if (before.from != edge.from) continue;
    sum += before.weight;
    if (before.to == edge.to)
      faults.error(node,
                   "the transition is given twice (which weight holds?): "
                   "remove one");
  }
  if (sum > 1.0 + tolerance && sum - edge.weight <= 1.0 + tolerance)
    faults.error(node,
                 "'{}' passes on {:.6g} of its alpha (it has 1): lower the "
                 "weights from it",
                 from, sum);
}

void read_transitions(const Node& table, const Names& names, Scenario& scenario,
                      Faults& faults) {
  Multiplicity& graph = scenario.multiplicity;
  for (const Node& node : elements(table, "transitions")) {
    const auto edge = read_transition(node, names, faults);
    if (!edge) continue;
    check_row(node, *edge, graph, scenario.hypotheses[edge->from].name, faults);
    graph.transitions.push_back(*edge);
  }
}

// ---- successes ----

// The parts of a text between `word`s.
std::vector<std::string_view> parts_between(std::string_view text,
                                            std::string_view word) {
  std::vector<std::string_view> parts;
  for (auto at = text.find(word); at != std::string_view::npos;
       at = text.find(word)) {
    parts.push_back(text.substr(0, at));
    text.remove_prefix(at + word.size());
  }
  parts.push_back(text);
  return parts;
}

bool is_simulated(const Hypothesis& hypothesis) {
  return hypothesis.endpoint != HypothesisEndpoint::external;
}

// A hypothesis by its name; one that isn't simulated is never rejected.
std::optional<std::size_t> simulated(const Node& node, std::string_view name,
                                     const Names& names,
                                     const Scenario& scenario, Faults& faults) {
  while (name.starts_with(' ')) name.remove_prefix(1);
  while (name.ends_with(' ')) name.remove_suffix(1);
  const auto at = names.find(node, name, faults);
  if (at && !is_simulated(scenario.hypotheses[*at])) {
    faults.error(node,
                 "'{}' is external (its rejection isn't simulated): leave it "
                 "out",
                 name);
    return std::nullopt;
  }
  return at;
}

// "any": each alone; "all": together.
Success whole(std::string_view word, const Scenario& scenario) {
  Success success{std::string{word}, {}};
  if (word == all_word) success.any_of.emplace_back();
  for (std::size_t i = 0; i < scenario.hypotheses.size(); ++i) {
    if (!is_simulated(scenario.hypotheses[i])) continue;
    if (word == any_word) success.any_of.emplace_back();
    success.any_of.back().push_back(i);
  }
  return success;
}

Success read_success(const Node& node, const Names& names,
                     const Scenario& scenario, Faults& faults) {
  const std::string& text = *as<std::string>(&node);
  if (text == any_word || text == all_word) return whole(text, scenario);
  Success success{text, {}};
  for (const std::string_view either : parts_between(text, " or ")) {
    auto& together = success.any_of.emplace_back();
    for (const std::string_view name : parts_between(either, " and "))
      if (const auto at = simulated(node, name, names, scenario, faults))
        together.push_back(*at);
  }
  return success;
}

void read_successes(const Node& table, const Names& names, Scenario& scenario,
                    Faults& faults) {
  std::vector<const Node*> texts;
  for (const Node& node : elements(table, "success")) {
    if (as<std::string>(&node) == nullptr) continue;
    texts.push_back(&node);
    if (as<std::string>(&node)->empty()) continue;  // reported
    scenario.multiplicity.success.push_back(
        read_success(node, names, scenario, faults));
  }
  check_names(texts, "success", faults);
}

}  // namespace

// Checks of the whole graph are made where all of its hypotheses were read.
void read_multiplicity(const Node& root, Scenario& scenario, Faults& faults) {
  const Node* table = find(root, "multiplicity");
  const List& nodes = elements(root, "hypotheses");
  if (find(root, "hypotheses") == nullptr) {
    if (table != nullptr && as<Table>(table) != nullptr &&
        !as<Table>(table)->empty())
      faults.error(*table,
                   "there are no hypotheses (which would share the level): "
                   "add [[hypotheses]], or remove [multiplicity]");
    return;
  }
  if (nodes.empty() || scenario.hypotheses.size() != nodes.size())
    return;  // reported
  check_words(nodes, faults);
  const Names names{scenario.hypotheses};
  const Node& graph = table_of(root, "multiplicity");
  read_transitions(graph, names, scenario, faults);
  check_shares(nodes, scenario.multiplicity, faults);
  if (scenario.multiplicity.transitions.size() ==
      elements(graph, "transitions").size())
    check_reached(nodes, scenario, faults);
  check_points(root, scenario, faults);
  read_successes(graph, names, scenario, faults);
  put_members(graph, scenario.multiplicity);
  read_parametric(root, scenario, faults);
}

}  // namespace rehearse::config
