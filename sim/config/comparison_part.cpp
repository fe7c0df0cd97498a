// Whom a hypothesis compares, and on what: an endpoint that is simulated, a
// population by the levels of factors, and an arm.
#include <fmt/format.h>

#include <algorithm>

#include "hypotheses_part.hpp"
#include "parts.hpp"
#include "rehearse/text/text.hpp"

namespace rehearse::config {
namespace {

// Whether a key of [endpoint.death] is there, and isn't 0.
bool gives(const Node& death, const char* key) {
  return find(death, key) != nullptr && get<double>(death, key) != 0.0;
}

// Overall survival is of deaths: someone must say who dies.
void check_deaths(const Node& root, const Node& endpoint,
                  const DeathModel& model, Faults& faults) {
  const Node* death = find(table_of(root, "endpoint"), "death");
  if (death == nullptr) {
    faults.error(endpoint,
                 "overall survival isn't known (deaths aren't told from "
                 "progressions): add [endpoint.death]");
    return;
  }
  const bool after = gives(*death, "after_progression_median") ||
                     gives(*death, "after_progression");
  if (!after && !gives(*death, "fraction") && !gives(*death, "arms"))
    faults.error(endpoint,
                 "nobody dies (overall survival has no events): state "
                 "endpoint.death.after_progression_median");
  else if (!after && !model.follows_progression())
    faults.warn(endpoint,
                "nobody dies after progression (overall survival is of deaths "
                "before it alone): state "
                "endpoint.death.after_progression_median");
}

void check_endpoint(const Node& root, const Node& node,
                    const Hypothesis& hypothesis, const Scenario& scenario,
                    Faults& faults) {
  const Node* endpoint = find(node, "endpoint");
  if (hypothesis.endpoint == HypothesisEndpoint::os)
    check_deaths(root, *endpoint, scenario.endpoint.death, faults);
  if (hypothesis.endpoint == HypothesisEndpoint::pfs_investigator &&
      find(root, "review") == nullptr)
    faults.error(*endpoint,
                 "nobody reads the scans (events are seen as they are): add "
                 "[review], or choose \"pfs\"");
}

// Both are of participants who switch, and of their deaths.
void check_also(const Node& root, const Node& node,
                const Hypothesis& hypothesis, Faults& faults) {
  std::vector<const Node*> names;
  for (const Node& one : elements(node, "also")) names.push_back(&one);
  if (names.empty()) return;
  check_names(names, "analysis", faults);
  const Node& death = table_of(table_of(root, "endpoint"), "death");
  if (hypothesis.endpoint != HypothesisEndpoint::os)
    faults.error(*find(node, "also"),
                 "the analyses are of overall survival (another therapy begins "
                 "after progression): choose endpoint = \"os\", or remove "
                 "them");
  else if (find(death, "switch") == nullptr)
    faults.error(*find(node, "also"),
                 "nobody switches (the analyses would be the hypothesis's own "
                 "again): add [endpoint.death.switch], or remove them");
}

// One level of one factor.
std::optional<FactorLevel> level_named(const Node& population,
                                       const Member& member,
                                       const std::vector<Factor>& factors,
                                       Faults& faults) {
  const auto* word = as<std::string>(&member.value);
  std::vector<std::string_view> names;
  for (const Factor& factor : factors) names.emplace_back(factor.name);
  const auto at = static_cast<std::size_t>(
      std::ranges::find(names, member.key) - names.begin());
  if (at == names.size()) {
    faults.error(member.value.key_mark, population.path, "'{}' is no factor{}",
                 member.key, suggestion(member.key, names));
    return std::nullopt;
  }
  if (word == nullptr) return std::nullopt;  // reported
  const std::vector<std::string_view> levels{factors[at].levels.begin(),
                                             factors[at].levels.end()};
  const auto level = static_cast<std::size_t>(std::ranges::find(levels, *word) -
                                              levels.begin());
  if (level < levels.size()) return FactorLevel{at, level};
  faults.error(member.value, "'{}' is no level of factor '{}'{}", *word,
               member.key, suggestion(*word, levels));
  return std::nullopt;
}

}  // namespace

// In the order of the factors: "all" is nobody's level.
std::vector<FactorLevel> read_population(const Node* node,
                                         const std::vector<Factor>& factors,
                                         Faults& faults) {
  std::vector<FactorLevel> levels;
  const auto* members = as<Table>(node);
  if (members == nullptr) return levels;
  if (members->empty())
    faults.error(*node,
                 "the population names no factor (everybody is in it): write "
                 "\"all\"");
  for (const Member& member : *members)
    if (const auto level = level_named(*node, member, factors, faults))
      levels.push_back(*level);
  std::ranges::sort(levels, {}, &FactorLevel::factor);
  return levels;
}

namespace {

// The only experimental arm needs no name.
std::size_t read_arm(Node& node, const Hypothesis& hypothesis,
                     const Scenario& scenario, Faults& faults) {
  const std::vector<Arm>& arms = scenario.arms;
  if (arms.size() == arm_count && !arms[1].id.empty())
    fill_default(node, "arm", arms[1].id);
  const Node* given = find(node, "arm");
  if (given == nullptr && arms.size() > arm_count &&
      hypothesis.endpoint != HypothesisEndpoint::external)
    faults.error(node,
                 "'arm' is missing (there are {} experimental arms): add arm = "
                 "\"{}\"",
                 arms.size() - 1, arms[1].id);
  const auto* name = as<std::string>(given);
  if (name == nullptr) return 1;
  std::vector<std::string_view> ids;
  for (const Arm& arm : arms) ids.emplace_back(arm.id);
  const auto at =
      static_cast<std::size_t>(std::ranges::find(ids, *name) - ids.begin());
  if (at == 0)
    faults.error(*given,
                 "'{}' is the control (which the others are compared with): "
                 "name an experimental arm",
                 *name);
  if (at == ids.size())
    faults.error(*given, "'{}' is no experimental arm{}", *name,
                 suggestion(*name, std::span{ids}.subspan(1)));
  return at == 0 || at == ids.size() ? 1 : at;
}

}  // namespace

Comparison read_comparison(const Node& root, Node& hypothesis,
                           const Hypothesis& read, const Scenario& scenario,
                           Faults& faults) {
  if (get<std::string>(hypothesis, "endpoint")) {  // or it was reported
    check_endpoint(root, hypothesis, read, scenario, faults);
    check_also(root, hypothesis, read, faults);
  }
  return {.overall_survival = read.endpoint == HypothesisEndpoint::os,
          .switchers = Switchers::as_randomized,
          .population = read_population(find(hypothesis, "population"),
                                        scenario.factors, faults),
          .arm = read_arm(hypothesis, read, scenario, faults)};
}

}  // namespace rehearse::config
