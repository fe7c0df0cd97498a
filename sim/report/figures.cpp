#include "figures.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "estimate_text.hpp"

namespace rehearse {
namespace {

// The JSON's order is a promise to programs, and new members may come anywhere
// in it; a table's is for reading. A figure says its place in the table where
// the two differ.
//
// What a table shows of an item, in the table's order.
std::vector<Shown> shown_of(const Figures& figures) {
  std::vector<Shown> all;
  for (const ResultFigure& figure : figures)
    for (const Shown& one : figure.shown)
      if (!one.label.empty()) all.push_back(one);
  std::ranges::stable_sort(all, {}, &Shown::place);
  return all;
}

}  // namespace

ResultFigure::ResultFigure(const std::string& key, Json value,
                           std::string label, std::string text, int place)
    : shown{{std::move(label), std::move(text), place}} {
  if (!key.empty()) members[key] = std::move(value);
}

ResultFigure::ResultFigure(std::vector<Shown> rows, Json object)
    : members(std::move(object)), shown(std::move(rows)) {}

ResultFigure share(const std::string& name, const std::optional<Proportion>& p,
                   std::string label, int place) {
  const Json json = proportion_json(p);
  std::vector<Shown> rows{
      {std::move(label), p ? proportion_text(*p) : no_figure, place}};
  return {std::move(rows), Json::object({{name, json["estimate"]},
                                         {name + "_mcse", json["mcse"]},
                                         {name + "_ci95", json["ci95"]}})};
}

Json object_of(const Figures& figures) {
  Json object = Json::object();
  for (const ResultFigure& figure : figures) object.update(figure.members);
  return object;
}

// Labels are those of the first item: whether a row is shown is decided for the
// result as a whole, never for one item, so that no cell stands in another's
// row.
Json objects_of(const std::vector<Figures>& items) {
  Json json = Json::array();
  for (const Figures& item : items) json.push_back(object_of(item));
  return json;
}

void append(Figures more, Figures& all) {
  std::ranges::move(more, std::back_inserter(all));
}

TextTable figure_rows(const std::string& title,
                      const std::vector<std::string>& names,
                      const std::vector<Figures>& items) {
  TextTable table{{title}, {}};
  table.header.insert(table.header.end(), names.begin(), names.end());
  for (const Figures& item : items) {
    const auto all = shown_of(item);
    table.rows.resize(all.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (table.rows[i].empty()) table.rows[i].push_back(all[i].label);
      table.rows[i].push_back(all[i].text);
    }
  }
  return table;
}

TextTable figure_columns(const std::vector<Figures>& items) {
  TextTable table;
  for (const Figures& item : items) {
    table.header.clear();
    auto& row = table.rows.emplace_back();
    for (const Shown& one : shown_of(item)) {
      table.header.push_back(one.label);
      row.push_back(one.text);
    }
  }
  return table;
}

}  // namespace rehearse
