// The starter config: the examples of the rows, with their sentences as
// comments. It loads as it stands; keys that contradict others stand behind a
// '#'.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "keys.hpp"
#include "parse.hpp"
#include "rehearse/config/schema.hpp"
#include "rehearse/text/text.hpp"
#include "starter_graph.hpp"

namespace rehearse {
namespace config {
namespace {

// What TOML writes under a header of its own.
bool holds_keys(Kind kind) {
  return kind == Kind::table || kind == Kind::tables;
}

// Example of the n-th element of a list; empty where there is none.
std::string_view example(const Key& key, std::size_t n) {
  const auto examples = split(key.example, '|');
  return n < examples.size() ? examples[n] : std::string_view{};
}

// What may be written, after the doc sentence.
std::string choices(const Key& key) {
  if (key.values.empty()) return {};
  return fmt::format(" [{}]", join(split(key.values, '|'), ", "));
}

// Values before tables, since in TOML what follows a header is in its table.
class Starter {
 public:
  void write(const KeyTree& table, std::size_t n, const std::string& path) {
    for (const KeyTree& child : table.children)
      if (!holds_keys(child.key->kind)) write_value(*child.key, child.name, n);
    for (const KeyTree& child : table.children) {
      const Key& key = *child.key;
      if (!holds_keys(key.kind) || key.example.empty()) continue;
      const std::string name =
          path.empty() ? child.name : fmt::format("{}.{}", path, child.name);
      if (key.kind == Kind::table) {
        text_ += fmt::format("\n{}[{}]\n", comment(key.doc), name);
        write(child, 0, name);
      } else {
        write_elements(child, name);
      }
    }
  }
  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  // As many elements as the first key, which is required, has examples.
  void write_elements(const KeyTree& list, const std::string& name) {
    const std::size_t count =
        split(list.children.front().key->example, '|').size();
    text_ += fmt::format("\n{}", comment(list.key->doc));
    for (std::size_t n = 0; n < count; ++n) {
      text_ += fmt::format("{}[[{}]]\n", n == 0 ? "" : "\n", name);
      write(list, n, name);
    }
  }

  void write_value(const Key& key, const std::string& name, std::size_t n) {
    std::string_view value = example(key, n);
    if (value.empty()) return;
    const bool optional = value.starts_with("# ");
    if (optional) value.remove_prefix(2);
    if (n == 0) text_ += comment(std::string{key.doc} + choices(key));
    text_ += fmt::format("{}{} = {}\n", optional ? "# " : "", name, value);
  }

  std::string text_ =
      "# A trial to rehearse. Change what you know, argue with what is "
      "assumed.\n# Keys behind a '#' are optional.\n\n";
};

using Json = nlohmann::ordered_json;

Json json_of(const Node& node, const KeyTree& keys);

// Values before tables, both in the order of the keys, as in TOML.
Json object_of(const Node& table, const KeyTree& keys) {
  Json object = Json::object();
  if (keys.children.empty())  // levels of factors, whose names are no keys
    for (const Member& member : *as<Table>(&table))
      object[member.key] = *as<std::string>(&member.value);
  for (const bool tables : {false, true})
    for (const KeyTree& child : keys.children) {
      const Node* member = find(table, child.name);
      if (member != nullptr && holds_keys(child.key->kind) == tables)
        object[child.name] = json_of(*member, child);
    }
  return object;
}

// JSON has no comments: what is behind a '#' is left out.
Json json_of(const Node& node, const KeyTree& keys) {
  if (const auto* list = as<List>(&node)) {
    Json array = Json::array();
    for (const Node& element : *list) array.push_back(json_of(element, keys));
    return array;
  }
  if (as<Table>(&node) != nullptr) return object_of(node, keys);
  if (const auto* text = as<std::string>(&node)) return *text;
  if (const bool* flag = as<bool>(&node)) return *flag;
  if (const auto* count = as<std::int64_t>(&node)) return *count;
  return *as<double>(&node);
}

}  // namespace
}  // namespace config

std::string starter_config(Dialect dialect, std::optional<ExampleGraph> graph) {
  config::Starter starter;
  starter.write(config::key_tree(), 0, "");
  std::string toml = starter.take();
  if (graph) toml += config::example_hypotheses(*graph);
  if (dialect == Dialect::toml) return toml;
  return config::object_of(config::parse_toml(toml, "starter.toml"),
                           config::key_tree())
             .dump(2) +
         '\n';
}

}  // namespace rehearse
