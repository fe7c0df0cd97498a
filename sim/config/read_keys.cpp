// The raw tree read against the table of keys. Every fault is reported at its
// own place and leaves a hole (`monostate`) that later checks pass over.
#include "read_keys.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "parse.hpp"
#include "read_value.hpp"
#include "rehearse/text/text.hpp"

namespace rehearse::config {
namespace {

std::string joined(const std::string& path, std::string_view key) {
  return path.empty() ? std::string{key} : fmt::format("{}.{}", path, key);
}

// Of how many elements a list may have.
std::string amount_text(const Range& range) {
  return range.low == range.high
             ? fmt::format("{}", range.low)
             : fmt::format("{} to {}", range.low, range.high);
}

// First of the examples of a key, for "add one, e.g. …".
std::string_view example_of(const Key& key) {
  std::string_view example = key.example.substr(0, key.example.find('|'));
  if (example.starts_with("# ")) example.remove_prefix(2);
  return example;
}

// Paths of all keys of that name, plain ones first; nothing of a table of any
// name ('*'), and of hypotheses what they alone have.
std::vector<std::string> paths_of(std::string_view name) {
  std::vector<std::string> paths;
  for (const Key& key : keys()) {
    std::string path = key.path;
    const auto dot = path.rfind('.');
    if (dot == std::string::npos || path.substr(dot + 1) != name ||
        path.find('*') != std::string::npos || key.kind == Kind::later ||
        (path.starts_with("hypotheses") && !paths.empty()))
      continue;
    for (auto at = path.find("[]"); at != std::string::npos;
         at = path.find("[]"))
      path.replace(at, 2, "[0]");
    paths.push_back(std::move(path));
  }
  const auto rank = [](const std::string& path) {
    return std::pair{std::ranges::count(path, '['),
                     std::ranges::count(path, '.')};
  };
  std::ranges::stable_sort(paths, {}, rank);
  return paths;
}

// What an unknown key was probably meant to be: the nearest in its table, or
// where a key of that name is.
std::string meant_key(std::string_view name,
                      const std::vector<std::string_view>& known) {
  constexpr std::size_t most = 3;
  const auto paths = paths_of(name);
  if (paths.empty() || nearest(name, known)) return suggestion(name, known);
  std::string text;
  for (std::size_t i = 0; i < std::min(most, paths.size()); ++i)
    text += fmt::format("{}'{}'", i == 0 ? "" : " or ", paths[i]);
  return fmt::format(" (did you mean {}?)", text);
}

class KeyReader {
 public:
  KeyReader(Reading reading, Faults& faults)
      : reading_(reading), faults_(faults) {}

  Node read(const Node& from, const KeyTree& keys, const std::string& path) {
    Node to;
    to.mark = from.mark;
    to.key_mark = from.key_mark;
    to.path = path;
    to.keys = &keys;
    const Kind kind = keys.key == nullptr ? Kind::table : keys.key->kind;
    if (kind == Kind::table)
      read_table(from, keys, to);
    else if (kind == Kind::tables || kind == Kind::records)
      read_tables(from, keys, to);
    else if (const auto element = element_kind(kind))
      read_list(from, *keys.key, *element, to);
    else
      read_value(from, *keys.key, kind, to, faults_);
    return to;
  }

 private:
  // In the order of the keys, not of the file: the resolved config has one
  // order, and parts read from it.
  void read_table(const Node& from, const KeyTree& keys, Node& to) {
    if (as<Table>(&from) == nullptr) {
      faults_.error(to, "expected a table, found {}", describe(from));
      return;
    }
    const std::vector<Member> meant = misspelt(from, keys, to);
    Table members;
    for (const KeyTree& child : keys.children) {
      if (child.name == "*") continue;
      const Node* member = find(from, child.name);
      if (member != nullptr && child.key->kind != Kind::later &&
          child.key->kind != Kind::elsewhere) {
        members.push_back(
            {child.name, read(*member, child, joined(to.path, child.name))});
      } else if (const auto wrong =
                     std::ranges::find(meant, child.name, &Member::key);
                 wrong != meant.end()) {
        members.push_back(*wrong);
      } else if (member == nullptr &&
                 find(from, child.key->unless) == nullptr) {
        fill(child, to, members);
      }
    }
    read_others(from, keys, to, members);
    to.value = std::move(members);
  }

  // A key that isn't given: its default, or a fault if it must be.
  void fill(const KeyTree& child, const Node& to, Table& members) {
    const Key& key = *child.key;
    const std::string path = joined(to.path, child.name);
    if (!key.fallback.empty()) {
      members.push_back(
          {child.name, read(parse_value(key.fallback, to.mark), child, path)});
    } else if (key.need == Need::filled) {
      const Node empty{Table{}, to.mark, to.mark, ""};
      members.push_back({child.name, read(empty, child, path)});
    } else if (key.need == Need::required ||
               (key.need == Need::simulated &&
                reading_ == Reading::simulation)) {
      missing(child, to);
      members.push_back({child.name, Node{{}, to.mark, to.mark, path}});
    }
  }

  // With what to write, in the form in which it is written: a header, or a
  // value as in the starter.
  void missing(const KeyTree& child, const Node& to) {
    const Key& key = *child.key;
    std::string hint;
    if (key.kind == Kind::table || key.kind == Kind::tables) {
      const std::string path = joined(to.path, child.name);
      hint = key.kind == Kind::table ? fmt::format("[{}]", path)
                                     : fmt::format("[[{}]]", path);
    } else if (!key.example.empty()) {
      hint = fmt::format("{} = {}", child.name, example_of(key));
    } else {
      hint = child.name;
    }
    faults_.error(to, "'{}' is missing (it has no default): add {}", child.name,
                  hint);
  }

  // Members of any name where the table allows them; unknown keys elsewhere.
  void read_others(const Node& from, const KeyTree& keys, const Node& to,
                   Table& members) {
    const KeyTree* any = find(keys, "*");
    std::vector<const Member*> named;
    for (const Member& member : *as<Table>(&from)) {
      const KeyTree* child = find(keys, member.key);
      if (child == nullptr && any != nullptr &&
          (any->key->kind != Kind::table ||
           as<Table>(&member.value) != nullptr)) {
        named.push_back(&member);
      } else if (child == nullptr || child == any) {
        unknown(member, keys, to);
      } else if (child->key->kind == Kind::later) {
        faults_.error(member.value.key_mark, joined(to.path, member.key),
                      "known but not available in this version (it would be "
                      "ignored): remove it");
      }
    }
    std::ranges::sort(named, {}, [](const Member* m) { return m->key; });
    for (const Member* member : named) {
      members.push_back({member->key, read(member->value, *any,
                                           joined(to.path, member->key))});
    }
  }

  // Keys of a version to come are no suggestion: they would be refused.
  static std::vector<std::string_view> known_names(const KeyTree& keys) {
    std::vector<std::string_view> known;
    for (const KeyTree& child : keys.children)
      if (child.name != "*" && child.key->kind != Kind::later)
        known.push_back(child.name);
    return known;
  }

  // The keys that unknown ones were probably meant to be, as given but wrong:
  // that they are missing would be a second complaint of one fault.
  static std::vector<Member> misspelt(const Node& from, const KeyTree& keys,
                                      const Node& to) {
    const auto known = known_names(keys);
    std::vector<Member> meant;
    std::size_t unknown = 0;  // of more nobody is told
    for (const Member& member : *as<Table>(&from)) {
      if (find(keys, member.key) != nullptr) continue;
      if (++unknown > most_diagnostics) break;
      const auto near = nearest(member.key, known);
      if (!near) continue;
      meant.push_back({std::string{*near},
                       {{},
                        member.value.mark,
                        member.value.key_mark,
                        joined(to.path, *near)}});
    }
    return meant;
  }

  // At the key itself, which is what is wrong, not at its value.
  void unknown(const Member& member, const KeyTree& keys, const Node& to) {
    faults_.error(
        member.value.key_mark, to.path, "unknown key '{}'{}", member.key,
        faults_.is_full() ? "" : meant_key(member.key, known_names(keys)));
  }

  const List* list_of(const Node& from, const char* what, Node& to) {
    const List* list = as<List>(&from);
    if (list == nullptr) {
      faults_.error(to, "expected a list of {}, found {}", what,
                    describe(from));
    }
    return list;
  }

  // An element is a table with the list's keys; it has a path of its own, so
  // that a message names it by its index.
  void read_tables(const Node& from, const KeyTree& keys, Node& to) {
    const List* list = list_of(from, "tables", to);
    if (list == nullptr) return;
    const auto count = static_cast<double>(list->size());
    const Range& range = keys.key->range;
    if (count < range.low || count > range.high) {
      faults_.error(
          to, "{} elements are given (there must be {}): add or remove some",
          count, amount_text(range));
      return;
    }
    List elements;
    for (const Node& node : *list) {
      Node& element = elements.emplace_back();
      element.mark = node.mark;
      element.key_mark = node.key_mark;
      element.path = fmt::format("{}[{}]", to.path, elements.size() - 1);
      element.keys = &keys;
      read_table(node, keys, element);
    }
    to.value = std::move(elements);
  }

  // A value that is wrong stays in the list as a hole: lists go by position.
  void read_list(const Node& from, const Key& key, Kind kind, Node& to) {
    const char* what = kind == Kind::integer  ? "whole numbers"
                       : kind == Kind::number ? "numbers"
                                              : "texts";
    const List* list = list_of(from, what, to);
    if (list == nullptr) return;
    List elements;
    for (const Node& node : *list) {
      Node& element = elements.emplace_back();
      element.mark = element.key_mark = node.mark;
      element.path = fmt::format("{}[{}]", to.path, elements.size() - 1);
      read_value(node, key, kind, element, faults_);
    }
    to.value = std::move(elements);
  }

  Reading reading_;
  Faults& faults_;
};

}  // namespace

Node read_keys(const Node& raw, Reading reading, Faults& faults) {
  return KeyReader{reading, faults}.read(raw, key_tree(), "");
}

}  // namespace rehearse::config
