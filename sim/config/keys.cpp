#include "keys.hpp"

#include <algorithm>
#include <array>

#include "key_groups.hpp"
#include "rehearse/text/text.hpp"
#include "row.hpp"

namespace rehearse::config {
namespace {

// Keys that a version to come will have. Refused by name: an ignored key
// would be worse than an unknown one.
constexpr std::array later{
    "simulation.precision",
};

// What is read for itself, and what is to come.
void add_others(std::vector<Key>& keys) {
  const Rows row{keys, ""};
  row("scenario", Kind::text,
      "Which of [scenarios] holds; \"base\", or nothing: the config as it "
      "stands.");
  row("scenarios", Kind::elsewhere,
      "Named scenarios: [scenarios.NAME] holds keys of the config, as tables "
      "or as paths in quotes, that are laid over it one by one. What a key "
      "stands instead of goes: periods remove hazard_ratio, another "
      "distribution all parameters. A list is replaced; without = [keys] "
      "leaves keys out.");
  row("sweep", Kind::elsewhere,
      "What `sweep` varies: vary = [{ key, values }], zip = [keys], reference "
      "= { key = value }.");
  for (const char* path : later) row(path, Kind::later);
}

// In the canonical order of the resolved config, whose hash identifies a
// scenario: to move a row changes every hash.
std::vector<Key> all_keys() {
  std::vector<Key> keys;
  for (const auto add : {add_trial, add_factors, add_sites, add_randomization,
                         add_lists, add_enrolment, add_endpoint})
    add(keys);
  add_model(keys, "endpoint.control");
  add_effects(keys);  // it ends with endpoint.experimental
  add_model(keys, "endpoint.experimental");
  for (const auto add : {add_death, add_dropout, add_assessment, add_review,
                         add_calibration, add_analysis})
    add(keys);
  for (const auto add :
       {add_test, add_efficacy, add_futility, add_harm, add_looks})
    add(keys, PlanOf::trial);
  for (const auto add : {add_hypotheses, add_conduct, add_assurance, add_size,
                         add_forecast, add_simulation, add_sources, add_others})
    add(keys);
  return keys;
}

std::string_view element_of(std::string_view part) {
  return part.ends_with("[]") ? part.substr(0, part.size() - 2) : part;
}

// A path is walked once here, so that reading never looks a path up.
KeyTree make_tree() {
  KeyTree root;
  for (const Key& key : keys()) {
    KeyTree* at = &root;
    for (const std::string_view part : split(key.path, '.')) {
      const std::string_view name = element_of(part);
      const auto found = std::ranges::find(at->children, name, &KeyTree::name);
      at = found != at->children.end() ? &*found
                                       : &at->children.emplace_back(KeyTree{
                                             std::string{name}, nullptr, {}});
    }
    at->key = &key;
  }
  return root;
}

}  // namespace

// Made when it is first asked for, and never destroyed before what uses it.
const std::vector<Key>& keys() {
  static const std::vector<Key> table = all_keys();
  return table;
}

const KeyTree& key_tree() {
  static const KeyTree tree = make_tree();
  return tree;
}

const KeyTree* find(const KeyTree& tree, std::string_view name) {
  const auto found = std::ranges::find(tree.children, name, &KeyTree::name);
  return found == tree.children.end() ? nullptr : &*found;
}

const KeyTree* find_any(const KeyTree& tree, std::string_view name) {
  const KeyTree* found = find(tree, name);
  return found == nullptr ? find(tree, "*") : found;
}

bool lists(std::string_view names, std::string_view name) {
  const auto parts = split(names, '|');
  return std::ranges::find(parts, name) != parts.end();
}

void put_members(const Node& table, const std::type_info& type, void* part) {
  const auto* members = as<Table>(&table);
  if (members == nullptr) return;
  for (const Member& member : *members) {
    const KeyTree* keys = member.value.keys;
    if (keys == nullptr || keys->key->binding.part == nullptr) continue;
    const Binding& binding = keys->key->binding;
    if (*binding.part == type) binding.put(member.value, part);
  }
}

}  // namespace rehearse::config
