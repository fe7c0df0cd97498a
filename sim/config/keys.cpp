#include "keys.hpp"

#include <algorithm>
#include <array>

#include "key_groups.hpp"
#include "rehearse/text/text.hpp"

namespace rehearse::config {
namespace {

// Keys that a version to come will have. Refused by name: an ignored key
// would be worse than an unknown one.
constexpr std::array later{
    "sites.frailty",
    "enrolment.opening",
    "simulation.precision",
};

std::vector<Key> all_keys() {
  std::vector<Key> keys;
  const auto append = [&](const std::vector<Key>& more) {
    keys.insert(keys.end(), more.begin(), more.end());
  };
  append(trial_keys());
  append(factor_keys());
  append(sites_keys());
  append(randomization_keys());
  append(enrolment_keys());
  append(endpoint_keys());
  append(model_keys("endpoint.control"));
  append(effect_keys());
  append(model_keys("endpoint.experimental"));
  append(death_keys());
  append(dropout_keys());
  append(assessment_keys());
  append(review_keys());
  append(calibration_keys());
  append(analysis_keys());
  append(futility_keys());
  append(look_keys());
  append(assurance_keys());
  append(simulation_keys());
  keys.push_back({.path = "scenario",
                  .kind = Kind::text,
                  .doc = "Which of [scenarios] holds; \"base\", or nothing: "
                         "the config as it stands."});
  keys.push_back({.path = "scenarios",
                  .kind = Kind::elsewhere,
                  .doc = "Named scenarios: [scenarios.NAME] holds keys of the "
                         "config, as tables or as paths in quotes, that are "
                         "laid over it one by one. What a key stands instead "
                         "of goes: periods remove hazard_ratio, another "
                         "distribution all parameters. A list is replaced; "
                         "without = [keys] leaves keys out."});
  keys.push_back({.path = "sweep",
                  .kind = Kind::elsewhere,
                  .doc = "What `sweep` varies: vary = [{ key, values }], zip = "
                         "[keys], reference = { key = value }."});
  for (const char* path : later) {
    keys.push_back({.path = path, .kind = Kind::later});
  }
  return keys;
}

std::string_view element_of(std::string_view part) {
  return part.ends_with("[]") ? part.substr(0, part.size() - 2) : part;
}

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

}  // namespace rehearse::config
