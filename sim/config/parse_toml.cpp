// TOML, the dialect of people: every value knows its line and column.
#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cstdlib>

#include "faults.hpp"
#include "parse.hpp"
#include "rehearse/core/errors.hpp"
#include "rehearse/text/typed_number.hpp"

namespace rehearse::config {
namespace {

// The library recurses over the parts of a dotted key.
constexpr std::size_t max_key_parts = 256;

// Line and column in one number: faults are shown in the order of the file.
Mark mark_of(const toml::source_region& region, const std::string& name) {
  const auto [line, column] = region.begin;
  return {fmt::format("{}:{}:{}", name, line, column),
          std::uint64_t{line} << 32 | column, line, column};
}

// As TOML writes them.
std::string printed(const toml::date& date) {
  return fmt::format("{:04}-{:02}-{:02}", date.year, date.month, date.day);
}

std::string printed(const toml::time& time) {
  std::string text =
      fmt::format("{:02}:{:02}:{:02}", time.hour, time.minute, time.second);
  if (time.nanosecond == 0) return text;
  text += fmt::format(".{:09}", time.nanosecond);
  return text.substr(0, text.find_last_not_of('0') + 1);
}

std::string printed(const toml::date_time& both) {
  std::string text = printed(both.date) + 'T' + printed(both.time);
  if (!both.offset) return text;
  const int minutes = both.offset->minutes;
  if (minutes == 0) return text + 'Z';
  return text + fmt::format("{}{:02}:{:02}", minutes < 0 ? '-' : '+',
                            std::abs(minutes) / 60, std::abs(minutes) % 60);
}

class Converter {
 public:
  explicit Converter(const std::string& name) : name_(name) {}

  Node operator()(const toml::node& from, std::size_t depth) const {
    Node to;
    to.mark = mark_of(from.source(), name_);
    if (depth > max_depth) {
      throw ConfigError{{{to.mark.location,
                          "the value is nested too deeply (no key is): check "
                          "its brackets and dots",
                          "", 0}}};
    }
    from.visit([&](const auto& value) { convert(value, to, depth); });
    return to;
  }

 private:
  void convert(const toml::table& from, Node& to, std::size_t depth) const {
    Table members;
    for (const auto& [key, value] : from) {
      if (key.str().size() > max_key)
        throw ConfigError{
            {{mark_of(key.source(), name_).location, long_key, "", 0}}};
      members.push_back({std::string{key.str()}, (*this)(value, depth + 1)});
      members.back().value.key_mark = mark_of(key.source(), name_);
    }
    to.value = std::move(members);
  }
  void convert(const toml::array& from, Node& to, std::size_t depth) const {
    List elements;
    for (const toml::node& element : from)
      elements.push_back((*this)(element, depth + 1));
    to.value = std::move(elements);
  }
  template <typename T>
  void convert(const toml::value<T>& from, Node& to, std::size_t) const {
    // Dates and times are as their text: JSON knows no others.
    if constexpr (std::is_same_v<T, toml::date> ||
                  std::is_same_v<T, toml::time> ||
                  std::is_same_v<T, toml::date_time>)
      to.value = printed(from.get());
    else
      to.value = from.get();
  }

  const std::string& name_;
};

// Counted before the library sees the text, since a fault of a stack can't be
// caught.
void refuse_long_keys(std::string_view text, const std::string& name) {
  std::size_t parts = 0;
  std::size_t line = 1;
  for (const char c : text) {
    if (c == '.') ++parts;
    if (c == '\n' || c == '=' || c == ',') parts = 0;
    if (c == '\n') ++line;
    if (parts > max_key_parts) {
      throw ConfigError{
          {{fmt::format("{}:{}:1", name, line),
            "the key has too many dots (no key is so long): check the line", "",
            0}}};
    }
  }
}

}  // namespace

Node parse_toml(std::string_view text, const std::string& name) {
  refuse_long_keys(text, name);
  try {
    return Converter{name}(toml::parse(text), 0);
  } catch (const toml::parse_error& error) {
    const Mark mark = mark_of(error.source(), name);
    Faults faults{text};
    const std::string advice = office_advice(text, mark.line);
    faults.error(mark, "", "syntax: {}",
                 advice.empty() ? std::string{error.description()} : advice);
    faults.throw_if_any();
    throw;  // unreachable: there is an error
  }
}

namespace {

// A value from the command line stands at its flag, all of it.
void stand_at(Node& node, const Mark& mark) {
  node.mark = node.key_mark = mark;
  if (auto* table = std::get_if<Table>(&node.value))
    for (Member& member : *table) stand_at(member.value, mark);
  if (auto* list = std::get_if<List>(&node.value))
    for (Node& element : *list) stand_at(element, mark);
}

}  // namespace

// A count with an exponent (1e5), which TOML takes for a number with a point.
void read_count(std::string_view text, Node& node) {
  if (text.find_first_of("eE") == std::string_view::npos) return;
  if (const auto count = parse_typed_count(text))
    node.value = static_cast<std::int64_t>(*count);
}

// A number that begins or ends with its point, which TOML has no place for.
void read_bare_point(std::string_view text, Node& node) {
  const auto digits =
      text.substr(std::min(text.find_first_not_of("+-"), text.size()));
  if (!digits.starts_with('.') && !digits.ends_with('.')) return;
  if (const auto number = parse_typed_number(text)) node.value = *number;
}

Node parse_value(std::string_view text, const Mark& mark) {
  Node node;
  node.value = std::string{text};
  try {
    Node document = parse_toml("v = " + std::string{text}, "");
    node = std::move(std::get<Table>(document.value).front().value);
    if (as<double>(&node) != nullptr) read_count(text, node);
  } catch (const ConfigError&) {
    read_bare_point(text, node);  // or bare text
  }
  stand_at(node, mark);
  return node;
}

}  // namespace rehearse::config
