// One tree for both dialects.
#include "node.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rehearse::config {

// Tables are small, and the order of their members is the file's: a search
// along them is quicker than a map would be.
const Node* find(const Node& table, std::string_view key) {
  const Table* members = as<Table>(&table);
  if (members == nullptr) return nullptr;
  const auto found = std::ranges::find(*members, key, &Member::key);
  return found == members->end() ? nullptr : &found->value;
}

Node* find(Node& table, std::string_view key) {
  return const_cast<Node*>(find(static_cast<const Node&>(table), key));
}

// So that a part can go over a list that was found wrong as over an empty one.
const List& elements(const Node& table, std::string_view key) {
  static const List none;
  const List* list = as<List>(find(table, key));
  return list == nullptr ? none : *list;
}

namespace {

struct Describe {
  std::string operator()(std::monostate) const { return "null"; }
  std::string operator()(bool flag) const { return flag ? "true" : "false"; }
  std::string operator()(std::int64_t n) const {
    return fmt::format("the number {}", n);
  }
  std::string operator()(std::uint64_t n) const {
    return fmt::format("the number {}", n);
  }
  std::string operator()(double x) const {
    // {:#} keeps the point of 246.0, which is what may be wrong with it.
    return fmt::format("the number {:#}", x);
  }
  std::string operator()(const std::string& text) const {
    return fmt::format("\"{}\"", text);
  }
  std::string operator()(const List&) const { return "a list"; }
  std::string operator()(const Table&) const { return "a table"; }
};

}  // namespace

std::string describe(const Node& node) {
  return std::visit(Describe{}, node.value);
}

}  // namespace rehearse::config
