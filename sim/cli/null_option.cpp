#include "cli/null_option.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "cli/session.hpp"
#include "rehearse/montecarlo/familywise_error.hpp"
#include "rehearse/montecarlo/graph_decision.hpp"
#include "rehearse/text/text.hpp"
#include "rehearse/text/trimmed.hpp"

namespace rehearse::cli {
namespace {

void refuse_null(const Scenario& scenario) {
  if (const auto pair = without_common_null(scenario))
    throw UsageError{fmt::format(
        "--null: '{}' is tested against a margin, and '{}' is of the same arm "
        "(no hazard ratio of PFS there is the null one of both): leave --null "
        "out, or the margin",
        scenario.hypotheses[(*pair)[0]].name,
        scenario.hypotheses[(*pair)[1]].name)};
}

}  // namespace

void add_null(CLI::App& command, std::string& null) {
  command
      .add_option("--null", null,
                  "Familywise error beside the power, of [[hypotheses]]: all "
                  "of them true null hypotheses, each set of them (each), or "
                  "those named, with commas")
      ->type_name("all|each|NAMES");
}

std::vector<RejectedSet> null_sets(const std::string& text,
                                   const Scenario& scenario) {
  if (text.empty()) return {};
  if (scenario.hypotheses.empty())
    throw UsageError{
        "--null: the config has no [[hypotheses]] (of one, set the effect to "
        "none: --set 'endpoint.effect={hazard_ratio=1}'): add them, or leave "
        "--null out"};
  refuse_null(scenario);
  const auto simulated = simulated_hypotheses(scenario);
  const RejectedSet all = (RejectedSet{1} << simulated.size()) - 1;
  if (text == "all") return {all};
  if (text == "each") {
    constexpr std::size_t most = 6;
    if (simulated.size() > most)
      throw UsageError{fmt::format(
          "--null each: {} hypotheses have {} sets (beyond {} it takes too "
          "long): name the null hypotheses, or write all",
          simulated.size(), all, most)};
    return all_null_sets(scenario);
  }
  std::vector<std::string_view> names;
  for (const std::size_t h : simulated)
    names.push_back(scenario.hypotheses[h].name);
  RejectedSet set = 0;
  for (const std::string_view word : split(text, ',')) {
    const std::string name{trimmed(word)};
    const auto at = std::ranges::find(names, name);
    if (at == names.end())
      throw UsageError{fmt::format("--null: '{}' is no simulated hypothesis{}",
                                   name, suggestion(name, names))};
    set |= RejectedSet{1} << (at - names.begin());
  }
  if (!can_be_null(scenario, set))
    throw UsageError{fmt::format(
        "--null: '{}' can't be all that is true (a hazard ratio of a margin or "
        "more is so of every lower margin): name those of lower margins too",
        text)};
  return {set};
}

}  // namespace rehearse::cli
