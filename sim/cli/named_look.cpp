#include "cli/named_look.hpp"

#include <fmt/format.h>

#include "cli/options.hpp"
#include "rehearse/montecarlo/graph_decision.hpp"
#include "rehearse/study/power.hpp"
#include "rehearse/text/text.hpp"

namespace rehearse::cli {

std::size_t look_named(const std::string& flag, const std::string& name,
                       const std::vector<Look>& looks) {
  std::vector<std::string_view> names;
  for (std::size_t k = 0; k < looks.size(); ++k) {
    if (looks[k].name == name) return k;
    names.emplace_back(looks[k].name);
  }
  throw UsageError{fmt::format("{}: the config has no look '{}'{}", flag, name,
                               suggestion(name, names))};
}

std::size_t hypothesis_named(const std::string& name,
                             const Scenario& scenario) {
  if (scenario.hypotheses.empty()) {
    if (name.empty()) return 0;
    throw UsageError{
        "--hypothesis: the config has no [[hypotheses]] (its looks are of one "
        "analysis): leave it out"};
  }
  require_simulated(scenario);
  const auto simulated = simulated_hypotheses(scenario);
  if (name.empty()) return simulated.front();
  std::vector<std::string_view> names;
  for (const std::size_t h : simulated) {
    if (scenario.hypotheses[h].name == name) return h;
    names.emplace_back(scenario.hypotheses[h].name);
  }
  throw UsageError{
      fmt::format("--hypothesis: the config simulates no hypothesis '{}'{}",
                  name, suggestion(name, names))};
}

}  // namespace rehearse::cli
