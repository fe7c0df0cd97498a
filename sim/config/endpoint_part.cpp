#include <cmath>

#include "parts.hpp"

namespace rehearse::config {
namespace {

std::vector<EffectPeriod> read_effect(const Node& effect, Faults& faults) {
  refuse_both(effect, "hazard_ratio", "periods", "each is the whole effect",
              faults);
  if (const auto ratio = get<double>(effect, "hazard_ratio")) {
    return {{unbounded, *ratio}};
  }
  const Node* periods = find(effect, "periods");
  if (periods == nullptr && find(effect, "hazard_ratio") == nullptr) {
    faults.error(effect,
                 "no effect is given (the table is there for it): add "
                 "'hazard_ratio' or 'periods'");
  }
  const List& list = elements(effect, "periods");
  const auto ends = read_ends(list, faults);
  std::vector<EffectPeriod> read;
  for (std::size_t i = 0; i < list.size(); ++i) {
    read.push_back(
        {ends[i], get<double>(list[i], "hazard_ratio").value_or(1.0)});
  }
  return read;
}

DeathModel read_death(const Node& death) {
  DeathModel model;
  model.first_event_fraction = get<double>(death, "fraction").value_or(0.0);
  if (const auto median = get<double>(death, "after_progression_median"))
    model.after_progression_hazard = std::log(2.0) / *median;
  return model;
}

}  // namespace

void read_endpoint(const Node& root, Scenario& scenario, Faults& faults) {
  const Node& endpoint = table_of(root, "endpoint");
  EndpointPlan& plan = scenario.endpoint;
  plan.name = get<std::string>(endpoint, "name").value_or("");
  const Node* control = find(endpoint, "control");
  if (as<Table>(control) != nullptr)
    plan.control = read_model(*control, faults);
  refuse_both(endpoint, "effect", "experimental",
              "each determines the experimental arm", faults);
  plan.death = read_death(table_of(endpoint, "death"));
  const Node* effect = find(endpoint, "effect");
  const Node* experimental = find(endpoint, "experimental");
  if (as<Table>(effect) != nullptr) plan.effect = read_effect(*effect, faults);
  if (as<Table>(experimental) != nullptr) {
    plan.experimental = read_model(*experimental, faults);
  }
  if (as<Table>(find(root, "endpoint")) != nullptr && effect == nullptr &&
      experimental == nullptr) {
    faults.error(endpoint,
                 "no effect of the treatment is given (the experimental arm "
                 "is unknown): add [endpoint.effect] or "
                 "[endpoint.experimental]");
  }
}

}  // namespace rehearse::config
