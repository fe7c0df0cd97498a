// Deaths: which part of PFS they are, who dies after progression and how that
// differs between arms, and whom another therapy keeps alive.
#include <fmt/format.h>

#include <algorithm>

#include "parts.hpp"

namespace rehearse::config {
namespace {

// What says how long participants live after progression.
bool follows_progression(const Node& death) {
  return find(death, "after_progression_median") != nullptr ||
         find(death, "after_progression") != nullptr;
}

// A ratio of a hazard that isn't there would be ignored.
void need_after(const Node& death, const Node* given, Faults& faults) {
  if (given == nullptr || follows_progression(death)) return;
  faults.error(*given,
               "nobody dies after progression (it would be ignored): state "
               "endpoint.death.after_progression_median, or remove it");
}

void read_arms(const Node& death, const Scenario& scenario,
               std::vector<ArmDeath>& deaths, Faults& faults) {
  const Node& table = table_of(death, "arms");
  for (const Member& member : *as<Table>(&table)) {
    const auto arm = arm_named(member, table.path, scenario, faults);
    if (!arm || as<Table>(&member.value) == nullptr) continue;
    deaths.resize(scenario.arms.size());
    put_members(member.value, deaths[*arm]);
    const Node* ratio = find(member.value, "after_progression_hazard_ratio");
    need_after(death, ratio, faults);
    if (ratio != nullptr && *arm == 0)
      faults.error(*ratio,
                   "'{}' is the control (whose ratio is 1): state it of an "
                   "experimental arm",
                   member.key);
  }
}

void read_switch(const Node& death, const Scenario& scenario, DeathModel& model,
                 Faults& faults) {
  const Node* table = find(death, "switch");
  if (as<Table>(table) == nullptr) return;
  Switching switching;
  put_members(*table, switching);
  // What could be had before enrolment opened is there from its opening.
  if (const Node* from = find(*table, "available_from"))
    switching.available_from =
        std::max(days_of(*from, scenario, faults).value_or(0.0), 0.0);
  if (find(*table, "hazard_ratio") == nullptr &&
      find(*table, "acceleration") == nullptr)
    faults.error(*table,
                 "no effect of the switch is given (the other therapy's is "
                 "unknown): add 'hazard_ratio' (1 for none) or "
                 "'acceleration'");
  need_after(death, table, faults);
  model.switching = switching;
}

}  // namespace

void read_death(const Node& table, Scenario& scenario, Faults& faults) {
  DeathModel& model = scenario.endpoint.death;
  put_members(table, model);
  if (const Node* after = find(table, "after_progression");
      as<Table>(after) != nullptr)
    model.after_progression = read_model(*after, faults);
  need_after(table, find(table, "after_progression_hazard_ratio"), faults);
  read_arms(table, scenario, model.arms, faults);
  read_switch(table, scenario, model, faults);
}

}  // namespace rehearse::config
