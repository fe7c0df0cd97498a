// Changes of a TOML text that leave what they don't touch as it is.
#include "rehearse/config/edit_toml.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "parse.hpp"
#include "path.hpp"
#include "rehearse/core/errors.hpp"
#include "rehearse/text/trimmed.hpp"
#include "resolved.hpp"
#include "toml_text.hpp"

namespace rehearse {
namespace {

using config::Step;
using config::TomlText;

[[noreturn]] void fail(const std::string& edit, const std::string& message) {
  throw ConfigError{{{"--set " + edit, message, "", 0}}};
}

// What is written for a value: bare text is a string.
std::string written(const std::string& value) {
  try {
    (void)config::parse_toml("v = " + value, "");
    return value;
  } catch (const ConfigError&) {
    return config::quoted(value);
  }
}

std::string dotted(std::span<const Step> steps) {
  std::string text;
  for (const Step& step : steps) {
    if (!text.empty()) text += '.';
    text += config::key_text(std::get<std::string>(step));
  }
  return text;
}

bool are_keys(std::span<const Step> steps) {
  return std::ranges::all_of(steps, [](const Step& step) {
    return std::holds_alternative<std::string>(step);
  });
}

// The element of a list that a step names: by its index, name or id.
toml::node* element_of(toml::array& list, const Step& step) {
  if (const auto* index = std::get_if<std::size_t>(&step))
    return *index < list.size() ? list.get(*index) : nullptr;
  for (toml::node& element : list) {
    const toml::table* table = element.as_table();
    if (table == nullptr) continue;
    for (const char* name : {"name", "id"})
      if ((*table)[name].value_or(std::string{}) == std::get<std::string>(step))
        return &element;
  }
  return nullptr;
}

toml::node* child_of(toml::node& node, const Step& step) {
  if (toml::array* list = node.as_array()) return element_of(*list, step);
  toml::table* table = node.as_table();
  const auto* key = std::get_if<std::string>(&step);
  return table == nullptr || key == nullptr ? nullptr : table->get(*key);
}

// Whether a child stands among the lines below its table's header.
bool is_in_section(const toml::node& node) {
  if (const toml::table* table = node.as_table()) return table->is_inline();
  const toml::array* list = node.as_array();
  return list == nullptr || list->empty() || !list->is_array_of_tables() ||
         list->front().as_table()->is_inline();
}

bool is_element(const toml::table& table, std::span<const Step> path) {
  return !table.is_inline() && !path.empty() &&
         std::holds_alternative<std::size_t>(path.back());
}

// The last line of a table and of all that is below it.
std::size_t last_line(const toml::node& node) {
  std::size_t last = node.source().end.line;
  if (const toml::table* table = node.as_table()) {
    last = std::max<std::size_t>(last, node.source().begin.line);
    for (const auto& [key, value] : *table)
      last = std::max(last, last_line(value));
  } else if (const toml::array* list = node.as_array()) {
    for (const toml::node& value : *list)
      last = std::max(last, last_line(value));
  }
  return last;
}

// Whether what stands before a value is its key alone, and the sign.
bool is_key_alone(std::string_view line, const std::string& key) {
  for (const std::string& written :
       {key, config::quoted(key), '\'' + key + '\''})
    if (line.starts_with(written) &&
        trimmed(line.substr(written.size())) == "=")
      return true;
  return false;
}

class Edit {
 public:
  Edit(const std::string& text, const std::string& name, std::string edit)
      : text_(text), edit_(std::move(edit)) {
    (void)config::parse_toml(text, name);  // says what is wrong, where
    root_ = toml::parse(text);
    const std::size_t sign = edit_.find('=');
    const std::string key{trimmed(edit_.substr(0, sign))};
    if (const auto steps = config::parse_path(key)) steps_ = *steps;
    if (sign == std::string::npos || steps_.empty())
      fail(edit_,
           "no KEY=VALUE (a path of keys, '=' and a value): write e.g. "
           "trial.participants=246");
    value_ = trimmed(edit_.substr(sign + 1));
  }

  std::string made() {
    toml::node* node = &root_;
    std::size_t depth = 0;
    for (; depth < steps_.size(); ++depth) {
      toml::node* next = child_of(*node, steps_[depth]);
      if (next == nullptr) break;
      node = next;
    }
    if (depth == steps_.size())
      return value_.empty() ? without(*node) : with(*node);
    if (value_.empty()) return text_.text();
    if (const auto* index = std::get_if<std::size_t>(&steps_.back());
        index != nullptr && value_ == "{}")
      return with_element(*node, *index);
    const std::span<const Step> rest = std::span{steps_}.subspan(depth);
    toml::table* table = node->as_table();
    if (table == nullptr || !are_keys(rest))
      fail(edit_,
           "there is no such element or table (a list gets no longer by "
           "it): write it into the text");
    return added(*table, depth, dotted(rest) + " = " + written(value_));
  }

 private:
  // A list's next element, below the last one's lines; the first of a list
  // that there isn't, at the end. `node`: as far as the path is there.
  std::string with_element(const toml::node& node, std::size_t index) const {
    const auto path = std::span{steps_}.first(steps_.size() - 1);
    const toml::array* list = node.as_array();
    const bool goes_on = list != nullptr && !list->empty() &&
                         !is_in_section(*list) && index == list->size();
    if (!are_keys(path) || !(goes_on || (node.is_table() && index == 0)))
      fail(edit_,
           "no list of tables has such a next element: write it into the text");
    const std::string header = fmt::format("\n[[{}]]\n", dotted(path));
    if (!goes_on) return text_.appended(header);
    const std::size_t behind = text_.begin_of_line(last_line(list->back()) + 1);
    return text_.replaced(behind, behind, header);
  }

  // Its own lines, those of the tables in it, and a blank one before them.
  std::string without_element(const toml::table& table) const {
    std::size_t first = table.source().begin.line;
    if (first > 1 &&
        text_.begin_of_line(first) - text_.begin_of_line(first - 1) == 1)
      --first;
    return text_.replaced(text_.begin_of_line(first),
                          text_.begin_of_line(last_line(table) + 1), "");
  }

  std::string with(const toml::node& node) {
    if (!is_in_section(node))
      fail(edit_,
           "the key is a table (its keys have values): name one of them");
    const auto [begin, end] = text_.range(node.source());
    return text_.replaced(begin, end, written(value_));
  }

  // Its whole lines.
  std::string without(const toml::node& node) {
    if (const toml::table* table = node.as_table();
        table != nullptr && is_element(*table, steps_))
      return without_element(*table);
    const auto& [begin, end, path] = node.source();
    std::size_t first = text_.begin_of_line(begin.line);
    const std::string line{
        trimmed(text_.text().substr(first, text_.offset(begin) - first))};
    const Step& last = steps_.back();
    if (!is_in_section(node) || !std::holds_alternative<std::string>(last) ||
        !is_key_alone(line, std::get<std::string>(last)))
      fail(edit_, "the key has no line of its own: take it out of the text");
    return text_.replaced(first, text_.begin_of_line(end.line + 1), "");
  }

  std::string added(const toml::table& table, std::size_t depth,
                    const std::string& entry) {
    if (table.is_inline()) {
      const auto [begin, end] = text_.range(table.source());
      return text_.replaced(end - 1, end,
                            (table.empty() ? " " : ", ") + entry + " }");
    }
    const std::span<const Step> path = std::span{steps_}.first(depth);
    if (const auto line = line_after(table, path))
      return text_.replaced(text_.begin_of_line(*line),
                            text_.begin_of_line(*line), entry + '\n');
    // The root's keys of tables that there aren't, and tables without a header.
    if (!are_keys(path))
      fail(edit_, "the table has no header of its own: write it into the text");
    const std::span<const Step> all{steps_};
    const std::size_t tables = depth == 0 ? all.size() - 1 : depth;
    return text_.appended(
        fmt::format("\n[{}]\n{} = {}\n", dotted(all.first(tables)),
                    dotted(all.subspan(tables)), written(value_)));
  }

  // Below the last of a table's own lines; nothing where it has no header.
  std::optional<std::size_t> line_after(const toml::table& table,
                                        std::span<const Step> path) const {
    std::size_t last = 0;
    if (path.empty()) {
      if (steps_.size() > 1) return std::nullopt;
    } else {
      last = table.source().begin.line;
      if (!text_.is_header(last, path)) return std::nullopt;
    }
    for (const auto& [key, value] : table)
      if (is_in_section(value))
        last = std::max<std::size_t>(last, value.source().end.line);
    return last + 1;
  }

  TomlText text_;
  std::string edit_;
  toml::table root_;
  std::vector<Step> steps_;
  std::string value_;
};

}  // namespace

std::string edited_toml(const std::string& text, const std::string& name,
                        const std::string& edit) {
  std::string made = Edit{text, name, edit}.made();
  (void)config::parse_toml(made, name);
  return made;
}

}  // namespace rehearse
