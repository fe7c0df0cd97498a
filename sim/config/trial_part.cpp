#include <fmt/format.h>

#include <algorithm>

#include "parts.hpp"

namespace rehearse::config {

void read_trial(const Node& root, Scenario& scenario, Faults& faults) {
  const Node& trial = table_of(root, "trial");
  scenario.id = get<std::string>(trial, "id").value_or("");
  scenario.title = get<std::string>(trial, "title").value_or("");
  scenario.start_date = get<std::string>(trial, "start_date").value_or("");
  scenario.participants =
      static_cast<int>(get<std::int64_t>(trial, "participants").value_or(0));
  const Node* id = find(trial, "id");
  check_names({id}, "id", faults);
  const bool no_file_name =
      scenario.id.find_first_of("/\\") != std::string::npos ||
      scenario.id.starts_with('.') || scenario.id.size() > 100;
  if (no_file_name) {
    faults.error(*id,
                 fmt::format("\"{}\" can't be part of a file name (results "
                             "are saved under it): use up to 100 letters, "
                             "digits, '-' and '_'",
                             scenario.id));
  }
}

void read_arms(const Node& root, Scenario& scenario, Faults& faults) {
  const List& arms = elements(root, "arms");
  std::vector<const Node*> ids;
  std::array<const Node*, arm_count> of_role{};
  for (const Node& node : arms) {
    ids.push_back(find(node, "id"));
    const auto role = get<std::string>(node, "role");
    if (!role) continue;
    const auto index = static_cast<std::size_t>(
        *role == "control" ? Role::control : Role::experimental);
    if (of_role[index] != nullptr) {
      faults.error(*find(node, "role"),
                   fmt::format("a second {} arm (one is compared with the "
                               "other): make one experimental and one control",
                               *role));
    }
    of_role[index] = &node;
    scenario.arms[index] = {
        get<std::string>(node, "id").value_or(""), static_cast<Role>(index),
        static_cast<int>(get<std::int64_t>(node, "allocation").value_or(0)),
        get<std::string>(node, "dose").value_or(""),
        get<std::string>(node, "cycle").value_or("")};
  }
  check_names(ids, "arm id", faults);
  scenario.experimental_first = !arms.empty() && of_role[1] == &arms.front();
}

void read_simulation(const Node& root, Scenario& scenario) {
  scenario.replicates = static_cast<std::uint64_t>(
      get<std::int64_t>(table_of(root, "simulation"), "replicates")
          .value_or(1));
}

}  // namespace rehearse::config
