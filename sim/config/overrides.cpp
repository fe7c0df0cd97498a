#include "overrides.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <variant>

#include "parse.hpp"
#include "path.hpp"
#include "rehearse/text/text.hpp"
#include "rehearse/text/typed_number.hpp"
#include "scenarios.hpp"

namespace rehearse::config {
namespace {

// Orders of --set begin after those of any file.
constexpr std::size_t after_the_file = std::size_t{1} << 62;

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

void put(Node& root, const std::vector<Step>& steps, Node value,
         Faults& faults) {
  Node* node = &root;
  for (const Step& step : steps) {
    node = child(*node, step, value.mark, faults);
    if (node == nullptr) return;
  }
  *node = std::move(value);
}

void put_value(Node& root, const std::vector<Step>& steps,
               std::string_view value, const Mark& mark, Faults& faults) {
  if (const auto quote = curly_quote(value); !quote.empty())
    return faults.error(
        mark, "",
        "{} is a typographic quotation mark (a word processor's; a value's are "
        "straight): write \", or leave it out",
        quote);
  put(root, steps, parse_value(value, mark), faults);
}

void put_text(Node& root, std::string_view text, const Mark& mark,
              Faults& faults) {
  const auto equals = text.find('=');
  const auto steps = parse_path(text.substr(0, equals));
  if (equals == std::string_view::npos || !steps) {
    faults.error(mark, "",
                 "no KEY=VALUE (KEY is a dotted path with indices): write e.g. "
                 "analysis.looks[0].events=161");
  } else if (!is_printable(text)) {
    faults.error(mark, "",
                 "the text holds bytes that are no printable UTF-8 (a config "
                 "is text): check the encoding");
  } else {
    put_value(root, *steps, text.substr(equals + 1), mark, faults);
  }
}

// Whether a text changes which scenario holds, or what one says: these are
// changed before the scenario is laid over the config, all others after it.
bool is_of_scenarios(std::string_view text) {
  const auto steps = parse_path(text.substr(0, text.find('=')));
  if (!steps) return false;
  const auto& first = std::get<std::string>(steps->front());
  return first == "scenario" || first == "scenarios";
}

// A scenario's name is a text, whatever else it looks like ("2026").
void put_scenario(Node& root, std::string_view text, const Mark& mark,
                  Faults& faults) {
  constexpr std::string_view begin = "scenario=";
  put_text(root, text, mark, faults);
  if (!text.starts_with(begin)) return;
  Node* node = find(root, "scenario");
  if (node != nullptr && as<std::string>(node) == nullptr)
    node->value = std::string{text.substr(begin.size())};
}

struct Change {
  std::string text;
  Mark mark;
};

std::vector<Change> changes_of(const Overrides& overrides, std::size_t& order) {
  std::vector<Change> changes;
  for (const std::string& text : overrides.set)
    changes.push_back({text, {"--set " + text, ++order, 0, 0}});
  for (const std::string& text : overrides.vary)
    changes.push_back({text, {"--vary " + text, ++order, 0, 0}});
  return changes;
}

void forget_keys(const std::vector<std::string>& keys, Node& root) {
  auto* plan = find(root, "randomization");
  if (plan == nullptr) return;
  if (auto* table = std::get_if<Table>(&plan->value))
    std::erase_if(*table, [&](const Member& member) {
      return std::ranges::find(keys, member.key) != keys.end();
    });
}

}  // namespace

void apply_overrides(const Overrides& overrides, Node& root, Faults& faults) {
  std::size_t order = after_the_file;
  const auto changes = changes_of(overrides, order);
  for (const Change& change : changes)
    if (is_of_scenarios(change.text))
      put_scenario(root, change.text, change.mark, faults);
  apply_scenario(root, faults);
  forget_keys(overrides.forget, root);
  for (const Change& change : changes)
    if (!is_of_scenarios(change.text))
      put_text(root, change.text, change.mark, faults);
  if (overrides.seed) {
    const Mark mark{"--seed " + *overrides.seed, ++order, 0, 0};
    put(root, {{"simulation", "seed"}}, {*overrides.seed, mark, mark, ""},
        faults);
  }
  if (overrides.replicates) {
    const Mark mark{"--replicates " + *overrides.replicates, ++order, 0, 0};
    Node value{*overrides.replicates, mark, mark, ""};
    const auto count = parse_typed_count(*overrides.replicates);
    if (count && *count <= INT64_MAX)
      value.value = static_cast<std::int64_t>(*count);
    put(root, {{"simulation", "replicates"}}, std::move(value), faults);
  }
}

}  // namespace rehearse::config
