#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace rehearse {

/// Values under their columns' names, made once for CSV and JSON. Null where
/// there is none.
struct ValueTable {
  std::vector<std::string> header;
  std::vector<std::vector<nlohmann::ordered_json>> rows;
};

/// A value as text: empty of null; a number's shortest that reads back exactly.
[[nodiscard]] std::string value_text(const nlohmann::ordered_json& value);

/// Null is an empty field; numbers are the shortest that read back exactly.
[[nodiscard]] std::string csv_of(const ValueTable& table);

/// An array of objects.
[[nodiscard]] nlohmann::ordered_json json_of(const ValueTable& table);

}  // namespace rehearse
