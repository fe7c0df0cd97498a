#include "forecast_changes.hpp"

#include <fmt/format.h>

#include <cmath>

#include "rehearse/text/number_text.hpp"

namespace rehearse {
namespace {

Json count_json(const CountChange& count) {
  Json json{{"before", count.before},
            {"now", count.now},
            {"expected", nullptr},
            {"held", optional_json(count.held())}};
  if (count.expected)
    json["expected"] = {{"mean", count.expected->mean},
                        {"q05", count.expected->q05},
                        {"q95", count.expected->q95}};
  return json;
}

Json milestone_json(const MilestoneChange& one) {
  return {{"name", one.name},
          {"before",
           {{"q05", optional_json(one.before_q05)},
            {"median", optional_json(one.before)},
            {"q95", optional_json(one.before_q95)}}},
          {"now",
           {{"q05", optional_json(one.now_q05)},
            {"median", optional_json(one.now)},
            {"q95", optional_json(one.now_q95)}}},
          {"shift_days", optional_json(one.shift)},
          {"held", optional_json(one.held)}};
}

std::string or_dash(const std::optional<std::string>& text) {
  return text.value_or("-");
}

std::string changed_limits(const std::optional<std::string>& from,
                           const std::optional<std::string>& to) {
  if (!from && !to) return "-";
  return fmt::format("{} to {}", from.value_or("not reached"),
                     to.value_or("not reached"));
}

std::string held_text(const std::optional<bool>& held) {
  if (!held) return "-";
  return *held ? "yes" : "no";
}

TextTable milestone_table(const ForecastChange& changes) {
  TextTable table{
      {"Milestone", "Before", "Now", "Days", "90% limits then", "Held"}, {}};
  for (const MilestoneChange& one : changes.milestones)
    table.rows.push_back({one.name, or_dash(one.before), or_dash(one.now),
                          one.shift ? signed_text(*one.shift, 0) : "-",
                          changed_limits(one.before_q05, one.before_q95),
                          held_text(one.held)});
  return table;
}

std::string count_text(const CountChange& count) {
  const int more = count.now - count.before;
  std::string text = fmt::format("{}, from {} to {}", signed_text(more, 0),
                                 count.before, count.now);
  if (!count.expected) return text + " (not forecast so far ahead)";
  return text + fmt::format(" (expected {} in all, 90% limits {} to {}: {})",
                            fixed_text(count.expected->mean, 1),
                            fixed_text(std::floor(count.expected->q05), 0),
                            fixed_text(std::ceil(count.expected->q95), 0),
                            *count.held() ? "as forecast"
                            : count.now < count.expected->q05
                                ? "fewer than forecast"
                                : "more than forecast");
}

}  // namespace

Json changes_json(const ForecastChange& changes) {
  Json json{{"previous", changes.file},
            {"cutoff_before", changes.cutoff},
            {"days", changes.days},
            {"other_config", changes.other_config},
            {"participants", count_json(changes.participants)},
            {"events", count_json(changes.events)},
            {"milestones", Json::array()}};
  for (const MilestoneChange& one : changes.milestones)
    json["milestones"].push_back(milestone_json(one));
  return json;
}

void add_changes(const ForecastChange& changes, Document& document) {
  document.add(Document::Table{
      milestone_table(changes),
      fmt::format("Changes since the cut-off {}, {} days ago", changes.cutoff,
                  fixed_text(changes.days, 0))});
  Document::Facts facts;
  facts.width = 14;
  facts.facts = {{"Events", count_text(changes.events)},
                 {"Participants", count_text(changes.participants)}};
  if (changes.other_config)
    facts.facts.push_back(
        {"Config", "not that of the previous forecast: a shift may be its"});
  document.add(std::move(facts));
}

}  // namespace rehearse
