#pragma once

#include <nlohmann/json.hpp>
#include <optional>

#include "rehearse/montecarlo/estimates.hpp"
#include "rehearse/report/power_report.hpp"

namespace rehearse {

using Json = nlohmann::ordered_json;  // prints what isn't finite as null

template <class Value>
Json optional_json(const std::optional<Value>& value) {
  return value ? Json(*value) : Json(nullptr);
}

// Also of a difference of two.
inline Json proportion_json(const Proportion& p) {
  return {{"estimate", p.estimate},
          {"mcse", p.mcse},
          {"ci95", {p.ci95[0], p.ci95[1]}}};
}

// The same as members of an object that has others: NAME, NAME_mcse, NAME_ci95.
inline void add_proportion(Json& json, const std::string& name,
                           const Proportion& p) {
  json[name] = p.estimate;
  json[name + "_mcse"] = p.mcse;
  json[name + "_ci95"] = {p.ci95[0], p.ci95[1]};
}

// Null if no replicate had it. `unit`: how much one printed unit is of what is
// kept.
inline Json distribution_json(const Distribution& d, double unit = 1.0) {
  if (d.count == 0) return nullptr;
  return {{"mean", d.mean / unit}, {"sd", d.sd / unit},
          {"q05", d.q05 / unit},   {"median", d.median / unit},
          {"q95", d.q95 / unit},   {"mcse", d.mcse / unit}};
}

inline Json by_arm_json(
    const std::array<Distribution, arm_count>& distributions,
    const Scenario& scenario, double unit = 1.0) {
  Json json = Json::object();
  for (const std::size_t arm : printed_arms(scenario))
    json[scenario.arms[arm].id] = distribution_json(distributions[arm], unit);
  return json;
}

// Null where no replicate had it.
inline Json mean_json(const MeanEstimate& m) {
  if (m.count == 0) return nullptr;
  return {{"mean", m.mean}, {"sd", m.sd}, {"mcse", m.mcse}};
}

}  // namespace rehearse
