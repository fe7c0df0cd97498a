// What follows from the rows' `OneOf`, `Of` and `Unless`: what is refused where
// both are given in one text, and what goes where one is laid over the other.
#include "exclusions.hpp"

#include <algorithm>

#include "rehearse/text/text.hpp"

namespace rehearse::config {
namespace {

// Whether a value of `stated` leaves `other`, a sibling, no place: one of them
// alone is given, or `other` depends on what `stated` was before.
bool contradicts(const KeyTree& keys, const std::string& stated,
                 const std::string& other) {
  const KeyTree* a = find_any(keys, stated);
  const KeyTree* b = find_any(keys, other);
  if (a == nullptr || b == nullptr || a == b) return false;
  if (b->key->unless == a->name || lists(b->key->of, a->name)) return true;
  if (b->key->of == every_sibling) return true;
  return keys.key != nullptr &&
         std::ranges::any_of(keys.key->one_of, [&](const OneOf& group) {
           return lists(group.names, a->name) && lists(group.names, b->name);
         });
}

// The same text: it was there before, and changes nothing.
bool repeats(const Node& table, const Member& stated) {
  const auto* before = as<std::string>(find(table, stated.key));
  const auto* after = as<std::string>(&stated.value);
  return before != nullptr && after != nullptr && *before == *after;
}

// Whatever determines a model's scale.
bool is_scale(const Member& member) {
  return lists("median|hazard_per_month|survival|scale|periods", member.key);
}

// Under a cure the whole arm's median and the scale of the uncured, a table
// further down, determine each other.
void drop_scale(Node& model, const Node& over) {
  const bool median = find(over, "median") != nullptr;
  const auto* stated = as<Table>(find(over, "uncured"));
  if (stated != nullptr && !median && std::ranges::any_of(*stated, is_scale))
    std::erase_if(std::get<Table>(model.value),
                  [](const Member& member) { return member.key == "median"; });
  Node* uncured = find(model, "uncured");
  if (median && as<Table>(uncured) != nullptr)
    std::erase_if(std::get<Table>(uncured->value), is_scale);
}

}  // namespace

void refuse_both(const Node& table, std::string_view first,
                 std::string_view second, std::string_view why,
                 Faults& faults) {
  const Node* a = find(table, first);
  const Node* b = find(table, second);
  if (a == nullptr || b == nullptr) return;
  // The later one is that which was added.
  faults.error(a->mark.order > b->mark.order ? a->mark : b->mark, table.path,
               "'{}' and '{}' are both given ({}): keep one", first, second,
               why);
}

void refuse_contradictions(const Node& node, Faults& faults) {
  if (const auto* list = as<List>(&node))
    for (const Node& element : *list) refuse_contradictions(element, faults);
  const auto* members = as<Table>(&node);
  if (members == nullptr) return;
  for (const Member& member : *members)
    refuse_contradictions(member.value, faults);
  if (node.keys == nullptr || node.keys->key == nullptr) return;
  for (const OneOf& group : node.keys->key->one_of) {
    if (group.why.empty()) continue;
    const auto names = split(group.names, '|');
    for (std::size_t i = 0; i < names.size(); ++i)
      for (std::size_t j = i + 1; j < names.size(); ++j)
        refuse_both(node, names[i], names[j], group.why, faults);
  }
}

void refuse_foreign(const Node& table, std::string_view sibling,
                    Faults& faults) {
  const auto word = get<std::string>(table, sibling).value_or("");
  for (const auto& [name, key, children] : table.keys->children) {
    if (key->of != sibling || key->of_values.empty()) continue;
    const Node* given = find(table, name);
    const bool has_it = lists(key->of_values, word);
    if (given != nullptr && !has_it)
      faults.error(given->key_mark, table.path,
                   "'{}' is of {} \"{}\", not of \"{}\" (it would be ignored): "
                   "remove it",
                   name, sibling,
                   fmt::join(split(key->of_values, '|'), "\" or \""), word);
    if (given == nullptr && has_it && !key->needed.empty())
      faults.error(table, "'{}' is missing ({} \"{}\" needs it): add {} = {}",
                   name, sibling, word, name, key->needed);
  }
}

void drop_contradicted(Node& table, const Node& over, const KeyTree& keys) {
  auto* members = std::get_if<Table>(&table.value);
  if (members == nullptr || as<Table>(&over) == nullptr) return;
  if (find(keys, "uncured") != nullptr) drop_scale(table, over);
  for (const Member& stated : *as<Table>(&over)) {
    if (repeats(table, stated)) continue;
    std::erase_if(*members, [&](const Member& member) {
      return find(over, member.key) == nullptr &&
             contradicts(keys, stated.key, member.key);
    });
  }
}

}  // namespace rehearse::config
