// [scenarios] is read for itself: its keys and values are those of the config.
#include "scenarios.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <span>
#include <utility>

#include "exclusions.hpp"
#include "keys.hpp"
#include "path.hpp"
#include "rehearse/text/text.hpp"

namespace rehearse::config {
namespace {

constexpr std::string_view as_it_stands = "base";
constexpr std::string_view left_out = "without";
constexpr std::size_t most_scenarios = 1'000;
// Of the file, not of the trial.
constexpr std::array foreign{"scenario", "scenarios", "sweep"};

// Out of the tree: what is read for itself is unknown to the table of keys.
std::optional<Node> take(Node& table, std::string_view key) {
  auto* members = std::get_if<Table>(&table.value);
  if (members == nullptr) return std::nullopt;
  const auto at = std::ranges::find(*members, key, &Member::key);
  if (at == members->end()) return std::nullopt;
  Node node = std::move(at->value);
  members->erase(at);
  return node;
}

// For "did you mean": what is there.
std::vector<std::string_view> keys_of(const Node& table) {
  std::vector<std::string_view> keys;
  if (const auto* members = as<Table>(&table))
    for (const Member& member : *members) keys.push_back(member.key);
  return keys;
}

// An index among keys: "[2]".
std::string step_name(const Step& step) {
  if (const auto* index = std::get_if<std::size_t>(&step))
    return fmt::format("[{}]", *index);
  return std::get<std::string>(step);
}

// What an index among keys means; nothing for a name.
std::optional<std::size_t> index_of(std::string_view name) {
  if (!name.starts_with('[') || !name.ends_with(']')) return std::nullopt;
  return parse_unsigned(name.substr(1, name.size() - 2));
}

// Puts a value into the table that `steps` lead to, without a list: indices are
// keys like others.
void put(Node& root, const std::vector<Step>& steps, const Node& value,
         Faults& faults) {
  Node* node = &root;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    auto* members = std::get_if<Table>(&node->value);
    const std::string name = step_name(steps[i]);
    Node* found = find(*node, name);
    const bool last = i + 1 == steps.size();
    if (members == nullptr || (last && found != nullptr)) {
      faults.error(value.key_mark, "",
                   "'{}' is stated twice in the scenario (once by its path, "
                   "once in a table): keep one",
                   name);
      return;
    }
    if (found == nullptr) {
      const Node empty{Table{}, value.mark, value.key_mark, ""};
      found = &members->emplace_back(Member{name, last ? value : empty}).value;
    }
    node = found;
  }
}

// The scenario with its paths ("endpoint.effect.hazard_ratio") as tables.
Node with_tables(const Node& scenario, const std::string& path,
                 Faults& faults) {
  Node out{Table{}, scenario.mark, scenario.key_mark, ""};
  auto& members = std::get<Table>(out.value);
  for (const Member& member : *as<Table>(&scenario))
    if (std::ranges::count(foreign, member.key) > 0)
      faults.error(member.value.key_mark, path,
                   "'{}' is of the file, not of the trial (a scenario states "
                   "the trial): remove it",
                   member.key);
    else if (member.key.find_first_of(".[") == std::string::npos)
      members.push_back(member);
  for (const Member& member : *as<Table>(&scenario)) {
    if (member.key.find_first_of(".[") == std::string::npos) continue;
    if (const auto steps = parse_path(member.key))
      put(out, *steps, member.value, faults);
    else
      faults.error(member.value.key_mark, path,
                   "'{}' is no path (keys and dots, with indices): write e.g. "
                   "\"analysis.looks[0].events\"",
                   member.key);
  }
  return out;
}

// Whether a value's keys are indices.
bool has_elements(const Node& value) {
  const auto* members = as<Table>(&value);
  return members != nullptr && !members->empty() &&
         index_of(members->front().key).has_value();
}

// A scenario's values over a config's, table by table. `keys` are those of the
// place, nullptr where there are none: that is reported when the tree is read.
class Layer {
 public:
  explicit Layer(Faults& faults) : faults_(faults) {}

  // `over`, a table, over `config`, whatever that is.
  void lay(Node& config, const Node& over, const KeyTree* keys,
           const std::string& path) {
    if (has_elements(over)) return lay_elements(config, over, keys, path);
    auto* members = std::get_if<Table>(&config.value);
    if (members == nullptr) {
      config = over;
      return;
    }
    if (!path.empty()) {  // where what is missing is to be added
      config.mark = over.mark;
      config.key_mark = over.key_mark;
    }
    if (keys != nullptr) drop_contradicted(config, over, *keys);
    for (const auto& [key, value] : *as<Table>(&over)) {
      const std::string name = path.empty() ? key : path + '.' + key;
      const KeyTree* of = keys == nullptr ? nullptr : find_any(*keys, key);
      Node none{Table{}, value.mark, value.key_mark, ""};
      Node* found = find(config, key);
      lay_value(found == nullptr ? none : *found, value, of, name);
      if (found == nullptr && !has_elements(value))
        members->push_back({key, std::move(none)});
    }
  }

 private:
  void lay_value(Node& config, const Node& value, const KeyTree* keys,
                 const std::string& path) {
    const bool is_value = keys != nullptr && keys->key->kind == Kind::levels;
    if (as<Table>(&value) != nullptr && !is_value)
      lay(config, value, keys, path);
    else
      config = value;
  }

  void lay_elements(Node& config, const Node& over, const KeyTree* keys,
                    const std::string& path) {
    auto* list = std::get_if<List>(&config.value);
    for (const auto& [key, value] : *as<Table>(&over)) {
      const auto index = index_of(key);
      if (list != nullptr && index && *index < list->size())
        lay_value((*list)[*index], value, keys, path + "[]");
      else if (list == nullptr)
        faults_.error(value.key_mark, path,
                      "it is no list (only lists have indices): check the "
                      "path");
      else
        faults_.error(value.key_mark, path,
                      "there is no element {} (the list has {}, counted from "
                      "0): check the index",
                      key, list->size());
    }
  }

  Faults& faults_;
};

// The node that steps lead to, and how many lead anywhere.
struct Reached {
  Node* node;
  std::size_t steps = 0;
};
Reached walk(Node& root, std::span<const Step> steps) {
  Reached at{&root};
  for (const Step& step : steps) {
    Node* next = nullptr;
    const auto* index = std::get_if<std::size_t>(&step);
    auto* list = std::get_if<List>(&at.node->value);
    if (index == nullptr)
      next = find(*at.node, std::get<std::string>(step));
    else if (list != nullptr && *index < list->size())
      next = &(*list)[*index];
    if (next == nullptr) break;
    at = {next, at.steps + 1};
  }
  return at;
}

// Whether there was such a value.
bool remove(Node& holder, const Step& last) {
  if (const auto* key = std::get_if<std::string>(&last))
    return take(holder, *key).has_value();
  auto* list = std::get_if<List>(&holder.value);
  const std::size_t index = std::get<std::size_t>(last);
  if (list == nullptr || index >= list->size()) return false;
  list->erase(list->begin() + static_cast<std::ptrdiff_t>(index));
  return true;
}

// A value of `without`, and the steps to what it names.
struct LeftOut {
  const Node* element;
  std::vector<Step> steps;

  [[nodiscard]] bool is_element() const {
    return std::holds_alternative<std::size_t>(steps.back());
  }
};

// What `without` lists; what it says twice or can't mean is reported.
std::vector<LeftOut> read_left_out(const Node& list, const std::string& path,
                                   Faults& faults) {
  std::vector<LeftOut> read;
  if (as<List>(&list) == nullptr)
    faults.error(list.mark, path,
                 "expected a list of keys, found {}: write e.g. without = "
                 "[\"analysis.futility\"]",
                 describe(list));
  else
    for (const Node& element : *as<List>(&list)) {
      const auto* text = as<std::string>(&element);
      if (auto steps = parse_path(text == nullptr ? "" : *text))
        read.push_back({&element, std::move(*steps)});
      else
        faults.error(element.mark, path,
                     "{} is no path (keys and dots, with indices): write e.g. "
                     "\"analysis.futility\"",
                     describe(element));
    }
  // The last element of a list first: the others keep their indices.
  std::ranges::stable_sort(read, std::greater{}, &LeftOut::steps);
  return read;
}

// What isn't there can't be left out: the path is probably misspelt, and what
// was meant would silently stay.
void leave_out(Node& root, const LeftOut& one, const std::string& path,
               Faults& faults) {
  const std::size_t before = one.steps.size() - 1;
  const Reached holder = walk(root, std::span{one.steps}.first(before));
  if (holder.steps == before && remove(*holder.node, one.steps.back())) return;
  // The first step that leads nowhere is the one to correct.
  faults.error(
      one.element->mark, path,
      "{} is not in the config (nothing would be left out){}: check "
      "the path",
      describe(*one.element),
      suggestion(step_name(one.steps[holder.steps]), keys_of(*holder.node)));
}

// All scenarios, not the one that holds: a fault in another is found now and
// not when it is wanted.
bool check_table(const Node& scenarios, Faults& faults) {
  if (as<Table>(&scenarios) == nullptr) {
    faults.error(
        scenarios.mark, "scenarios",
        "each scenario is a table with a name: write [scenarios.delayed]");
    return false;
  }
  const std::size_t count = as<Table>(&scenarios)->size();
  if (count > most_scenarios) {
    faults.error(scenarios.mark, "scenarios",
                 "{} scenarios are stated (at most {} are read): vary keys "
                 "with [sweep] instead",
                 count, most_scenarios);
    return false;
  }
  for (const Member& member : *as<Table>(&scenarios)) {
    if (as<Table>(&member.value) == nullptr)
      faults.error(member.value.key_mark, "scenarios",
                   "'{0}' is {1} (a scenario is a table of keys and values): "
                   "write [scenarios.{0}]",
                   member.key, describe(member.value));
    if (member.key == as_it_stands || member.key.empty())
      faults.error(member.value.key_mark, "scenarios",
                   "'{}' is no name of a scenario (\"base\" is the config as "
                   "it stands): choose another",
                   member.key);
  }
  return true;
}

// `without` names what the config has, as it stands before the scenario.
void lay_scenario(Node& root, const Node& scenario, const std::string& path,
                  Faults& faults) {
  Node stated = scenario;
  const auto list = take(stated, left_out);
  const std::string its_path = path + '.' + std::string{left_out};
  const auto without =
      list ? read_left_out(*list, its_path, faults) : std::vector<LeftOut>{};
  // Tables before the scenario restates them; elements of lists after it has
  // counted them.
  for (const LeftOut& one : without)
    if (!one.is_element()) leave_out(root, one, its_path, faults);
  Layer{faults}.lay(root, with_tables(stated, path, faults), &key_tree(), "");
  for (const LeftOut& one : without)
    if (one.is_element()) leave_out(root, one, its_path, faults);
}

}  // namespace

// Both keys go, whether one holds or not: they are of the file, and no scenario
// has a hash of its own besides that of what it amounts to.
void apply_scenario(Node& root, Faults& faults) {
  const auto chosen = take(root, "scenario");
  const Node scenarios =
      take(root, "scenarios").value_or(Node{Table{}, {}, {}, ""});
  if (!check_table(scenarios, faults) || !chosen) return;
  const auto* name = as<std::string>(&*chosen);
  if (name != nullptr && *name == as_it_stands) return;
  const Node* scenario = name == nullptr ? nullptr : find(scenarios, *name);
  if (as<Table>(scenario) != nullptr)
    return lay_scenario(root, *scenario, "scenarios." + *name, faults);
  if (scenario != nullptr) return;  // reported
  auto known = keys_of(scenarios);
  known.insert(known.begin(), as_it_stands);
  faults.error(chosen->mark, "scenario",
               name == nullptr
                   ? fmt::format("expected the name of a scenario, found {}",
                                 describe(*chosen))
                   : fmt::format("there is no scenario '{}'{}", *name,
                                 suggestion(*name, known)));
}

std::vector<std::string> scenario_names(const Node& root) {
  std::vector<std::string> names;
  const auto* found = as<Table>(find(root, "scenarios"));
  if (found == nullptr || found->size() > most_scenarios) return names;
  std::vector<const Member*> scenarios;
  for (const Member& member : *found) scenarios.push_back(&member);
  std::ranges::sort(scenarios, {}, [](const Member* member) {
    return member->value.key_mark.order;
  });
  for (const Member* member : scenarios) names.push_back(member->key);
  return names;
}

Node with_one_scenario(const Node& root, const std::string& name) {
  Node one{Table{}, root.mark, root.key_mark, root.path};
  auto& members = std::get<Table>(one.value);
  for (const Member& member : *as<Table>(&root)) {
    if (member.key != "scenarios") {
      members.push_back(member);
      continue;
    }
    const Node& all = member.value;
    members.push_back(
        {member.key,
         {Table{{name, *find(all, name)}}, all.mark, all.key_mark, all.path}});
  }
  return one;
}

}  // namespace rehearse::config
