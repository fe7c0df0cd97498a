// The JSON schema of a config, for editors. It follows from the rows alone, and
// says nothing of contradictions between keys: those are the reader's.
#include "rehearse/config/schema.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

#include "keys.hpp"
#include "parse.hpp"
#include "read_value.hpp"
#include "rehearse/text/text.hpp"

namespace rehearse {
namespace config {
namespace {

using Json = nlohmann::ordered_json;

// Whole numbers as such: 1, not 1.0.
Json number(double x) {
  if (std::trunc(x) == x && std::abs(x) < 1e15)
    return static_cast<std::int64_t>(x);
  return x;
}

void add_range(Json& schema, const Range& range) {
  if (std::isfinite(range.low)) {
    schema[range.above_low ? "exclusiveMinimum" : "minimum"] =
        number(range.low);
  }
  if (std::isfinite(range.high)) {
    schema[range.below_high ? "exclusiveMaximum" : "maximum"] =
        number(range.high);
  }
}

// A default as JSON has it.
Json json_of(const Node& node) {
  if (const bool* flag = as<bool>(&node)) return *flag;
  if (const auto* n = as<std::int64_t>(&node)) return *n;
  if (const double* x = as<double>(&node)) return *x;
  if (const auto* text = as<std::string>(&node)) return *text;
  return Json::array();  // the one default that is a list is empty
}

// What a schema can say of one value. Ranges of durations it can't: they are
// texts.
Json value_schema(const Key& key, Kind kind) {
  const auto text = [](const char* pattern) {
    return Json{{"type", "string"}, {"pattern", pattern}};
  };
  if (kind == Kind::choice) return {{"enum", split(key.values, '|')}};
  if (kind == Kind::flag) return {{"type", "boolean"}};
  if (kind == Kind::integer || kind == Kind::number) {
    Json schema{{"type", kind == Kind::integer ? "integer" : "number"}};
    add_range(schema, key.range);
    return schema;
  }
  if (kind == Kind::duration)
    return text("^[0-9.eE+-]+ *(day|week|month|year)s?$");
  if (kind == Kind::levels)
    return {{"anyOf", Json::array({Json{{"const", "all"}},
                                   Json{{"type", "object"},
                                        {"additionalProperties",
                                         Json{{"type", "string"}}}}})}};
  if (kind == Kind::date) return text("^[0-9]{4}-[0-9]{2}-[0-9]{2}$");
  if (kind == Kind::seed)
    return {{"type", {"integer", "string"}},
            {"minimum", 0},
            {"pattern", "^([0-9]+|[0-9a-fA-F]{64})$"}};
  return {{"type", "string"}};
}

Json table_schema(const KeyTree& keys);

Json schema_of(const KeyTree& keys) {
  const Key& key = *keys.key;
  Json schema;
  if (key.kind == Kind::table) {
    schema = table_schema(keys);
  } else if (key.kind == Kind::tables || key.kind == Kind::records) {
    schema = {{"type", "array"}, {"items", table_schema(keys)}};
    schema["minItems"] = number(key.range.low);
    schema["maxItems"] = number(key.range.high);
  } else if (const auto element = element_kind(key.kind)) {
    schema = {{"type", "array"}, {"items", value_schema(key, *element)}};
  } else if (key.kind == Kind::elsewhere) {
    schema["type"] = "object";
  } else {
    schema = value_schema(key, key.kind);
  }
  schema["description"] = key.doc;
  if (!key.fallback.empty())
    schema["default"] = json_of(parse_value(key.fallback, {}));
  return schema;
}

Json table_schema(const KeyTree& keys) {
  Json schema{{"type", "object"}, {"properties", Json::object()}};
  Json required = Json::array();
  schema["additionalProperties"] = false;
  for (const KeyTree& child : keys.children) {
    if (child.key->kind == Kind::later) continue;
    if (child.name == "*") {
      schema["additionalProperties"] = schema_of(child);
      continue;
    }
    schema["properties"][child.name] = schema_of(child);
    if (child.key->need == Need::required || child.key->need == Need::simulated)
      required.push_back(child.name);
  }
  if (!required.empty()) schema["required"] = required;
  return schema;
}

}  // namespace
}  // namespace config

std::string json_schema() {
  config::Json schema{
      {"$schema", "https://json-schema.org/draft/2020-12/schema"},
      {"title", "rehearse config"}};
  schema.update(config::table_schema(config::key_tree()));
  return schema.dump(2) + "\n";
}

}  // namespace rehearse
