// Loss to follow-up. Protocols state a yearly probability, models a hazard: p a
// year is a hazard of -ln(1 - p) / 12 a month.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "parts.hpp"
#include "rehearse/core/units.hpp"
#include "rehearse/text/text.hpp"

namespace rehearse::config {
namespace {

// Hazard [1/day] that a table states.
double hazard_of(const Node& table, Faults& faults) {
  if (const auto p = get<double>(table, "annual_probability"))
    return -std::log1p(-*p) / 12.0 / days_per_month;
  if (const auto monthly = get<double>(table, "hazard_per_month"))
    return *monthly / days_per_month;
  if (find(table, "annual_probability") == nullptr &&
      find(table, "hazard_per_month") == nullptr) {
    faults.error(table,
                 "no dropout is given (the table is there for it): add "
                 "'annual_probability' or 'hazard_per_month'");
  }
  return 0.0;
}

// The others' names are the arms'.
bool is_of_arm(const Member& member) {
  return member.key != "annual_probability" &&
         member.key != "hazard_per_month" && member.key != "source";
}

void put_hazards(const std::vector<double>& hazards, Scenario& scenario) {
  std::copy_n(hazards.begin(), arm_count, scenario.dropout_hazard.begin());
  scenario.further_dropout_hazard.assign(hazards.begin() + arm_count,
                                         hazards.end());
}

}  // namespace

// Either common keys or a table for each arm: with one arm's table over common
// keys, a reader could not tell whether the common ones hold for both.
void read_dropout(const Node& root, Scenario& scenario, Faults& faults) {
  const Node* dropout = find(root, "dropout");
  put_hazards(std::vector<double>(scenario.arms.size()), scenario);
  if (as<Table>(dropout) == nullptr) return;
  std::vector<double> hazards(scenario.arms.size());
  std::size_t arm_tables = 0;
  for (const Member& member : *as<Table>(dropout)) {
    if (!is_of_arm(member)) continue;
    ++arm_tables;
    const double of_arm = hazard_of(member.value, faults);
    if (const auto arm = arm_named(member, "dropout", scenario, faults))
      hazards[*arm] = of_arm;
  }
  if (arm_tables == 0) {
    std::ranges::fill(hazards, hazard_of(*dropout, faults));
  } else if (find(*dropout, "annual_probability") != nullptr ||
             find(*dropout, "hazard_per_month") != nullptr) {
    faults.error(*dropout,
                 "dropout is given for both arms and for one (which would "
                 "hold?): keep the common keys or a table for each arm");
  } else if (arm_tables < scenario.arms.size()) {
    faults.error(
        *dropout,
        "dropout is given for {} (the other{} unknown): add a table "
        "for {}",
        arm_tables == 1 ? "one arm alone" : "some arms alone",
        scenario.arms.size() == arm_count ? "'s is" : "s' are",
        scenario.arms.size() == arm_count ? "the other arm" : "each arm");
  }
  put_hazards(hazards, scenario);
}

}  // namespace rehearse::config
