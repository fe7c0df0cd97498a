#include "analyzed_words.hpp"

#include <fmt/format.h>

#include "rehearse/text/number_text.hpp"
#include "rehearse/text/text_table.hpp"

namespace rehearse {
namespace {

using Json = nlohmann::ordered_json;

// Whether the keys below a quantity are the arms.
bool is_by_arm(const std::string& quantity) {
  return quantity == "logrank_observed" || quantity == "logrank_expected" ||
         quantity == "kaplan_meier" || quantity == "follow_up_by_arm" ||
         quantity == "survival_at" || quantity == "trend_scores" ||
         quantity == "interval_censored_npmle";
}

std::string value_text(const Json& json) {
  if (json.is_null()) return "";
  if (json.is_number_float()) return exact_text(json.get<double>());
  return json.is_string() ? json.get<std::string>() : json.dump();
}

void add_rows(TextTable& table, const Json& json, const std::string& quantity,
              const std::string& arm) {
  const auto below = [&](const std::string& key) {
    return quantity.empty() ? key : quantity + '_' + key;
  };
  if (json.is_array() && json.empty()) return;
  if (json.is_array() && json[0].is_object()) {
    std::size_t number = 0;
    for (Json item : json) {  // tests and looks by name, curves by time
      const std::string name =
          item.contains("test")   ? item["test"].get<std::string>()
          : item.contains("look") ? item["look"].get<std::string>()
          : item.contains("time") ? value_text(item["time"])
                                  : fmt::format("{}", ++number);
      item.erase("test");
      item.erase("look");
      item.erase("time");
      add_rows(table, item, below(name), arm);
    }
  } else if (json.is_array() && json[0].is_string()) {  // names
    std::size_t number = 0;
    for (const Json& item : json)
      add_rows(table, item, below(fmt::format("{}", ++number)), arm);
  } else if (json.is_array()) {  // the limits of an interval
    add_rows(table, json[0], below("lower"), arm);
    add_rows(table, json[1], below("upper"), arm);
  } else if (json.is_object()) {
    for (const auto& [key, value] : json.items())
      if (arm.empty() && is_by_arm(quantity))
        add_rows(table, value, quantity, key);
      else
        add_rows(table, value, below(key), arm);
  } else {
    table.rows.push_back({quantity, arm, value_text(json)});
  }
}

}  // namespace

std::string labelled(const std::string& name, std::size_t width,
                     const std::string& text, Color color) {
  return bold_text(name, color) + std::string(width - name.size(), ' ') + text +
         '\n';
}

std::string_view word_of(Ties ties) {
  if (ties == Ties::interval) return "interval-censored";
  if (ties == Ties::exact) return "exact";
  return ties == Ties::efron ? "efron" : "breslow";
}

std::string strata_text(std::size_t strata,
                        const std::vector<std::string>& columns) {
  if (columns.empty()) return "none";
  return fmt::format("{} by {}; medians over all of them", strata,
                     list_text(columns));
}

std::string weight_text(const std::string& column) {
  return fmt::format("column {}: a row counts as so many participants", column);
}

std::string tied_text(std::size_t tied) {
  return fmt::format(
      "{} distinct time{} taken for the one before {} (they differ by less "
      "than 1.5e-8 of it, as rounding does): round the times to the steps they "
      "were measured in",
      tied, tied == 1 ? " is" : "s are", tied == 1 ? "it" : "them");
}

std::string left_out_text(std::span<const std::size_t> left_out) {
  constexpr std::size_t shown = 5;
  const std::size_t count = left_out.size();
  return fmt::format(
      "{} row{} left out (a value is missing on line{} {}{}): "
      "fill in what is known",
      count, count == 1 ? " is" : "s are", count == 1 ? "" : "s",
      list_text(left_out.first(std::min(shown, count))),
      count > shown ? ", …" : "");
}

std::string json_text(const Json& document) {
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

std::string quantities_csv(const Json& document) {
  TextTable table{{"quantity", "arm", "value"}, {}};
  add_rows(table, document, "", "");
  return csv_text(table);
}

}  // namespace rehearse
