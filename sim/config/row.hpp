#pragma once

// The words in which the table of keys is written. A row is a call
//   row("events", to<&Look::events>, people, Example{"115|164"}, "The doc.");
// of a name and, in any order, what holds of it. What isn't said has the
// default of `Key`.

#include <concepts>
#include <optional>
#include <type_traits>

#include "keys.hpp"
#include "rehearse/core/units.hpp"
#include "rehearse/core/words.hpp"

namespace rehearse::config {

// ---- bounds: of a value, or of each in a list ----

constexpr Range closed(double low, double high) { return {low, high}; }
constexpr Range open(double low, double high) {
  return {low, high, true, true};
}
/// Without `low` itself, or without `high`.
constexpr Range above(double low, double high) { return {low, high, true}; }
constexpr Range below(double low, double high) {
  return {low, high, false, true};
}

inline constexpr Range any_time = closed(0.0, 365'250.0);  // 1000 years
inline constexpr Range positive_time = above(0.0, 365'250.0);
inline constexpr Range hazard = closed(0.0, 1000.0);
inline constexpr Range hazard_ratio = closed(0.001, 1000.0);
inline constexpr Range probability = closed(0.0, 1.0);
inline constexpr Range people = closed(1, 10'000'000);

// ---- texts ----

/// A text of a key, by its name.
template <auto field>
struct Text {
  std::string_view text;
};
using Default = Text<&Key::fallback>;
using Unless = Text<&Key::unless>;
using Words = Text<&Key::values>;
using Later = Text<&Key::later>;
using Example = Text<&Key::example>;
using Needed = Text<&Key::needed>;

/// A key that depends on a sibling, or is of some of its values alone.
struct Of {
  std::string_view siblings;
  std::string_view values = {};
};

// ---- members ----

template <typename Member>
struct MemberOf;
template <typename Owner, typename Type>
struct MemberOf<Type Owner::*> {
  using Part = Owner;
  using Value = Type;
};

// A member that may be empty is bound as what it holds.
template <typename Value>
struct Element {
  using Type = Value;
};
template <typename Value>
struct Element<std::optional<Value>> {
  using Type = Value;
};

// What a list holds, and what is no list.
template <typename Value>
struct ItemOf {
  using Type = Value;
};
template <typename Value>
struct ItemOf<std::vector<Value>> {
  using Type = Value;
};

/// What a value is kept in: a choice as its enum's value, a list as a vector.
template <typename Value>
constexpr Kind kind_of() {
  if constexpr (std::is_enum_v<Value>) return Kind::choice;
  if constexpr (std::is_enum_v<typename ItemOf<Value>::Type>)
    return Kind::choices;
  if constexpr (std::same_as<Value, bool>) return Kind::flag;
  if constexpr (std::is_integral_v<Value>) return Kind::integer;
  if constexpr (std::is_floating_point_v<Value>) return Kind::number;
  if constexpr (std::same_as<Value, std::vector<std::string>>)
    return Kind::texts;
  if constexpr (std::same_as<Value, std::vector<int>>) return Kind::integers;
  if constexpr (std::same_as<Value, std::vector<double>>) return Kind::numbers;
  return Kind::text;
}

// A wrong value was reported when it was read, and is no value here: the member
// stays as its struct has it, which every later check can compute with.
template <typename Value>
void put_value(const Node& node, auto& member) {
  if constexpr (std::is_enum_v<Value>) {
    if (const auto* text = as<std::string>(&node))
      if (const auto meant = meant_by<Value>(*text)) member = *meant;
  } else if constexpr (std::same_as<Value, bool> ||
                       std::is_floating_point_v<Value> ||
                       std::same_as<Value, std::string>) {
    if (const auto* value = as<Value>(&node)) member = *value;
  } else if constexpr (std::is_integral_v<Value>) {
    if (const auto* count = as<std::int64_t>(&node))
      member = static_cast<Value>(*count);
  } else if (const auto* list = as<List>(&node)) {
    member.clear();
    for (const Node& element : *list) {
      if (as<std::monostate>(&element) != nullptr) continue;  // reported
      put_value<typename Value::value_type>(element, member.emplace_back());
    }
  }
}

template <auto member>
using PartOf = typename MemberOf<decltype(member)>::Part;
template <auto member>
using ValueOf =
    typename Element<typename MemberOf<decltype(member)>::Value>::Type;

/// A key whose value is a member's.
template <auto member>
struct To {};
template <auto member>
inline constexpr To<member> to{};
/// A duration, kept in days.
template <auto member>
struct InDays {};
template <auto member>
inline constexpr InDays<member> in_days{};
/// A number a month, kept as one a day.
template <auto member>
struct AMonth {};
template <auto member>
inline constexpr AMonth<member> a_month{};

/// A value that a function `void (Part&, double)`, or of another value, puts
/// in its place.
template <auto set>
struct Via {};
template <auto set>
inline constexpr Via<set> via{};
template <typename Function>
struct SetterOf;
template <typename Set, typename Owner, typename Type>
struct SetterOf<void (Set::*)(Owner&, Type) const> {
  using Part = Owner;
  using Value = Type;
};

// ---- a row ----

// One overload for each kind of thing that a row may say: a word that there is
// no such thing is an error of the compiler, not a key that is silently wrong.
template <auto field>
void add(Key& key, Text<field> said) {
  key.*field = said.text;
}
template <auto member>
void add(Key& key, To<member>) {
  using Value = ValueOf<member>;
  key.kind = kind_of<Value>();
  key.binding = {&typeid(PartOf<member>), [](const Node& node, void* part) {
                   put_value<Value>(
                       node, static_cast<PartOf<member>*>(part)->*member);
                 }};
  using Item = typename ItemOf<Value>::Type;
  if constexpr (std::is_enum_v<Item>)
    for (const auto& word : words_of(Item{}))
      key.values.append(key.values.empty() ? "" : "|").append(word.text);
}
template <auto member>
void add(Key& key, InDays<member>) {
  add(key, to<member>);
  key.kind = Kind::duration;
}
template <auto member>
void add(Key& key, AMonth<member>) {
  key.kind = Kind::number;
  key.binding = {&typeid(PartOf<member>), [](const Node& node, void* part) {
                   if (const auto* number = as<double>(&node))
                     static_cast<PartOf<member>*>(part)->*member =
                         *number / days_per_month;
                 }};
}
template <auto set>
void add(Key& key, Via<set>) {
  using Setter = SetterOf<decltype(&decltype(set)::operator())>;
  using Part = typename Setter::Part;
  using Value = typename Setter::Value;
  key.kind = kind_of<Value>();
  key.binding = {&typeid(Part), [](const Node& node, void* part) {
                   if (const auto* value = as<Value>(&node))
                     set(*static_cast<Part*>(part), *value);
                 }};
}
inline void add(Key& key, Kind kind) { key.kind = kind; }
inline void add(Key& key, Need need) { key.need = need; }
inline void add(Key& key, Stage stage) { key.stage = stage; }
inline void add(Key& key, const Range& range) { key.range = range; }
inline void add(Key& key, const char* doc) { key.doc = doc; }
inline void add(Key& key, const OneOf& group) { key.one_of.push_back(group); }
inline void add(Key& key, const Of& of) {
  key.of = of.siblings;
  key.of_values = of.values;
}

/// Rows of the table at a path: their names are what follows it, and the
/// table's own has none.
class Rows {
 public:
  Rows(std::vector<Key>& keys, std::string path)
      : keys_(keys), path_(std::move(path)) {}

  template <typename... Said>
  void operator()(std::string_view name, const Said&... said) const {
    const bool joined = path_.empty() || name.empty() || name.starts_with('[');
    Key& key = keys_.emplace_back();
    key.path.append(path_).append(joined ? "" : ".").append(name);
    (add(key, said), ...);
  }

 private:
  std::vector<Key>& keys_;
  std::string path_;
};

}  // namespace rehearse::config
