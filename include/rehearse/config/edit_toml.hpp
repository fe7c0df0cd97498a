#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace rehearse {

/// A value of a TOML text and where it stands. Lines and columns from 1, of
/// characters; the end is behind the last one.
struct PlacedValue {
  std::string key;  ///< "analysis.looks[0].events", as a path is typed
  nlohmann::ordered_json value;
  std::string text;  ///< as it is written
  std::size_t line = 0;
  std::size_t column = 0;
  std::size_t end_line = 0;
  std::size_t end_column = 0;
};

/// Every value of a TOML text that is no table, nor a list of tables, in the
/// order of its keys. \throws ConfigError of a syntax error.
[[nodiscard]] std::vector<PlacedValue> values_of_toml(std::string_view text,
                                                      const std::string& name);

/// Names of the tables below the table `key`, in the order of the text.
/// \throws ConfigError of a syntax error.
[[nodiscard]] std::vector<std::string> tables_of_toml(std::string_view text,
                                                      const std::string& name,
                                                      const std::string& key);

/// The text with a key changed, added to its table or, where nothing follows
/// the '=', taken out; comments and everything else stay as they are. `edit`
/// is as `--set` has it: KEY=VALUE, a TOML value or bare text. LIST[N]={} is a
/// list's next element, empty, and LIST[N]= takes one out with all that is in
/// it.
/// \throws ConfigError of a syntax error, or where the key's path isn't one.
[[nodiscard]] std::string edited_toml(const std::string& text,
                                      const std::string& name,
                                      const std::string& edit);

}  // namespace rehearse
