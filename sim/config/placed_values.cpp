#include <algorithm>
#include <utility>

#include "parse.hpp"
#include "rehearse/config/edit_toml.hpp"
#include "toml_text.hpp"

namespace rehearse {
namespace {

using Json = nlohmann::ordered_json;

class Values {
 public:
  Values(std::string_view text, const std::string& name)
      : text_(std::string{text}) {
    (void)config::parse_toml(text, name);  // says what is wrong, where
    add_table(toml::parse(text), "");
  }
  [[nodiscard]] std::vector<PlacedValue> take() { return std::move(all_); }

 private:
  void add_table(const toml::table& table, const std::string& path) {
    for (const auto& [key, value] : table) {
      const std::string written = config::key_text(std::string{key.str()});
      add(value, path.empty() ? written : path + '.' + written);
    }
  }
  void add(const toml::node& node, const std::string& path) {
    if (const toml::table* table = node.as_table())
      return add_table(*table, path);
    const toml::array* list = node.as_array();
    if (list != nullptr && !list->empty() && list->is_array_of_tables()) {
      for (std::size_t i = 0; i < list->size(); ++i)
        add(*list->get(i), path + '[' + std::to_string(i) + ']');
      return;
    }
    const auto [begin, end] = text_.range(node.source());
    const auto& region = node.source();
    all_.push_back({path, json_of(node, begin, end),
                    text_.text().substr(begin, end - begin), region.begin.line,
                    region.begin.column, region.end.line, region.end.column});
  }
  // What JSON has no kind for is its text.
  [[nodiscard]] Json json_of(const toml::node& node, std::size_t begin,
                             std::size_t end) const {
    if (const auto flag = node.value_exact<bool>()) return *flag;
    if (const auto whole = node.value_exact<std::int64_t>()) return *whole;
    if (const auto number = node.value_exact<double>()) return *number;
    if (const auto text = node.value_exact<std::string>()) return *text;
    const toml::array* list = node.as_array();
    if (list == nullptr) return text_.text().substr(begin, end - begin);
    Json elements = Json::array();
    for (const toml::node& element : *list) {
      const auto [from, to] = text_.range(element.source());
      elements.push_back(json_of(element, from, to));
    }
    return elements;
  }

  config::TomlText text_;
  std::vector<PlacedValue> all_;
};

}  // namespace

std::vector<PlacedValue> values_of_toml(std::string_view text,
                                        const std::string& name) {
  return Values{text, name}.take();
}

std::vector<std::string> tables_of_toml(std::string_view text,
                                        const std::string& name,
                                        const std::string& key) {
  (void)config::parse_toml(text, name);  // says what is wrong, where
  const toml::table root = toml::parse(text);
  std::vector<std::pair<std::size_t, std::string>> found;
  if (const toml::table* table = root[key].as_table())
    for (const auto& [inner, value] : *table)
      if (value.is_table())
        found.emplace_back(inner.source().begin.line, inner.str());
  std::ranges::stable_sort(found, {},
                           [](const auto& one) { return one.first; });
  std::vector<std::string> names;
  for (auto& [line, inner] : found) names.push_back(std::move(inner));
  return names;
}

}  // namespace rehearse
