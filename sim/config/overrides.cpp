// Patches: what the command line changes in a config before it is read. They
// are made on the raw tree, so that their values are checked as a file's are,
// with the flag's text in the place of a line.
#include "overrides.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <variant>

#include "keys.hpp"
#include "parse.hpp"
#include "path.hpp"
#include "rehearse/text/text.hpp"
#include "rehearse/text/typed_number.hpp"
#include "scenarios.hpp"

namespace rehearse::config {
namespace {

// Orders of --set begin after those of any file.
constexpr std::uint64_t after_the_file = std::uint64_t{1} << 62;

// What an element of a list of tables is called: a look's or factor's name, an
// arm's id.
const std::string* name_of(const Node& element) {
  if (as<Table>(&element) == nullptr) return nullptr;
  const auto* name = as<std::string>(find(element, "name"));
  return name != nullptr ? name : as<std::string>(find(element, "id"));
}

// The element of that name: analysis.looks.final is the look 'final'.
Node* named_element(List& list, const std::string& key, const Mark& mark,
                    Faults& faults) {
  std::vector<std::string_view> names;
  std::vector<Node*> found;
  for (Node& element : list) {
    const std::string* name = name_of(element);
    if (name == nullptr) continue;
    names.emplace_back(*name);
    if (*name == key) found.push_back(&element);
  }
  if (found.size() == 1) return found.front();
  faults.error(
      mark, "",
      names.empty()
          ? fmt::format("'{}' is sought in a list (whose elements have no "
                        "names): write an index, e.g. [0] for the first",
                        key)
      : found.empty()
          ? fmt::format("no element of the list is called '{}'{}", key,
                        suggestion(key, names))
          : fmt::format("{} elements of the list are called '{}' (one is "
                        "meant): write an index, e.g. [0] for the first",
                        found.size(), key));
  return nullptr;
}

// The child that `step` names; a table that isn't there is made. Nothing, and
// a fault, if there can't be one.
Node* child(Node& node, const Step& step, const Mark& mark, Faults& faults) {
  if (const auto* index = std::get_if<std::size_t>(&step)) {
    auto* list = std::get_if<List>(&node.value);
    if (list != nullptr && *index < list->size()) return &(*list)[*index];
    faults.error(mark, "",
                 list == nullptr
                     ? fmt::format("index [{}] is into {}, not a list (only "
                                   "lists have indices): check the path",
                                   *index, describe(node))
                     : fmt::format("there is no element [{}] (the list has {}, "
                                   "counted from 0): check the index",
                                   *index, list->size()));
    return nullptr;
  }
  const std::string& key = std::get<std::string>(step);
  if (auto* list = std::get_if<List>(&node.value))
    return named_element(*list, key, mark, faults);
  auto* table = std::get_if<Table>(&node.value);
  if (table == nullptr) {
    faults.error(mark, "",
                 "'{}' is sought in {} (only tables have keys): check the path",
                 key, describe(node));
    return nullptr;
  }
  if (Node* found = find(node, key)) return found;
  return &table->emplace_back(Member{key, Node{Table{}, mark, mark, ""}}).value;
}

// One change of a config, by whatever flag it was asked for.
struct Patch {
  std::string key;  // as it was typed
  std::vector<Step> path;
  Node value;  // it stands at the flag's text
};

// Whether the table of these keys says where its values are from.
bool has_source(const KeyTree* keys) {
  const KeyTree* source = keys == nullptr ? nullptr : find(*keys, "source");
  return source != nullptr && source->key->of == every_sibling;
}

// What a file says of a table's values isn't true of others.
void drop_source(Node& table) {
  std::erase_if(std::get<Table>(table.value), [](const Member& member) {
    return member.key == "source" && member.value.mark.order < after_the_file;
  });
}

// Puts the value into its place. Returns the steps to it with each element's
// index in the place of its name: two spellings of one path are then equal.
std::vector<Step> put(Node& root, const Patch& patch, Faults& faults) {
  Node* node = &root;
  Node* sourced = nullptr;  // the table whose source is of the old value
  const KeyTree* keys = &key_tree();
  std::vector<Step> steps;
  for (const Step& step : patch.path) {
    Node* next = child(*node, step, patch.value.mark, faults);
    if (next == nullptr) return {};
    const auto* list = as<List>(node);
    steps.push_back(
        list == nullptr ? step : static_cast<std::size_t>(next - list->data()));
    if (list == nullptr) {
      if (has_source(keys)) sourced = node;
      if (keys != nullptr) keys = find_any(*keys, std::get<std::string>(step));
    }
    node = next;
  }
  *node = patch.value;
  if (sourced != nullptr) drop_source(*sourced);
  return steps;
}

// Nothing, and a fault, for a text that is no change.
std::optional<Patch> patch_of(const std::string& text, const Mark& mark,
                              Faults& faults) {
  const auto fail = [&](std::string_view message) {
    faults.error(mark, "", message);
    return std::nullopt;
  };
  const auto equals = text.find('=');
  auto path = parse_path(std::string_view{text}.substr(0, equals));
  if (equals == std::string::npos || !path)
    return fail(
        "no KEY=VALUE (KEY is a dotted path with indices): write e.g. "
        "analysis.looks[0].events=161");
  if (!is_printable(text))
    return fail(
        "the text holds bytes that are no printable UTF-8 (a config is text): "
        "check the encoding");
  const std::string value = text.substr(equals + 1);
  if (const auto quote = curly_quote(value); !quote.empty())
    return fail(fmt::format(
        "{} is a typographic quotation mark (a word processor's; a value's are "
        "straight): write \", or leave it out",
        quote));
  Patch patch{text.substr(0, equals), std::move(*path),
              parse_value(value, mark)};
  // A scenario's name is a text, whatever else it looks like ("2026").
  if (patch.key == "scenario" && as<std::string>(&patch.value) == nullptr)
    patch.value.value = value;
  return patch;
}

using Patches = std::vector<Patch>;

// In the order of the command line, after everything in the file: the later of
// two changes of one key holds.
Patches patches_of(const std::vector<std::string>& texts, std::string_view flag,
                   std::uint64_t& order, Faults& faults) {
  Patches patches;
  for (const std::string& text : texts)
    if (auto patch = patch_of(
            text, {fmt::format("{} {}", flag, text), ++order, 0, 0}, faults))
      patches.push_back(std::move(*patch));
  return patches;
}

// Of flags that have a key of [simulation] to themselves.
Patch simulation_patch(const std::string& key, const std::string& text,
                       std::uint64_t& order) {
  const Mark mark{fmt::format("--{} {}", key, text), ++order, 0, 0};
  Patch patch{key, {{"simulation"}, {key}}, {text, mark, mark, ""}};
  const auto count = parse_typed_count(text);
  if (key == "replicates" && count && *count <= INT64_MAX)
    patch.value.value = static_cast<std::int64_t>(*count);
  return patch;
}

// Whether a patch changes which scenario holds, or what one says: these are
// made before the scenario is laid over the config, all others after it.
bool is_of_scenarios(const Patch& patch) {
  const auto& first = std::get<std::string>(patch.path.front());
  return first == "scenario" || first == "scenarios";
}

// A key that is varied under two spellings would have the later one's values
// alone, in cells that name both.
void put_varied(Node& root, const Patches& patches, Faults& faults) {
  std::vector<std::vector<Step>> places;
  for (const Patch& patch : patches) {
    auto place = put(root, patch, faults);
    const auto known = std::ranges::find(places, place);
    if (known != places.end() && !place.empty())
      faults.error(
          patch.value.mark, "",
          "'{}' is varied already, as '{}' (once is enough): remove "
          "one",
          patch.key,
          patches[static_cast<std::size_t>(known - places.begin())].key);
    places.push_back(std::move(place));
  }
}

// An alternative procedure of `randomize` begins without the parameters of the
// config's own.
void forget_keys(const std::vector<std::string>& keys, Node& root) {
  auto* plan = find(root, "randomization");
  if (plan == nullptr) return;
  if (auto* table = std::get_if<Table>(&plan->value))
    std::erase_if(*table, [&](const Member& member) {
      return std::ranges::find(keys, member.key) != keys.end();
    });
}

}  // namespace

// The flags that have a key to themselves are last: `--seed` holds whatever
// `--set` says of it.
void apply_overrides(const Overrides& overrides, Node& root, Faults& faults) {
  std::uint64_t order = after_the_file;
  const Patches set = patches_of(overrides.set, "--set", order, faults);
  const Patches vary =
      patches_of(overrides.vary, overrides.vary_flag, order, faults);
  for (const Patches& patches : {set, vary})
    for (const Patch& patch : patches)
      if (is_of_scenarios(patch)) put(root, patch, faults);
  apply_scenario(root, faults);
  forget_keys(overrides.forget, root);
  for (const Patch& patch : set)
    if (!is_of_scenarios(patch)) put(root, patch, faults);
  Patches varied = vary;
  std::erase_if(varied, is_of_scenarios);
  put_varied(root, varied, faults);
  if (overrides.seed)
    put(root, simulation_patch("seed", *overrides.seed, order), faults);
  if (overrides.replicates)
    put(root, simulation_patch("replicates", *overrides.replicates, order),
        faults);
}

}  // namespace rehearse::config
