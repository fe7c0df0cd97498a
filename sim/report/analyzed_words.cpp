#include <fmt/format.h>

#include "analyzed.hpp"

namespace rehearse {
namespace {

// Whether the keys below a quantity are the arms.
bool is_by_arm(const std::string& quantity) {
  return quantity == "logrank_observed" || quantity == "logrank_expected" ||
         quantity == "kaplan_meier" || quantity == "follow_up_by_arm" ||
         quantity == "survival_at" || quantity == "trend_scores" ||
         quantity == "interval_censored_npmle";
}

// A tidy table: one number a row, with what it is, so that a file of any
// analysis has the same three columns. Arms are a column of their own: a
// quantity's name doesn't depend on what the arms are called.
void add_rows(std::vector<Json>& rows, const Json& json,
              const std::string& quantity, const std::string& arm) {
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
          : item.contains("time") ? exact_text(item["time"].get<double>())
                                  : fmt::format("{}", ++number);
      item.erase("test");
      item.erase("look");
      item.erase("time");
      add_rows(rows, item, below(name), arm);
    }
  } else if (json.is_array() && json[0].is_string()) {  // names
    std::size_t number = 0;
    for (const Json& item : json)
      add_rows(rows, item, below(fmt::format("{}", ++number)), arm);
  } else if (json.is_array()) {  // the limits of an interval
    add_rows(rows, json[0], below("lower"), arm);
    add_rows(rows, json[1], below("upper"), arm);
  } else if (json.is_object()) {
    for (const auto& [key, value] : json.items())
      if (arm.empty() && is_by_arm(quantity))
        add_rows(rows, value, quantity, key);
      else
        add_rows(rows, value, below(key), arm);
  } else {
    rows.push_back({{"quantity", quantity}, {"arm", arm}, {"value", json}});
  }
}

}  // namespace

std::string_view word_of(Ties ties) {
  if (ties == Ties::interval) return "interval-censored";
  if (ties == Ties::exact) return "exact";
  return ties == Ties::efron ? "efron" : "breslow";
}

std::string_view word_of(ConfidenceType type) {
  return type == ConfidenceType::log_log ? "log-log" : "log";
}

std::string strata_text(std::size_t strata,
                        const std::vector<std::string>& columns) {
  if (columns.empty()) return "none";
  return fmt::format("{} by {}; medians over all of them", strata,
                     fmt::join(columns, ", "));
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

std::string left_out_text(std::span<const std::size_t> left_out, RowUnit unit) {
  constexpr std::size_t shown = 5;
  const std::size_t count = left_out.size();
  return fmt::format(
      "{} row{} left out (a value is missing on {}{} {}{}): "
      "fill in what is known",
      count, count == 1 ? " is" : "s are", word_of(unit), count == 1 ? "" : "s",
      fmt::join(left_out.first(std::min(shown, count)), ", "),
      count > shown ? ", …" : "");
}

std::string limits_text(const std::array<double, 2>& limits) {
  if (std::isnan(limits[0])) return "-";
  return fixed_text(limits[0], 4) + " to " + fixed_text(limits[1], 4);
}

std::string p_words(double one_sided, double two_sided) {
  return fmt::format("p {} one-sided, {} two-sided", p_text(one_sided),
                     p_text(two_sided));
}

std::vector<Json> quantity_rows(const Json& document) {
  std::vector<Json> rows;
  add_rows(rows, document, "", "");
  return rows;
}

}  // namespace rehearse
