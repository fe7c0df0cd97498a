// The endpoint: a model of the control arm, and an effect or a model of its own
// of each experimental one. The models themselves are in model_part.cpp.
#include <fmt/format.h>

#include <algorithm>

#include "parts.hpp"
#include "rehearse/text/text.hpp"

namespace rehearse::config {
namespace {

// The factor that a table names, and a hazard ratio for each of its levels.
EffectByLevel read_levels(const Member& member, const Factor& factor,
                          std::size_t index, Faults& faults) {
  EffectByLevel effect{index, std::vector<double>(factor.levels.size(), 1.0)};
  const Node& table = member.value;
  if (as<Table>(&table) == nullptr) return effect;
  const std::vector<std::string_view> levels{factor.levels.begin(),
                                             factor.levels.end()};
  for (const Member& stated : *as<Table>(&table)) {
    const auto at = static_cast<std::size_t>(
        std::ranges::find(levels, stated.key) - levels.begin());
    const auto* ratio = as<double>(&stated.value);
    if (at == levels.size())
      faults.error(stated.value.key_mark, table.path,
                   "'{}' is no level of factor '{}'{}", stated.key, factor.name,
                   suggestion(stated.key, levels));
    else if (ratio != nullptr)
      effect.hazard_ratio[at] = *ratio;
  }
  for (const std::string_view level : levels)
    if (find(table, level) == nullptr)
      faults.error(table,
                   "the effect at level '{}' is missing (each level has one): "
                   "add it",
                   level);
  return effect;
}

// By one factor: the joint effect of two would have to be stated too.
std::optional<EffectByLevel> read_by_level(const Node& table,
                                           const std::vector<Factor>& factors,
                                           Faults& faults) {
  const auto& members = *as<Table>(&table);
  if (members.size() != 1) {
    faults.error(table,
                 "{} factors are given (an effect is by the levels of one): "
                 "name one",
                 members.size());
    return std::nullopt;
  }
  std::vector<std::string_view> names;
  for (const Factor& factor : factors) names.emplace_back(factor.name);
  const Member& member = members.front();
  const auto at = static_cast<std::size_t>(
      std::ranges::find(names, member.key) - names.begin());
  if (at < names.size()) return read_levels(member, factors[at], at, faults);
  faults.error(member.value.key_mark, table.path, "'{}' is no factor{}",
               member.key, suggestion(member.key, names));
  return std::nullopt;
}

// One hazard ratio is one period without an end.
TreatmentEffect read_effect(const Node& effect, const Scenario& scenario,
                            Faults& faults) {
  TreatmentEffect read;
  if (const auto ratio = get<double>(effect, "hazard_ratio")) {
    read.periods = {{unbounded, *ratio}};
    return read;
  }
  const Node* by_level = find(effect, "hazard_ratio_by");
  if (as<Table>(by_level) != nullptr)
    read.by_level = read_by_level(*by_level, scenario.factors, faults);
  if (find(effect, "periods") == nullptr &&
      find(effect, "hazard_ratio") == nullptr && by_level == nullptr)
    faults.error(effect,
                 "no effect is given (the table is there for it): add "
                 "'hazard_ratio' or 'periods'");
  read.periods =
      read_periods<EffectPeriod>(elements(effect, "periods"), faults);
  return read;
}

// An effect for each experimental arm, in the order of the arms.
std::vector<TreatmentEffect> read_effects(const Node& table,
                                          const Scenario& scenario,
                                          Faults& faults) {
  std::vector<TreatmentEffect> effects(scenario.arms.size() - 1);
  for (const Member& member : *as<Table>(&table)) {
    const auto arm = arm_named(member, table.path, scenario, faults);
    if (arm == std::size_t{0})
      faults.error(member.value.key_mark, table.path,
                   "'{}' is the control (effects are against it): name an "
                   "experimental arm",
                   member.key);
    else if (arm && as<Table>(&member.value) != nullptr)
      effects[*arm - 1] = read_effect(member.value, scenario, faults);
  }
  for (std::size_t arm = 1; arm < scenario.arms.size(); ++arm)
    if (const std::string& id = scenario.arms[arm].id;
        !id.empty() && find(table, id) == nullptr)
      faults.error(table,
                   "the effect of arm '{}' is missing (it would be unknown): "
                   "add [endpoint.effects.{}]",
                   id, id);
  return effects;
}

// What the analytic figures don't know is of hypotheses, which they don't know
// either.
void check_by_level(const Node& root, const Node& effect, Faults& faults) {
  const Node* by_level = find(effect, "hazard_ratio_by");
  if (by_level == nullptr || find(root, "hypotheses") != nullptr) return;
  faults.error(*by_level,
               "effects by level are of trials with hypotheses (the one "
               "analysis would be of a mixture): add [[hypotheses]], or state "
               "'hazard_ratio'");
}

void put_effects(std::vector<TreatmentEffect> effects, EndpointPlan& plan) {
  plan.effect = effects.front().periods;
  plan.experimental = effects.front().model;
  plan.by_level = effects.front().by_level;
  plan.further.assign(effects.begin() + 1, effects.end());
}

// What is stated once holds for every experimental arm.
void read_treatment(const Node& root, const Node& endpoint, Scenario& scenario,
                    Faults& faults) {
  const Node* effect = find(endpoint, "effect");
  const Node* effects = find(endpoint, "effects");
  const Node* experimental = find(endpoint, "experimental");
  const std::size_t arms = scenario.arms.size() - 1;
  TreatmentEffect common;
  if (as<Table>(effect) != nullptr) {
    check_by_level(root, *effect, faults);
    common = read_effect(*effect, scenario, faults);
  }
  if (as<Table>(experimental) != nullptr)
    common.model = read_model(*experimental, faults);
  put_effects(std::vector(arms, common), scenario.endpoint);
  if (as<Table>(effects) != nullptr) {
    for (const Member& member : *as<Table>(effects))
      check_by_level(root, member.value, faults);
    put_effects(read_effects(*effects, scenario, faults), scenario.endpoint);
  }
  if (as<Table>(find(root, "endpoint")) != nullptr && effect == nullptr &&
      effects == nullptr && experimental == nullptr)
    faults.error(endpoint,
                 "no effect of the treatment is given (the experimental arm "
                 "is unknown): add [endpoint.effect] or "
                 "[endpoint.experimental]");
}

}  // namespace

// An experimental arm is the control arm's hazard times an effect, or a model
// of its own.
void read_endpoint(const Node& root, Scenario& scenario, Faults& faults) {
  const Node& endpoint = table_of(root, "endpoint");
  EndpointPlan& plan = scenario.endpoint;
  put_members(endpoint, plan);
  if (const Node* control = find(endpoint, "control");
      as<Table>(control) != nullptr)
    plan.control = read_model(*control, faults);
  read_treatment(root, endpoint, scenario, faults);
  read_death(table_of(endpoint, "death"), scenario, faults);
}

}  // namespace rehearse::config
