#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace rehearse::config {

enum class Kind {
  table,
  tables,   // a list of tables, written [[…]]
  records,  // a list of small tables, written on one line
  text,
  date,
  choice,
  flag,
  integer,
  number,
  duration,  // read as days
  seed,
  texts,
  integers,
  numbers,
  later,      // a key of a version to come
  elsewhere,  // a table that isn't read by this table of keys
};

enum class Need {
  optional,
  required,
  simulated,  // required where outcomes are simulated, not for a list alone
  filled,     // a table whose defaults hold where it is absent
};

/// What a value, or each element of a list, may be. Durations in days.
struct Range {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool above_low = false;   // `low` itself is not allowed
  bool below_high = false;  // `high` itself is not allowed
};

/// One key of a config. This table is the only description of them: it drives
/// the reader, the JSON schema, the starter file and the resolved config.
struct Key {
  std::string path = {};  // "looks[]" is an element of a list, "*" any name
  Kind kind = Kind::table;
  Need need = Need::optional;
  std::string fallback = {};     // TOML text of the default; empty for none
  std::string_view unless = {};  // a sibling beside which there is no default
  Range range = {};
  std::string_view values = {};  // of a choice: "a|b"
  std::string_view later = {};   // values of a version to come: "c|d"
  // TOML text in the starter file, one for each element of the list it is in,
  // separated by '|'; shown as a comment if it begins with '#', not at all if
  // empty.
  std::string_view example = {};
  std::string_view doc = {};
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

}  // namespace rehearse::config
