#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rehearse {

/// A key of a config, for a reader. What doesn't hold of it is empty.
struct KeyEntry {
  std::string path;      ///< "analysis.looks[].events"; "*" is any name
  std::string kind;      ///< "number", "list of durations", "table"
  std::string sentence;  ///< what it says
  std::string unit;      ///< how its value is written, where that isn't plain
  std::string range;     ///< "above 0 and at most 1"
  std::string fallback;  ///< the default
  std::string need;      ///< "required", "required to simulate", "optional"
  std::string example;   ///< a line of TOML
  std::vector<std::string> words;     ///< of which it is one
  std::vector<std::string> excludes;  ///< siblings beside which it can't stand
  std::string depends_on;  ///< siblings: "distribution", "procedure = urn"
  std::string more;        ///< file with the formulas, from the project's root
};

/// All keys, in the order of the resolved config, a table before what it holds.
[[nodiscard]] const std::vector<KeyEntry>& key_reference();

/// The keys that a text means, each followed by those it holds: a path, with
/// or without indices ("analysis.looks[0].events", "analysis.looks.events"),
/// or the end of one ("looks.events", "events"). Empty if there is none.
[[nodiscard]] std::vector<KeyEntry> find_keys(std::string_view text);

/// " (did you mean 'x'?)" of a text that is no key; empty if none is near.
[[nodiscard]] std::string nearest_key(std::string_view text);

}  // namespace rehearse
