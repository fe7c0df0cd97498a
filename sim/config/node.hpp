#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace rehearse::config {

/// Where a value stands.
struct Mark {
  std::string location;     // "trial.toml:31:1", "trial.json:/arms/0", "--seed"
  std::uint64_t order = 0;  // faults are shown in this order
  std::size_t line = 0;     // from 1; 0 where there is no line to show
  std::size_t column = 0;   // from 1
};

struct KeyTree;
struct Member;
struct Node;
using List = std::vector<Node>;
using Table = std::vector<Member>;

using Content = std::variant<std::monostate, bool, std::int64_t, std::uint64_t,
                             double, std::string, List, Table>;

/// A value of a config and where it stands, whatever dialect it was written
/// in. In a tree that was read against the table of keys, a duration is a
/// `double` [days], an absent value is no member, and `monostate` is a value
/// that was given but is wrong (and was reported).
struct Node {
  Content value;
  Mark mark;
  Mark key_mark;     // of the key that holds it
  std::string path;  // "analysis.looks[0].events"; set by the reader
  const KeyTree* keys = nullptr;  // what it may hold; set by the reader
};

struct Member {
  std::string key;
  Node value;
};

[[nodiscard]] Node* find(Node& table, std::string_view key);
[[nodiscard]] const Node* find(const Node& table, std::string_view key);

/// The value as a T; nullptr if it is of another type.
template <typename T>
[[nodiscard]] const T* as(const Node* node) {
  return node == nullptr ? nullptr : std::get_if<T>(&node->value);
}

/// The member `key` of a table as a T: nothing if it is absent or wrong.
template <typename T>
[[nodiscard]] std::optional<T> get(const Node& table, std::string_view key) {
  const T* value = as<T>(find(table, key));
  return value == nullptr ? std::nullopt : std::optional<T>{*value};
}

/// Elements of a list member; empty if it is absent or wrong.
[[nodiscard]] const List& elements(const Node& table, std::string_view key);

/// The elements of a list member as T; shorter than the list if some is wrong.
template <typename T>
[[nodiscard]] std::vector<T> values(const Node& table, std::string_view key) {
  std::vector<T> out;
  for (const Node& element : elements(table, key)) {
    if (const T* value = as<T>(&element)) out.push_back(*value);
  }
  return out;
}

/// What it is, for messages: "the number 6.8", "a table", "\"abc\"".
[[nodiscard]] std::string describe(const Node& node);

}  // namespace rehearse::config
