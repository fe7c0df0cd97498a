// A config read, or changed: what is in it and what is wrong with it.
#include <map>

#include "rehearse/config/edit_toml.hpp"
#include "rehearse/data/view_names.hpp"
#include "rehearse/montecarlo/estimate_power.hpp"
#include "rehearse/report/scenario_summary.hpp"
#include "request.hpp"

namespace rehearse::explorer {
namespace {

LoadedConfig checked(const std::string& text, const Json& request) {
  return check_config(text, file_of(request), dialect_of(request), "",
                      overrides_of(request));
}

Json value_json(const PlacedValue& value, bool given) {
  return {{"key", value.key},
          {"value", value.value},
          {"text", value.text},
          {"given", given},
          {"line", given ? value.line : 0},
          {"column", given ? value.column : 0},
          {"end_line", given ? value.end_line : 0},
          {"end_column", given ? value.end_column : 0}};
}

std::vector<PlacedValue> written_values(const Json& request) {
  if (dialect_of(request) != Dialect::toml) return {};
  return values_of_toml(text_in(request, "config"), file_of(request));
}

// All values of the resolved config, as they are written where they are.
Json values_json(const LoadedConfig& config, const Json& request) {
  const std::vector<PlacedValue> given = written_values(request);
  std::map<std::string, const PlacedValue*> by_key;
  for (const PlacedValue& value : given) by_key[value.key] = &value;
  Json all = Json::array();
  for (const PlacedValue& value :
       values_of_toml(config.resolved_toml, "resolved")) {
    const auto written = by_key.find(value.key);
    if (written == by_key.end()) {
      all.push_back(value_json(value, false));
    } else {
      all.push_back(value_json(*written->second, true));
      by_key.erase(written);
    }
  }
  // What stands in the text alone: tables that others were laid over.
  for (const PlacedValue& value : given)
    if (by_key.contains(value.key)) all.push_back(value_json(value, true));
  return all;
}

template <class Items>
Json names_of(const Items& items) {
  Json names = Json::array();
  for (const auto& item : items) names.push_back(item.name);
  return names;
}

Json readers_json(const Scenario& scenario) {
  Json readers = Json::array();
  if (!scenario.review) return readers;
  const Reviewer primary = scenario.analysis.endpoint.reviewer;
  readers.push_back(reader_key(primary));
  if (scenario.review->readers == Readers::two)
    readers.push_back(reader_key(other_reviewer(primary)));
  return readers;
}

// Names of the tables of [scenarios], in the order of the text.
Json scenarios_json(const Json& request) {
  if (dialect_of(request) != Dialect::toml) return Json::array();
  return tables_of_toml(text_in(request, "config"), file_of(request),
                        "scenarios");
}

}  // namespace

Answer check(const Json& request, Parts) {
  const LoadedConfig config = checked(text_in(request, "config"), request);
  const Scenario& scenario = config.scenario;
  Json arms = Json::array();
  for (const auto& arm : scenario.arms) arms.push_back(arm.id);
  return {{{"warnings", faults_json(config.warnings)},
           {"name", scenario.id},
           {"config_sha256", config.sha256},
           {"seed", config.seed_text},
           {"replicates", scenario.replicates},
           {"resolved", config.resolved_toml},
           {"words", table_text(scenario_summary(config))},
           {"arms", arms},
           {"looks", names_of(scenario.analysis.looks)},
           {"hypotheses", names_of(scenario.hypotheses)},
           {"reviewed", scenario.review.has_value()},
           {"readers", readers_json(scenario)},
           {"scenarios", scenarios_json(request)},
           {"values", values_json(config, request)}}};
}

Answer values(const Json& request, Parts) {
  Json all = Json::array();
  for (const PlacedValue& value : written_values(request))
    all.push_back(value_json(value, true));
  return {{{"values", all}}};
}

Answer set(const Json& request, Parts) {
  if (dialect_of(request) == Dialect::json)
    throw BadRequest{
        "keys of a JSON config can't be set here (it is edited as "
        "TOML alone): edit the text"};
  std::string text = text_in(request, "config");
  for (const std::string& edit : texts_in(request, "edit"))
    text = edited_toml(text, file_of(request), edit);
  Json answer{
      {"config", text}, {"errors", Json::array()}, {"warnings", Json::array()}};
  try {
    answer["warnings"] = faults_json(checked(text, request).warnings);
  } catch (const ConfigError& error) {
    answer["errors"] = faults_json(error.diagnostics());
  }
  return {answer};
}

}  // namespace rehearse::explorer
