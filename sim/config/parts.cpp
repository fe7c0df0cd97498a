// What several parts need. Parts go from the tree that was read to the
// scenario; every value in it has its kind and range, or was reported and is
// absent.
#include "parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "keys.hpp"
#include "rehearse/text/calendar_date.hpp"
#include "rehearse/text/text.hpp"
#include "rehearse/text/visible_form.hpp"

namespace rehearse::config {

// A part can then read an absent table as one without keys.
const Node& table_of(const Node& node, std::string_view key) {
  static const Node empty{Table{}, {}, {}, ""};
  const Node* table = find(node, key);
  return as<Table>(table) == nullptr ? empty : *table;
}

// Names are compared as they look: two strata that a reader can't tell apart
// will be mixed up by one.
void check_names(const std::vector<const Node*>& names, std::string_view what,
                 Faults& faults) {
  std::map<std::string, std::string_view> seen;  // by what is seen of it
  for (const Node* node : names) {
    const auto* name = as<std::string>(node);
    if (name == nullptr) continue;
    const std::string form = visible_form(*name);
    if (form.empty()) {
      faults.error(*node,
                   "the {} is empty (results are shown by it): give it a text",
                   what);
      continue;
    }
    const auto [before, is_new] = seen.emplace(form, *name);
    if (is_new) continue;
    faults.error(
        *node,
        before->second == *name
            ? fmt::format("the {} '{}' is given twice (each must be its own): "
                          "rename or remove one",
                          what, *name)
            : fmt::format(
                  "the {} '{}' looks like '{}', given before (they differ in "
                  "spaces, invisible characters or Unicode form alone, and "
                  "will be mixed up): rename or remove one",
                  what, *name, before->second));
  }
}

std::optional<double> days_of(const Node& moment, const Scenario& scenario,
                              Faults& faults) {
  if (const auto* days = as<double>(&moment)) return *days;
  const auto* date = as<std::string>(&moment);
  if (date == nullptr) return std::nullopt;
  if (!scenario.start_date.empty())
    return days_between(scenario.start_date, *date);
  faults.error(moment,
               "the date can't be placed (the trial has none of its own): "
               "state trial.start_date, or a time since enrolment opened");
  return std::nullopt;
}

std::optional<std::size_t> arm_named(const Member& member,
                                     std::string_view path,
                                     const Scenario& scenario, Faults& faults) {
  std::vector<std::string_view> ids;
  for (const Arm& arm : scenario.arms) ids.push_back(arm.id);
  const auto at = std::ranges::find(ids, member.key) - ids.begin();
  if (at < std::ssize(ids)) return static_cast<std::size_t>(at);
  faults.error(member.value.key_mark, path, "'{}' is no arm's id{}", member.key,
               suggestion(member.key, ids));
  return std::nullopt;
}

// The resolved config states every value that holds, those too that follow from
// others; the fault of such a default stands where its table does.
void fill_default(Node& table, std::string_view key, Content value) {
  if (find(table, key) != nullptr) return;
  Node node;
  node.value = std::move(value);
  node.mark = node.key_mark = table.mark;
  node.path = fmt::format("{}.{}", table.path, key);
  node.keys = find(*table.keys, key);
  std::get<Table>(table.value).push_back({std::string{key}, std::move(node)});
}

void fill_list(Node& table, std::string_view key, std::size_t count,
               const Content& value) {
  const Node one{value, table.mark, table.mark, ""};
  fill_default(table, key, List(count, one));
}

// Periods go on from each other, so only their ends are stated.
void check_ends(const List& periods, Faults& faults) {
  double before = 0.0;
  for (const Node& period : periods) {
    const bool last = &period == &periods.back();
    const Node* until = find(period, "until");
    const double* end = as<double>(until);
    if (last && until != nullptr)
      faults.error(*until,
                   "the last period has an end (it holds on for ever): remove "
                   "'until'");
    else if (!last && until == nullptr)
      faults.error(period,
                   "'until' is missing (only the last period has no end): add "
                   "it");
    else if (end != nullptr && *end <= before)
      faults.error(*until,
                   "the period ends no later than the one before (ends must "
                   "increase): put the periods in order");
    if (end != nullptr) before = *end;
  }
}

// A name that isn't known, or was said before, is left out: the strata that
// remain are checked, whose number could have no end.
Strata read_strata(const Node& table, const Scenario& scenario,
                   Faults& faults) {
  Strata strata;
  std::vector<const Node*> names;
  std::vector<std::string_view> known;
  for (const Factor& factor : scenario.factors) known.push_back(factor.name);
  known.push_back("site");
  for (const Node& node : elements(table, "stratify_by")) {
    const auto* name = as<std::string>(&node);
    if (name == nullptr) continue;
    names.push_back(&node);
    const auto at = std::ranges::find(known, *name) - known.begin();
    if (*name == "site") {
      strata.site = &node;
    } else if (const auto factor = static_cast<std::size_t>(at);
               factor < known.size()) {
      if (std::ranges::count(strata.factors, factor) == 0)
        strata.factors.push_back(factor);
    } else if (!name->empty()) {
      faults.error(node, "'{}' is no factor{}", *name,
                   suggestion(*name, known));
    }
  }
  check_names(names, "stratum", faults);
  return strata;
}

}  // namespace rehearse::config
