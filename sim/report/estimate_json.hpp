#pragma once

#include <nlohmann/json.hpp>
#include <optional>

#include "heading.hpp"
#include "rehearse/montecarlo/estimates.hpp"
#include "rehearse/trial/trial_config.hpp"
#include "rehearse/version.hpp"

namespace rehearse {

// Prints what isn't finite as null. What nobody had keeps its shape until
// `collapse_nulls`, for CSV has its columns then too: members that are null.
using Json = nlohmann::ordered_json;

template <class Value>
Json optional_json(const std::optional<Value>& value) {
  return value ? Json(*value) : Json(nullptr);
}

// How the JSON of a command begins.
inline Json head_json(const char* command, const TrialConfig& config) {
  return {{"command", command},
          {"version", REHEARSE_VERSION},
          {"trial", config.scenario.id},
          {"config_sha256", config.sha256}};
}

// Also of a difference of two.
inline Json proportion_json(const std::optional<Proportion>& p) {
  if (!p)
    return {{"estimate", nullptr},
            {"mcse", nullptr},
            {"ci95", Json::array({nullptr, nullptr})}};
  return {{"estimate", p->estimate},
          {"mcse", p->mcse},
          {"ci95", {p->ci95[0], p->ci95[1]}}};
}

// What is known by its standard error alone.
inline Json estimate_json(double value, double mcse) {
  return {{"estimate", value}, {"mcse", mcse}};
}

// `unit`: how much one printed unit is of what is kept.
inline Json distribution_json(const Distribution& d, double unit = 1.0) {
  const auto in_unit = [&](double value) {
    return d.count == 0 ? Json(nullptr) : Json(value / unit);
  };
  return {{"mean", in_unit(d.mean)}, {"sd", in_unit(d.sd)},
          {"q05", in_unit(d.q05)},   {"median", in_unit(d.median)},
          {"q95", in_unit(d.q95)},   {"mcse", in_unit(d.mcse)}};
}

inline Json mean_json(const MeanEstimate& m) {
  if (m.count == 0)
    return {{"mean", nullptr}, {"sd", nullptr}, {"mcse", nullptr}};
  return {{"mean", m.mean}, {"sd", m.sd}, {"mcse", m.mcse}};
}

// An object with a member for each arm, in the config's order.
template <class OfArm>
Json by_arm_json(const Scenario& scenario, const OfArm& of_arm) {
  Json json = Json::object();
  for (const std::size_t arm : printed_arms(scenario))
    json[scenario.arms[arm].id] = of_arm(arm);
  return json;
}

}  // namespace rehearse
