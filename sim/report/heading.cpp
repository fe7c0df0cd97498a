#include "heading.hpp"

#include <fmt/format.h>

namespace rehearse {

std::string heading(const Scenario& scenario) {
  const auto [first, second] = printed_arms(scenario);
  const Arm& a = scenario.arms[first];
  const Arm& b = scenario.arms[second];
  return fmt::format("{}: {} participants, {} and {} {}:{}, {}", scenario.id,
                     scenario.participants, a.id, b.id, a.allocation,
                     b.allocation, scenario.endpoint.name);
}

}  // namespace rehearse
