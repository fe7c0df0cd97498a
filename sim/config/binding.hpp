#pragma once

#include <typeinfo>

#include "node.hpp"

namespace rehearse::config {

// A row binds its key to a member of a struct of the scenario. The struct's
// type is erased, so that rows of all of them are one table; it is compared
// when a table is put into a part, so that no key can reach another struct's
// memory.

/// Which member of which struct a key's value is put into.
struct Binding {
  const std::type_info* part = nullptr;  // nullptr: no member has it as it is
  // The value of a node that was read; not called where it was found wrong.
  void (*put)(const Node& value, void* part) = nullptr;
};

/// Puts the values of a table that was read into those members of `part` that
/// the table's keys are bound to. What is absent or wrong leaves a member as it
/// is; a table may hold members of several structs.
void put_members(const Node& table, const std::type_info& type, void* part);
template <typename Part>
void put_members(const Node& table, Part& part) {
  put_members(table, typeid(Part), &part);
}

/// Such parts, one for each table of a list.
template <typename Part>
[[nodiscard]] std::vector<Part> parts_of(const List& tables) {
  std::vector<Part> parts(tables.size());
  for (std::size_t i = 0; i < tables.size(); ++i)
    put_members(tables[i], parts[i]);
  return parts;
}

}  // namespace rehearse::config
