// The endpoint: a model of the control arm, and an effect or a model of its own
// of the experimental one. The models themselves are in model_part.cpp.
#include "parts.hpp"

namespace rehearse::config {
namespace {

// One hazard ratio is one period without an end.
std::vector<EffectPeriod> read_effect(const Node& effect, Faults& faults) {
  if (const auto ratio = get<double>(effect, "hazard_ratio"))
    return {{unbounded, *ratio}};
  if (find(effect, "periods") == nullptr &&
      find(effect, "hazard_ratio") == nullptr)
    faults.error(effect,
                 "no effect is given (the table is there for it): add "
                 "'hazard_ratio' or 'periods'");
  return read_periods<EffectPeriod>(elements(effect, "periods"), faults);
}

}  // namespace

// The experimental arm is the control arm's hazard times the effect, or a model
// of its own.
void read_endpoint(const Node& root, Scenario& scenario, Faults& faults) {
  const Node& endpoint = table_of(root, "endpoint");
  EndpointPlan& plan = scenario.endpoint;
  put_members(endpoint, plan);
  put_members(table_of(endpoint, "death"), plan.death);
  if (const Node* control = find(endpoint, "control");
      as<Table>(control) != nullptr)
    plan.control = read_model(*control, faults);
  const Node* effect = find(endpoint, "effect");
  const Node* experimental = find(endpoint, "experimental");
  if (as<Table>(effect) != nullptr) plan.effect = read_effect(*effect, faults);
  if (as<Table>(experimental) != nullptr)
    plan.experimental = read_model(*experimental, faults);
  if (as<Table>(find(root, "endpoint")) != nullptr && effect == nullptr &&
      experimental == nullptr)
    faults.error(endpoint,
                 "no effect of the treatment is given (the experimental arm "
                 "is unknown): add [endpoint.effect] or "
                 "[endpoint.experimental]");
}

}  // namespace rehearse::config
