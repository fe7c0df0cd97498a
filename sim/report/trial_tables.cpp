#include "rehearse/report/trial_tables.hpp"

#include <algorithm>
#include <utility>

#include "rehearse/store/seed_json.hpp"
#include "rehearse/version.hpp"
#include "trial_looks.hpp"

namespace rehearse {
namespace {

using Json = nlohmann::ordered_json;

void put_number_first(ValueTable& table, std::uint64_t replicate) {
  const std::string name = "replicate";
  std::ranges::replace(table.header, name, "factor_" + name);
  table.header.insert(table.header.begin(), name);
  for (auto& row : table.rows) row.insert(row.begin(), replicate);
}

void append_lines(const Json& objects, std::string& text) {
  for (const Json& object : objects)
    text += (text.empty() ? "\n    " : ",\n    ") + object.dump();
}

Json numbered(const Json& looks, std::uint64_t replicate) {
  Json all = Json::array();
  for (const Json& look : looks) {
    Json object = {{"replicate", replicate}};
    object.update(look);
    all.push_back(std::move(object));
  }
  return all;
}

std::string member(const std::string& name, const std::string& lines) {
  return ",\n  " + Json(name).dump() + ": [" + lines +
         (lines.empty() ? "]" : "\n  ]");
}

}  // namespace

TrialTables::TrialTables(std::vector<TrialTable> kinds) {
  for (const TrialTable kind : kinds) tables_[kind];
}

void TrialTables::add(const ListedTrial& report) {
  if (is_empty_) first_ = report.replicate;
  last_ = report.replicate;
  for (auto& [kind, texts] : tables_) {
    ValueTable table = trial_rows(report, kind);
    put_number_first(table, report.replicate);
    std::string csv = csv_of(table);
    texts.csv += is_empty_ ? csv : csv.substr(csv.find('\n') + 1);
    append_lines(json_of(table), texts.json);
  }
  append_lines(numbered(trial_looks(report), report.replicate), looks_);
  is_empty_ = false;
}

const std::string& TrialTables::csv(TrialTable kind) const {
  return tables_.at(kind).csv;
}

std::string TrialTables::json(const ListedTrial& any, TrialTable kind) const {
  const Scenario& scenario = any.config.scenario;
  Json facts = {{"command", "simulate"},
                {"version", REHEARSE_VERSION},
                {"trial", scenario.id},
                {"config_sha256", any.config.sha256},
                {"endpoint", scenario.endpoint.name},
                {"seed", seed_json(any.config.seed_text)},
                {"first_replicate", first_},
                {"last_replicate", last_}};
  facts.update(shown_look(any));
  std::string text = facts.dump(2);
  text.erase(text.size() - 2);  // the end of the object
  return text + member("looks", looks_) +
         member(table_name(kind), tables_.at(kind).json) + "\n}\n";
}

}  // namespace rehearse
