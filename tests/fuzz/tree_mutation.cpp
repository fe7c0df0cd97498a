#include "tree_mutation.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>

#include "text_mutation.hpp"

namespace rehearse::fuzz {
namespace {

// A value of a document, and where it hangs.
struct Place {
  Tree* parent = nullptr;
  std::size_t at = 0;  // among the parent's
  std::string key;     // of the pool
  std::string way;     // as --set writes it
};

Tree& value_at(const Place& place) {
  const auto step = static_cast<std::ptrdiff_t>(place.at);
  return *std::next(place.parent->begin(), step);
}

void list_places(Tree& parent, const std::string& key, const std::string& way,
                 std::vector<Place>& places) {
  std::size_t at = 0;
  for (auto item = parent.begin(); item != parent.end(); ++item, ++at) {
    const bool is_list = parent.is_array();
    const Place place{&parent, at, is_list ? key + "[]" : item.key(),
                      is_list ? way + '[' + std::to_string(at) + ']'
                              : way + (way.empty() ? "" : ".") + item.key()};
    places.push_back(place);
    if (item->is_structured() && at < 100)
      list_places(*item, place.key, place.way, places);
  }
}

std::vector<Place> places_of(Tree& document) {
  std::vector<Place> places;
  list_places(document, "", "", places);
  return places;
}

Tree extreme_number(const Tree& value, Chance& chance) {
  constexpr std::array factors{0.0, 0.5, 0.9, 1.1, 2.0, 10.0, -1.0, 1e4};
  constexpr std::array<double, 8> ends{1e308,
                                       5e-324,
                                       -1e-9,
                                       1e18,
                                       0.999999999999,
                                       1e-6,
                                       std::numeric_limits<double>::max(),
                                       9007199254740993.0};
  if (chance.one_in(4)) return chance.of(ends);
  if (chance.one_in(8)) return std::numeric_limits<std::int64_t>::max();
  const double number = value.get<double>() * chance.of(factors);
  if (value.is_number_integer() && std::abs(number) < 1e15)
    return static_cast<std::int64_t>(number) + (chance.one_in(2) ? 0 : 1);
  return number;
}

Tree extreme(const Tree& value, Chance& chance) {
  constexpr std::array<const char*, 8> durations{
      "0 days",    "1 day",   "3 weeks",   "24 months",
      "1e4 years", "-1 days", "1e-7 days", "5.5 months"};
  if (value.is_number()) return extreme_number(value, chance);
  if (value.is_boolean()) return !value.get<bool>();
  if (value.is_string() && chance.one_in(2)) return chance.of(durations);
  if (chance.one_in(2)) return Tree::array();
  return chance.one_in(2) ? Tree{hostile_text(chance)} : Tree::object();
}

void nest(Tree& value, Chance& chance) {
  const std::size_t depth = chance.one_in(20) ? 1000 : 1 + chance.below(3);
  for (std::size_t i = 0; i < depth; ++i) value = Tree::array({value});
}

void repeat(Tree& parent, const Place& place, const ValuePool& pool,
            Chance& chance) {
  const Tree copy = value_at(place);
  if (parent.is_object()) {  // under another key
    const auto step = static_cast<std::ptrdiff_t>(chance.below(pool.size()));
    parent[std::next(pool.begin(), step)->first] = copy;
    return;
  }
  // 10 MB at most, written out: a repetition of what is a thousand deep must
  // not take all memory itself.
  constexpr std::size_t most = 10'000'000;
  const std::size_t times =
      std::min<std::size_t>(chance.one_in(25) ? 2000 : 1 + chance.below(3),
                            1 + most / (1 + copy.dump(1).size()));
  for (std::size_t i = 0; i < times; ++i) parent.push_back(copy);
}

}  // namespace

void add_values(const Tree& document, ValuePool& pool) {
  Tree copy = document;
  for (const Place& place : places_of(copy)) {
    auto& values = pool[place.key];
    const Tree& value = value_at(place);
    if (std::ranges::find(values, value) == values.end())
      values.push_back(value);
  }
}

void add_schema(const Tree& schema, ValuePool& pool) {
  if (!schema.is_structured()) return;
  if (schema.is_object() && schema.contains("properties"))
    for (const auto& [key, about] : schema["properties"].items())
      for (const char* word : {"enum", "const", "default", "minimum", "maximum",
                               "exclusiveMinimum", "exclusiveMaximum"}) {
        if (!about.is_object() || !about.contains(word)) continue;
        const Tree& said = about[word];
        if (said.is_array()) {
          pool[key].insert(pool[key].end(), said.begin(), said.end());
        } else {
          pool[key].push_back(said);
        }
      }
  for (const auto& part : schema) add_schema(part, pool);
}

void change_tree(Tree& document, const ValuePool& pool, Chance& chance) {
  const auto places = places_of(document);
  if (places.empty()) return;
  const Place& place = chance.of(places);
  Tree& parent = *place.parent;
  Tree& value = value_at(place);
  const auto known = pool.find(place.key);
  switch (chance.below(16)) {
    case 0:
      parent.erase(
          std::next(parent.begin(), static_cast<std::ptrdiff_t>(place.at)));
      return;
    case 1:
      return repeat(parent, place, pool, chance);
    case 2:
      return nest(value, chance);
    case 3: {  // moved: never into itself
      Place other{&parent, chance.below(parent.size()), "", ""};
      return std::swap(value, value_at(other));
    }
    case 4: {
      const Tree other = value_at(chance.of(places));
      value = other;
      return;
    }
    case 5: {  // a key from elsewhere
      const auto step = static_cast<std::ptrdiff_t>(chance.below(pool.size()));
      const auto& [key, values] = *std::next(pool.begin(), step);
      if (parent.is_object()) parent[key] = chance.of(values);
      return;
    }
    case 6:
    case 7:
    case 8:
      value = extreme(value, chance);
      return;
    default:
      if (known != pool.end()) value = chance.of(known->second);
  }
}

namespace {

bool is_bare(const std::string& key) {
  return !key.empty() && std::ranges::all_of(key, [](const char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' ||
           c == '-';
  });
}

std::string quoted(const std::string& text) {
  return Tree(text).dump(-1, ' ', false, Tree::error_handler_t::replace);
}

std::string key_text(const std::string& key) {
  return is_bare(key) ? key : quoted(key);
}

bool is_list_of_tables(const Tree& value) {
  return value.is_array() && !value.empty() &&
         std::ranges::all_of(value,
                             [](const Tree& part) { return part.is_object(); });
}

void write_table(const Tree& table, const std::string& way, Chance& chance,
                 std::string& text) {
  std::vector<std::pair<std::string, const Tree*>> later;
  for (const auto& [key, value] : table.items()) {
    const bool has_header = value.is_object() || is_list_of_tables(value);
    if (has_header && !chance.one_in(5)) {
      later.emplace_back(key_text(key), &value);
    } else {
      text += key_text(key) + " = " + toml_value(value) + '\n';
    }
  }
  for (const auto& [key, value] : later) {
    const std::string name = way.empty() ? key : way + '.' + key;
    if (value->is_object()) {
      text += '[' + name + "]\n";
      write_table(*value, name, chance, text);
    } else {
      for (const Tree& part : *value) {
        text += "[[" + name + "]]\n";
        write_table(part, name, chance, text);
      }
    }
  }
}

}  // namespace

std::string toml_value(const Tree& value) {
  if (value.is_string()) return quoted(value.get<std::string>());
  if (!value.is_structured()) return value.is_null() ? "nan" : value.dump();
  const bool is_list = value.is_array();
  std::string text;
  for (const auto& [key, part] : value.items())
    text += (text.empty() ? "" : ", ") +
            (is_list ? "" : key_text(key) + " = ") + toml_value(part);
  return is_list ? '[' + text + ']' : '{' + text + '}';
}

std::string toml_text(const Tree& document, Chance& chance) {
  std::string text;
  write_table(document, "", chance, text);
  return text;
}

std::string set_text(const Tree& document, const ValuePool& pool,
                     Chance& chance) {
  Tree copy = document;
  const auto places = places_of(copy);
  if (places.empty()) return "=";
  const Place& place = chance.of(places);
  const auto known = pool.find(place.key);
  Tree value = value_at(place);
  if (known != pool.end() && !chance.one_in(4)) {
    value = chance.of(known->second);
  } else {
    value = extreme(value, chance);
  }
  return place.way + '=' + toml_value(value);
}

}  // namespace rehearse::fuzz
