#include "rehearse/config/key_reference.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "rehearse/config/schema.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

// Names of all properties of a schema, however deep.
void add_names(const nlohmann::json& schema, const std::string& path,
               std::set<std::string>& names) {
  if (schema.contains("items")) return add_names(schema["items"], path, names);
  if (schema.contains("properties"))
    for (const auto& [name, member] : schema["properties"].items()) {
      const std::string below = path.empty() ? name : path + '.' + name;
      names.insert(below);
      add_names(member, below, names);
    }
  if (schema.contains("additionalProperties") &&
      schema["additionalProperties"].contains("description")) {
    names.insert(path + ".*");
    add_names(schema["additionalProperties"], path + ".*", names);
  }
}

std::string plain(std::string path) {
  for (auto at = path.find("[]"); at != std::string::npos; at = path.find("[]"))
    path.erase(at, 2);
  return path;
}

KeyEntry entry(const char* text) {
  const auto found = find_keys(text);
  REQUIRE_FALSE(found.empty());
  return found.front();
}

}  // namespace

TEST_CASE("the reference has the keys of the schema",
          "[config][reference][CFG-09]") {
  std::set<std::string> schema;
  add_names(nlohmann::json::parse(json_schema()), "", schema);
  std::set<std::string> reference;
  for (const KeyEntry& key : key_reference()) reference.insert(plain(key.path));
  CHECK(reference == schema);
}

TEST_CASE("every key says what it means and where its formulas are",
          "[config][reference]") {
  for (const KeyEntry& key : key_reference()) {
    CAPTURE(key.path);
    CHECK_FALSE(key.sentence.empty());
    CHECK_FALSE(key.kind.empty());
    CHECK_FALSE(key.need.empty());
    CHECK(key.more.ends_with("README.md"));
    for (const std::string& other : key.excludes) CHECK(other != key.path);
  }
}

TEST_CASE("a key is found by its path, or by the end of one",
          "[config][reference]") {
  const char* events = "analysis.looks[].events";
  CHECK(entry("analysis.looks[].events").path == events);
  CHECK(entry("analysis.looks[0].events").path == events);
  CHECK(entry("analysis.looks.events").path == events);
  CHECK(entry("looks.events").path == events);
  CHECK(find_keys("no_such_key").empty());
  CHECK(find_keys("analysis.looks.event").empty());
  CHECK(find_keys("vents").empty());
  // A name of one's own.
  CHECK(entry("dropout.T-DM1").path == "dropout.*");
  // The end of several.
  const auto shapes = find_keys("shape");
  CHECK(shapes.size() > 1);
  for (const KeyEntry& key : shapes) CHECK(key.path.ends_with(".shape"));
}

TEST_CASE("a table is followed by what it holds", "[config][reference]") {
  const auto found = find_keys("sites");
  REQUIRE(found.size() > 2);
  CHECK(found[0].path == "sites");
  for (std::size_t i = 1; i < found.size(); ++i) {
    CAPTURE(found[i].path);
    CHECK((found[i].path.starts_with("sites.") ||
           found[i].path.find(".sites") != std::string::npos));
  }
}

TEST_CASE("an entry says what its row does", "[config][reference]") {
  const KeyEntry alpha = entry("analysis.alpha");
  CHECK(alpha.kind == "number");
  CHECK(alpha.range.find("above 0") != std::string::npos);
  const KeyEntry median = entry("endpoint.control.median");
  CHECK(median.kind == "duration");
  CHECK(median.unit.find("30.4375") != std::string::npos);
  const KeyEntry procedure = entry("randomization.procedure");
  CHECK(std::ranges::find(procedure.words, "permuted-block") !=
        procedure.words.end());
  const KeyEntry participants = entry("trial.participants");
  CHECK(participants.need == "required");
  const KeyEntry ratio = entry("endpoint.effect.hazard_ratio");
  CHECK(std::ranges::find(ratio.excludes, "periods") != ratio.excludes.end());
  CHECK(nearest_key("hazard_rato") == " (did you mean 'hazard_ratio'?)");
  CHECK(nearest_key("xqzw").empty());
}
