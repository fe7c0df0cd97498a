// The trial's names and its arms. Arms are told apart by their role and not by
// their place: control is arm 0 everywhere inside, so that a hazard ratio is
// experimental over control whatever order a config has.
#include <algorithm>

#include "parts.hpp"

namespace rehearse::config {

void read_trial(const Node& root, Scenario& scenario, Faults& faults) {
  const Node& trial = table_of(root, "trial");
  put_members(trial, scenario);
  const Node* id = find(trial, "id");
  check_names({id}, "id", faults);
  const bool no_file_name =
      scenario.id.find_first_of("/\\") != std::string::npos ||
      scenario.id.starts_with('.') || scenario.id.size() > 100;
  if (no_file_name)
    faults.error(*id,
                 "\"{}\" can't be part of a file name (results are saved under "
                 "it): use up to 100 letters, digits, '-' and '_'",
                 scenario.id);
}

namespace {

// Where the arm belongs in the scenario: control first.
std::size_t place_of(Role role, std::size_t experimental_arms) {
  return role == Role::control ? 0 : 1 + experimental_arms;
}

// How many arms there may be: without hypotheses all but the first two would be
// read, and never simulated.
std::size_t most_arms(const Node& root, Reading reading) {
  if (reading == Reading::list) return max_arms;
  return find(root, "hypotheses") == nullptr ? arm_count
                                             : 1 + most_experimental_arms;
}

void refuse_more_arms(const Node& arms, std::size_t most, Faults& faults) {
  const std::size_t count = as<List>(&arms)->size();
  if (count <= most) return;
  if (most == arm_count)
    faults.error(arms,
                 "{} arms are given (one is compared with the other; a list "
                 "may have more): add [[hypotheses]], one for each comparison, "
                 "or remove some",
                 count);
  else
    faults.error(arms,
                 "{} arms are given (the simulator has at most {}; a list may "
                 "have more): remove some",
                 count, most);
}

}  // namespace

// The scenario has its arms by role, control first, in whatever order they are
// stated; how they are printed is the config's.
void read_arms(const Node& root, Reading reading, Scenario& scenario,
               Faults& faults) {
  const List& arms = elements(root, "arms");
  if (arms.empty()) return;
  const std::size_t most = most_arms(root, reading);
  refuse_more_arms(*find(root, "arms"), most, faults);
  scenario.arms.resize(std::max(arms.size() + 1, arm_count));
  std::vector<const Node*> ids;
  std::array<std::size_t, arm_count> of_role{};
  for (const Node& node : arms) {
    ids.push_back(find(node, "id"));
    const auto word = get<std::string>(node, "role");
    if (!word) continue;
    // An allocation that is wrong must not pass for one: the ratio is unknown.
    Arm arm;
    arm.allocation = 0;
    put_members(node, arm);
    std::size_t& others = of_role[static_cast<std::size_t>(arm.role)];
    if (others > 0 && (arm.role == Role::control || arms.size() == arm_count))
      faults.error(*find(node, "role"),
                   "a second {} arm (one is compared with the other): make one "
                   "experimental and one control",
                   *word);
    const bool control = arm.role == Role::control;
    scenario.arms[place_of(arm.role, control ? 0 : others)] = std::move(arm);
    ++others;
  }
  if (of_role[0] == 0 && of_role[1] == arms.size() && arms.size() > arm_count)
    faults.error(*find(root, "arms"),
                 "no arm is the control (the others are compared with it): "
                 "give one role = \"control\"");
  check_names(ids, "arm id", faults);
  scenario.arms.resize(std::clamp(arms.size(), arm_count, most));
  scenario.experimental_first =
      get<std::string>(arms.front(), "role") == "experimental";
}

void read_simulation(const Node& root, Scenario& scenario) {
  put_members(table_of(root, "simulation"), scenario);
}

}  // namespace rehearse::config
