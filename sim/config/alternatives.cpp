#include "alternatives.hpp"

#include <algorithm>
#include <array>

#include "rehearse/text/text.hpp"

namespace rehearse::config {
namespace {

// Where one of `stated` is laid over a table, or changed, its `gone` would
// contradict it. Names are separated by '|'; "*" is any name.
struct Alternative {
  std::string_view tables;
  std::string_view stated;
  std::string_view gone;
};

constexpr std::string_view models =
    "endpoint.control|endpoint.control.uncured|"
    "endpoint.experimental|endpoint.experimental.uncured";
constexpr std::string_view rules =
    "analysis.efficacy|analysis.futility|analysis.harm";
constexpr std::string_view look = "analysis.looks[]";

constexpr std::array alternatives{
    Alternative{"endpoint", "effect", "experimental"},
    Alternative{"endpoint", "experimental", "effect"},
    Alternative{"endpoint.effect", "hazard_ratio", "periods"},
    Alternative{"endpoint.effect", "periods", "hazard_ratio"},
    // Another distribution has parameters of its own.
    Alternative{models, "distribution",
                "median|hazard_per_month|survival|scale|shape|periods|cured|"
                "uncured"},
    Alternative{models, "median", "hazard_per_month|survival|scale"},
    Alternative{models, "hazard_per_month", "median|survival"},
    Alternative{models, "scale", "median|survival"},
    // Two landmarks give the shape.
    Alternative{models, "survival", "median|hazard_per_month|scale|shape"},
    Alternative{"dropout", "annual_probability|hazard_per_month", "*"},
    Alternative{"dropout", "*", "annual_probability|hazard_per_month"},
    Alternative{"dropout.*", "annual_probability", "hazard_per_month"},
    Alternative{"dropout.*", "hazard_per_month", "annual_probability"},
    Alternative{"enrolment", "duration", "rates"},
    Alternative{"enrolment", "rates", "duration"},
    Alternative{"sites", "count", "file|site_id|weight"},
    Alternative{"sites", "file", "count|site_id|weight"},
    Alternative{"sites", "site_id", "count|file|weight"},
    Alternative{"randomization", "procedure",
                "block_sizes|block_weights|probability|mti|initial_balls|"
                "added_balls|lambda|minimize_over|imbalance"},
    Alternative{"randomization", "minimize_over", "stratify_by"},
    Alternative{rules, "spending",
                "boundary|parameter|cumulative_alpha|cumulative_beta"},
    Alternative{rules, "boundary",
                "spending|parameter|cumulative_alpha|cumulative_beta"},
    Alternative{"analysis", "alpha", "alpha_two_sided"},
    Alternative{"analysis", "alpha_two_sided", "alpha|sides"},
    Alternative{look, "futility_z",
                "futility_conditional_power|futility_hazard_ratio"},
    Alternative{look, "futility_conditional_power",
                "futility_z|futility_hazard_ratio"},
    Alternative{look, "futility_hazard_ratio",
                "futility_z|futility_conditional_power"},
    Alternative{"assurance", "log_hazard_ratio", "table"},
    Alternative{"assurance", "table", "log_hazard_ratio"},
};

bool names(std::string_view list, std::string_view name) {
  const auto parts = split(list, '|');
  return list == "*" || std::ranges::find(parts, name) != parts.end();
}

bool is_of(const Alternative& one, std::string_view path) {
  if (names(one.tables, path)) return true;
  return one.tables == "dropout.*" && path.starts_with("dropout.");
}

// The same text: it was there before, and changes nothing.
bool repeats(const Node& table, const Member& stated) {
  const auto* before = as<std::string>(find(table, stated.key));
  const auto* after = as<std::string>(&stated.value);
  return before != nullptr && after != nullptr && *before == *after;
}

constexpr std::string_view scales =
    "median|hazard_per_month|survival|scale|periods";

bool has_scale(const Node* model) {
  const auto* members = as<Table>(model);
  return members != nullptr &&
         std::ranges::any_of(*members, [](const Member& member) {
           return names(scales, member.key);
         });
}

// Under a cure the whole arm's median and the uncured's scale determine each
// other.
void drop_scale(Node& model, const Node& over) {
  const Node* uncured = find(over, "uncured");
  if (has_scale(uncured) && find(over, "median") == nullptr)
    std::erase_if(std::get<Table>(model.value),
                  [](const Member& member) { return member.key == "median"; });
  Node* before = find(model, "uncured");
  if (find(over, "median") != nullptr && as<Table>(before) != nullptr)
    std::erase_if(std::get<Table>(before->value), [](const Member& member) {
      return names(scales, member.key);
    });
}

}  // namespace

void drop_alternatives(Node& table, const Node& over, std::string_view path) {
  auto* members = std::get_if<Table>(&table.value);
  if (members == nullptr || as<Table>(&over) == nullptr) return;
  if (names(models, path)) drop_scale(table, over);
  for (const Alternative& one : alternatives) {
    if (!is_of(one, path)) continue;
    for (const Member& stated : *as<Table>(&over)) {
      if (!names(one.stated, stated.key) || repeats(table, stated)) continue;
      std::erase_if(*members, [&](const Member& member) {
        return names(one.gone, member.key) && find(over, member.key) == nullptr;
      });
    }
  }
}

}  // namespace rehearse::config
