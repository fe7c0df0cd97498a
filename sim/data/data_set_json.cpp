// CDISC Dataset-JSON 1.1 (5 December 2024).
#include "rehearse/data/data_set.hpp"
#include "rehearse/version.hpp"
#include "set_tables.hpp"

namespace rehearse {
namespace {

using Json = nlohmann::ordered_json;

Json column_json(const DataSet& set, std::size_t at) {
  const Variable& variable = set.variables[at];
  Json column = {{"itemOID", "IT." + set.name + '.' + variable.name},
                 {"name", variable.name},
                 {"label", variable.label}};
  switch (variable.type) {
    case VariableType::text:
      column["dataType"] = "string";
      column["length"] = longest_text(set, at);
      break;
    case VariableType::integer:
      column["dataType"] = "integer";
      break;
    case VariableType::number:
      column["dataType"] = "double";
      break;
    case VariableType::date:
      column["dataType"] = "date";
      column["targetDataType"] = "integer";
      column["displayFormat"] = "DATE9.";
      break;
  }
  if (variable.key > 0) column["keySequence"] = variable.key;
  return column;
}

// A number is a text where the column is of texts, an integer where of those.
Json cell_json(const Json& cell, VariableType type) {
  if (cell.is_null() || cell.is_string()) return cell;
  if (type == VariableType::text) return value_text(cell);
  return type == VariableType::integer ? Json(cell.get<std::int64_t>()) : cell;
}

std::string row_text(const DataSet& set, const std::vector<Json>& row) {
  Json cells = Json::array();
  for (std::size_t c = 0; c < row.size(); ++c)
    cells.push_back(cell_json(row[c], set.variables[c].type));
  return cells.dump();
}

}  // namespace

std::string dataset_json_of(const DataSet& set, const DataStudy& study) {
  Json columns = Json::array();
  for (std::size_t c = 0; c < set.variables.size(); ++c)
    columns.push_back(column_json(set, c));
  const Json head = {
      {"datasetJSONCreationDateTime", study.created},
      {"datasetJSONVersion", "1.1.0"},
      {"fileOID", study.id + '.' + set.name},
      {"sourceSystem", {{"name", "rehearse"}, {"version", REHEARSE_VERSION}}},
      {"studyOID", study.id},
      {"metaDataVersionOID", "MDV." + study.id},
      {"metaDataRef", "define.xml"},
      {"itemGroupOID", "IG." + set.name},
      {"records", set.rows.size()},
      {"name", set.name},
      {"label", set.label},
      {"columns", columns}};
  std::string text = head.dump(2);
  text.erase(text.size() - 2);  // the end of the object
  text += ",\n  \"rows\": [";
  for (std::size_t r = 0; r < set.rows.size(); ++r)
    text += (r == 0 ? "\n    " : ",\n    ") + row_text(set, set.rows[r]);
  return text + (set.rows.empty() ? "]\n}\n" : "\n  ]\n}\n");
}

}  // namespace rehearse
