#include <fmt/format.h>

#include <cmath>

#include "analyzed.hpp"

namespace rehearse {
namespace {

Json median_json(const MedianTime& time) {
  return {{"median", time.median}, {"ci95", {time.ci95[0], time.ci95[1]}}};
}

}  // namespace

std::string time_text(double time) {
  return std::isfinite(time) ? fmt::format("{:.6g}", time) : "not reached";
}

std::string time_limits_text(const std::array<double, 2>& limits) {
  if (std::isinf(limits[0]) && std::isinf(limits[1])) return "not reached";
  return time_text(limits[0]) + " to " + time_text(limits[1]);
}

Json kaplan_meier_json(std::span<const NamedArm> arms) {
  Json json = Json::object();
  for (const auto& [name, arm] : arms)
    json[std::string{name}] = {
        {"n", arm->participants},
        {"events", arm->events},
        {"median", arm->median},
        {"ci95", {arm->median_ci95[0], arm->median_ci95[1]}}};
  return json;
}

// Follow-up is that of the reverse Kaplan-Meier estimator (Schemper & Smith
// 1996): events are the censorings there, so that early deaths don't shorten
// it.
Json follow_up_json(const MedianTime& all, std::span<const NamedArm> arms) {
  Json json = median_json(all);
  for (const auto& [name, arm] : arms)
    json["by_arm"][std::string{name}] = median_json(arm->follow_up);
  return json;
}

Json survival_at_json(std::span<const NamedArm> arms) {
  Json json = Json::object();
  for (const auto& [name, arm] : arms)
    for (const SurvivalAt& at : arm->at)
      json[std::string{name}].push_back({{"time", at.time},
                                         {"at_risk", at.at_risk},
                                         {"events", at.events},
                                         {"survival", at.survival},
                                         {"ci95", {at.ci95[0], at.ci95[1]}}});
  return json;
}

std::string follow_up_line(const MedianTime& all,
                           std::span<const NamedArm> arms) {
  std::string text =
      fmt::format("median {} (95% limits {}) by reverse Kaplan-Meier",
                  time_text(all.median), time_limits_text(all.ci95));
  std::string_view separator = "; ";
  for (const auto& [name, arm] : arms) {
    text += fmt::format("{}{} {}", separator, name,
                        time_text(arm->follow_up.median));
    separator = ", ";
  }
  return text;
}

TextTable survival_at_cells(std::span<const NamedArm> arms,
                            ConfidenceType type) {
  TextTable table{{"arm at time", "at risk", "events so far", "survival",
                   fmt::format("95% limits ({})", word_of(type))},
                  {}};
  for (std::size_t i = 0; i < arms.front().survival->at.size(); ++i)
    for (const auto& [name, arm] : arms) {
      const SurvivalAt& at = arm->at[i];
      table.rows.push_back({fmt::format("{} at {}", name, exact_text(at.time)),
                            fmt::format("{}", at.at_risk),
                            fmt::format("{}", at.events),
                            fixed_text(at.survival, 4), limits_text(at.ci95)});
    }
  return table;
}

std::vector<std::string> early_end_texts(std::span<const NamedArm> arms) {
  std::vector<std::string> texts;
  for (const auto& [name, arm] : arms)
    if (arm->early_end)
      texts.push_back(fmt::format(
          "the curve of {} falls to 0 at {:.6g} (all of the few under "
          "observation then had the event, others entered later): don't use "
          "its median and survival, or leave out who entered before there were "
          "enough",
          name, *arm->early_end));
  return texts;
}

}  // namespace rehearse
