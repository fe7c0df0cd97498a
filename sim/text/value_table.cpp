#include "rehearse/text/value_table.hpp"

#include "rehearse/text/number_text.hpp"
#include "rehearse/text/text_table.hpp"

namespace rehearse {

using Json = nlohmann::ordered_json;

std::string value_text(const Json& value) {
  if (value.is_null()) return "";
  if (value.is_string()) return value.get<std::string>();
  return value.is_number_float() ? exact_text(value.get<double>())
                                 : value.dump();
}

std::string csv_of(const ValueTable& table) {
  TextTable text{table.header, {}};
  for (const auto& row : table.rows) {
    auto& cells = text.rows.emplace_back();
    for (const Json& value : row) cells.push_back(value_text(value));
  }
  return csv_text(text);
}

Json json_of(const ValueTable& table) {
  Json rows = Json::array();
  for (const auto& row : table.rows) {
    Json& object = rows.emplace_back(Json::object());
    for (std::size_t c = 0; c < row.size(); ++c)
      object[table.header[c]] = row[c];
  }
  return rows;
}

}  // namespace rehearse
