#include "overrides.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <variant>

#include "parse.hpp"
#include "text.hpp"

namespace rehearse::config {
namespace {

// Orders of --set begin after those of any file.
constexpr std::size_t after_the_file = std::size_t{1} << 62;

using Step = std::variant<std::string, std::size_t>;  // a key or an index

// A key up to '.' or '['; in quotes it may hold these.
std::optional<std::string> take_key(std::string_view& path) {
  std::string key;
  if (path.starts_with('"')) {
    const auto end = path.find('"', 1);
    if (end == std::string_view::npos) return std::nullopt;
    key = path.substr(1, end - 1);
    path.remove_prefix(end + 1);
  } else {
    const auto end = std::min(path.find_first_of(".[\"]"), path.size());
    if (end == 0) return std::nullopt;
    key = path.substr(0, end);
    path.remove_prefix(end);
  }
  return key;
}

std::optional<std::size_t> take_index(std::string_view& path) {
  const auto end = path.find(']');
  if (end == std::string_view::npos) return std::nullopt;
  const auto index = parse_unsigned(path.substr(1, end - 1));
  path.remove_prefix(end + 1);
  return index;
}

/// The steps of "analysis.looks[0].events"; nothing if it is no such path.
std::optional<std::vector<Step>> parse_path(std::string_view path) {
  std::vector<Step> steps;
  while (steps.size() < max_depth) {
    if (path.starts_with('[') && !steps.empty()) {
      const auto index = take_index(path);
      if (!index) return std::nullopt;
      steps.emplace_back(*index);
    } else {
      auto key = take_key(path);
      if (!key) return std::nullopt;
      steps.emplace_back(std::move(*key));
    }
    if (path.empty()) return steps;
    if (path.starts_with('.')) {
      path.remove_prefix(1);
      if (path.starts_with('[')) return std::nullopt;
    } else if (!path.starts_with('[')) {
      return std::nullopt;
    }
  }
  return std::nullopt;
}

// The child that `step` names; a table that isn't there is made. Nothing, and
// a fault, if there can't be one.
Node* child(Node& node, const Step& step, const Mark& mark, Faults& faults) {
  if (const auto* index = std::get_if<std::size_t>(&step)) {
    auto* list = std::get_if<List>(&node.value);
    if (list != nullptr && *index < list->size()) return &(*list)[*index];
    faults.error(mark, "",
                 list == nullptr
                     ? fmt::format("index [{}] is into {}, not a list (only "
                                   "lists have indices): check the path",
                                   *index, describe(node))
                     : fmt::format("there is no element [{}] (the list has {}, "
                                   "counted from 0): check the index",
                                   *index, list->size()));
    return nullptr;
  }
  const std::string& key = std::get<std::string>(step);
  auto* table = std::get_if<Table>(&node.value);
  if (table == nullptr) {
    faults.error(mark, "",
                 fmt::format("'{}' is sought in {} (only tables have keys): "
                             "check the path",
                             key, describe(node)));
    return nullptr;
  }
  if (Node* found = find(node, key)) return found;
  return &table->emplace_back(Member{key, Node{Table{}, mark, mark, ""}}).value;
}

void put(Node& root, const std::vector<Step>& steps, Node value,
         Faults& faults) {
  Node* node = &root;
  for (const Step& step : steps) {
    node = child(*node, step, value.mark, faults);
    if (node == nullptr) return;
  }
  *node = std::move(value);
}

void put_text(Node& root, std::string_view text, const Mark& mark,
              Faults& faults) {
  const auto equals = text.find('=');
  const auto steps = parse_path(text.substr(0, equals));
  if (equals == std::string_view::npos || !steps) {
    faults.error(mark, "",
                 "no KEY=VALUE (KEY is a dotted path with indices): write e.g. "
                 "analysis.looks[0].events=161");
  } else if (!is_printable(text)) {
    faults.error(mark, "",
                 "the text holds bytes that are no printable UTF-8 (a config "
                 "is text): check the encoding");
  } else {
    put(root, *steps, parse_value(text.substr(equals + 1), mark), faults);
  }
}

}  // namespace

void apply_overrides(const Overrides& overrides, Node& root, Faults& faults) {
  std::size_t order = after_the_file;
  if (auto* plan = find(root, "randomization")) {
    if (auto* table = std::get_if<Table>(&plan->value))
      std::erase_if(*table, [&](const Member& member) {
        return std::ranges::find(overrides.forget, member.key) !=
               overrides.forget.end();
      });
  }
  for (const std::string& text : overrides.set) {
    put_text(root, text, {"--set " + text, ++order, 0, 0}, faults);
  }
  if (overrides.seed) {
    const Mark mark{"--seed " + *overrides.seed, ++order, 0, 0};
    put(root, {{"simulation", "seed"}}, {*overrides.seed, mark, mark, ""},
        faults);
  }
  if (overrides.replicates) {
    const Mark mark{"--replicates " + *overrides.replicates, ++order, 0, 0};
    Node value{*overrides.replicates, mark, mark, ""};
    const auto count = parse_unsigned(*overrides.replicates);
    if (count && *count <= INT64_MAX) {
      value.value = static_cast<std::int64_t>(*count);
    }
    put(root, {{"simulation", "replicates"}}, std::move(value), faults);
  }
}

}  // namespace rehearse::config
