// The canonical text of a config. Its SHA-256 identifies a scenario in every
// result: whatever is written here otherwise changes the identity of all
// configs, so that nothing in it may depend on how a config was written.
#include "resolved.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "keys.hpp"
#include "read_value.hpp"
#include "rehearse/text/text.hpp"

namespace rehearse::config {
namespace {

// TOML 1.0, "Keys".
bool is_bare(std::string_view key) {
  return !key.empty() && std::ranges::all_of(key, [](unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

std::string key_text(std::string_view key) {
  return is_bare(key) ? std::string{key} : config::quoted(key);
}

// A seed that a TOML integer holds is one; a larger or longer one is a text.
std::string seed_value(const std::string& seed) {
  const auto n = parse_unsigned(seed);
  return n && *n <= INT64_MAX ? seed : config::quoted(seed);
}

// Numbers by their shortest text that reads back as the same double.
std::string value_text(const Node& node, Kind kind) {
  if (kind == Kind::duration)
    return config::quoted(duration_text(*as<double>(&node)));
  if (kind == Kind::date) return *as<std::string>(&node);
  if (kind == Kind::moment)
    return as<double>(&node) == nullptr
               ? *as<std::string>(&node)
               : config::quoted(duration_text(*as<double>(&node)));
  if (kind == Kind::seed) return seed_value(*as<std::string>(&node));
  if (const auto* text = as<std::string>(&node)) return config::quoted(*text);
  if (const bool* flag = as<bool>(&node)) return *flag ? "true" : "false";
  if (const auto* n = as<std::int64_t>(&node)) return fmt::format("{}", *n);
  return fmt::format("{}", *as<double>(&node));
}

std::string inline_text(const Node& node, const KeyTree& keys);

// Levels of factors, by their names.
std::string levels_text(const Node& node) {
  std::string text;
  for (const Member& member : *as<Table>(&node))
    text += fmt::format("{}{} = {}", text.empty() ? "{ " : ", ",
                        key_text(member.key),
                        config::quoted(*as<std::string>(&member.value)));
  return text.empty() ? "{}" : text + " }";
}

// On one line, as in TOML an inline table is.
std::string record_text(const Node& record, const KeyTree& keys) {
  std::string text;
  for (const Member& member : *as<Table>(&record)) {
    text += fmt::format("{}{} = {}", text.empty() ? "{ " : ", ", member.key,
                        inline_text(member.value, *find(keys, member.key)));
  }
  return text.empty() ? "{}" : text + " }";
}

// The kind is the key's: a duration and a number are both a double in the tree,
// and written otherwise.
std::string inline_text(const Node& node, const KeyTree& keys) {
  const Kind kind = keys.key->kind;
  const List* list = as<List>(&node);
  if (as<Table>(&node) != nullptr) return levels_text(node);
  if (list == nullptr) return value_text(node, kind);
  std::string text;
  for (const Node& element : *list) {
    if (!text.empty()) text += ", ";
    text += kind == Kind::records ? record_text(element, keys)
                                  : value_text(element, *element_kind(kind));
  }
  return "[" + text + "]";
}

class Writer {
 public:
  void write(const Node& root) { write(root, key_tree(), {}); }
  [[nodiscard]] Resolved take() { return std::move(resolved_); }

 private:
  // A table in a header, and with its places in lists as --set names it.
  struct Path {
    std::string header, key;
  };

  static Path inside(const Path& path, const std::string& key) {
    const std::string name = key_text(key);
    if (path.header.empty()) return {name, name};
    return {path.header + '.' + name, path.key + '.' + name};
  }

  // The table's own values first: in TOML what follows a header is in it.
  void write(const Node& table, const KeyTree& keys, const Path& path) {
    for (const Member& member : *as<Table>(&table)) {
      const KeyTree& child = child_of(keys, member.key);
      const Kind kind = child.key->kind;
      if (kind == Kind::table || kind == Kind::tables) continue;
      const std::string value = inline_text(member.value, child);
      resolved_.toml += fmt::format("{} = {}\n", key_text(member.key), value);
      resolved_.values.push_back({inside(path, member.key).key, value});
    }
    for (const Member& member : *as<Table>(&table))
      write_tables(member, child_of(keys, member.key),
                   inside(path, member.key));
  }

  void write_tables(const Member& member, const KeyTree& keys,
                    const Path& path) {
    if (keys.key->kind == Kind::table) {
      resolved_.toml += fmt::format("\n[{}]\n", path.header);
      write(member.value, keys, path);
    } else if (keys.key->kind == Kind::tables) {
      std::size_t place = 0;
      for (const Node& element : *as<List>(&member.value)) {
        resolved_.toml += fmt::format("\n[[{}]]\n", path.header);
        write(element, keys,
              {path.header, fmt::format("{}[{}]", path.key, place++)});
      }
    }
  }

  // What was read has a key: an unknown one was refused.
  static const KeyTree& child_of(const KeyTree& keys, std::string_view name) {
    const KeyTree* child = find(keys, name);
    return child == nullptr ? *find(keys, "*") : *child;
  }
  Resolved resolved_;
};

// Members in the order of the table of keys: defaults that depend on other
// keys were put behind.
void sort_members(Node& node, const KeyTree& keys) {
  if (auto* list = std::get_if<List>(&node.value))
    for (Node& element : *list) sort_members(element, keys);
  auto* table = std::get_if<Table>(&node.value);
  if (table == nullptr) return;
  const auto rank = [&](const Member& member) {
    return std::ranges::find(keys.children, member.key, &KeyTree::name) -
           keys.children.begin();
  };
  std::ranges::stable_sort(*table, {}, rank);
  for (Member& member : *table) {
    const KeyTree* child = find(keys, member.key);
    if (child != nullptr) sort_members(member.value, *child);
  }
}

}  // namespace

// No other character needs an escape: those were refused.
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;  // control characters were refused when it was read
  }
  return out + "\"";
}

// From a copy: the tree keeps the order that the warnings walk.
Resolved resolve(const Node& root) {
  Node sorted = root;
  sort_members(sorted, key_tree());
  Writer writer;
  writer.write(sorted);
  return writer.take();
}

}  // namespace rehearse::config
