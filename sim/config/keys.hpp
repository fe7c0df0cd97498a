#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "binding.hpp"

namespace rehearse::config {

/// What a value is written as. A list has the kind of what it holds: values and
/// tables are read in different ways.
enum class Kind {
  table,
  tables,   // a list of tables, written [[…]]
  records,  // a list of small tables, written on one line
  text,
  date,
  choice,
  choices,
  flag,
  integer,
  number,
  duration,  // read as days
  moment,    // a date, or a duration since enrolment opened, read as days
  seed,
  levels,  // "all", or a table of factors and levels
  texts,
  integers,
  numbers,
  later,      // a key of a version to come
  elsewhere,  // a table that isn't read by this table of keys
};

/// Whether a key must be there. A default makes a value optional; a table has
/// none of its own.
enum class Need {
  optional,
  required,
  simulated,  // required where outcomes are simulated, not for a list alone
  filled,     // a table whose defaults hold where it is absent
};

/// Where a key plays its part: in what is simulated, or only in what is made of
/// a simulated trial, so that cells of a sweep that differ in it share their
/// replicates. A key is of the table's stage that it is in, and of the first
/// where none is said.
enum class Stage { as_its_table, simulation, analysis };

/// What a value, or each element of a list, may be. Durations in days.
struct Range {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool above_low = false;   // `low` itself is not allowed
  bool below_high = false;  // `high` itself is not allowed
};

/// Siblings of which one alone may be given. Without `why` a part refuses two
/// of them itself, in words of its own.
struct OneOf {
  std::string_view names;  // "a|b"; "*" is any name
  std::string_view why = {};
};

/// Of a key that goes whenever a scenario or a flag changes its table: what was
/// said of the old values isn't true of the new ones.
inline constexpr std::string_view every_sibling = "*";

/// One key of a config, whole: reading, the JSON schema, the starter file, the
/// resolved config, and what a scenario's values stand instead of follow from
/// it. `row.hpp` has the words in which it is written.
struct Key {
  std::string path = {};  // "looks[]" is an element of a list, "*" any name
  Kind kind = Kind::table;
  Need need = Need::optional;
  std::string_view fallback = {};  // TOML text of the default; empty for none
  std::string_view unless = {};    // a sibling beside which there is none
  Stage stage = Stage::as_its_table;
  Range range = {};
  std::string values = {};      // of a choice: "a|b"
  std::string_view later = {};  // values of a version to come: "c|d"
  // TOML text in the starter file, one for each element of the list it is in,
  // separated by '|'; shown as a comment if it begins with '#', not at all if
  // empty.
  std::string_view example = {};
  std::string_view doc = {};
  std::string_view of = {};         // siblings that it depends on: "a|b"
  std::string_view of_values = {};  // those of `of` that have this key: "a|b"
  std::string_view needed = {};    // an example, where they can't be without it
  std::vector<OneOf> one_of = {};  // of a table: which of its keys exclude
  Binding binding = {};
};

/// The keys in canonical order, a table before what it holds.
[[nodiscard]] const std::vector<Key>& keys();

/// The same as a tree: `name` is the last part of the path.
struct KeyTree {
  std::string name;
  const Key* key = nullptr;  // nullptr at the root
  std::vector<KeyTree> children;
};
[[nodiscard]] const KeyTree& key_tree();

/// The child of that name; nullptr if there is none.
[[nodiscard]] const KeyTree* find(const KeyTree& tree, std::string_view name);
/// The same, or the child that stands for any name.
[[nodiscard]] const KeyTree* find_any(const KeyTree& tree,
                                      std::string_view name);

/// Whether a list "a|b" has a name.
[[nodiscard]] bool lists(std::string_view names, std::string_view name);

}  // namespace rehearse::config
