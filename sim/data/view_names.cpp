#include "rehearse/data/view_names.hpp"

#include <fmt/format.h>

namespace rehearse {
namespace {

// One perfect reader has no name.
ViewName named(Readers readers, Reviewer reviewer, const std::string& rules,
               std::string name) {
  const bool is_committee = reviewer == Reviewer::committee;
  const bool two = readers == Readers::two;
  return {reviewer, rules, std::move(name),
          fmt::format("Progression-Free Survival by {}, {} rules",
                      !two           ? "scans"
                      : is_committee ? "IRC"
                                     : "investigator",
                      rules),
          !two           ? "PFS"
          : is_committee ? "PFSIRC"
                         : "PFSINV"};
}

// event_days is another column.
std::string column_name(const std::string& rules, Reviewer other) {
  const bool taken = rules == reader_key(other) || rules == "days";
  return taken ? "rules_" + rules : rules;
}

}  // namespace

const char* reader_key(Reviewer reviewer) {
  return reviewer == Reviewer::committee ? "irc" : "investigator";
}

std::array<std::size_t, arm_count> printed_arms(const Scenario& scenario) {
  const std::size_t first = scenario.experimental_first ? 1 : 0;
  return {first, 1 - first};
}

std::vector<ViewName> view_names(const Scenario& scenario) {
  const ReviewPlan& plan = *scenario.review;
  const Reviewer other = other_reviewer(plan.primary);
  std::vector<ViewName> names{
      named(plan.readers, plan.primary, plan.rules.name, "")};
  for (const NamedRules& rules : plan.also_rules) {
    names.push_back(named(plan.readers, plan.primary, rules.name,
                          column_name(rules.name, other)));
    names.back().code += std::to_string(names.size());
  }
  if (plan.readers == Readers::two)
    names.push_back(
        named(plan.readers, other, plan.rules.name, reader_key(other)));
  return names;
}

}  // namespace rehearse
