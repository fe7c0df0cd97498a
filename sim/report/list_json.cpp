#include <nlohmann/json.hpp>

#include "rehearse/report/list_report.hpp"

namespace rehearse {
namespace {

using Json = nlohmann::ordered_json;

Json text_or_null(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

// The members of a row that its stratum gives.
Json stratum_json(const RandomizationList& list, const ListStratum& stratum) {
  Json json = {{"site_id", text_or_null(stratum.site_id)},
               {"stratum_id", stratum.code}};
  for (std::size_t f = 0; f < list.factors.size(); ++f)
    json[list.factors[f]] = stratum.levels[f];
  return json;
}

void add_block(Json& json, const std::string& code, const Assignment& place) {
  const bool has_block = place.block_size > 0;
  const auto number = [&](std::uint32_t value) {
    return has_block ? Json(value) : Json(nullptr);
  };
  json["block_id"] =
      has_block ? Json('B' + code + '-' + std::to_string(place.block + 1))
                : Json(nullptr);
  json["block_size"] = number(place.block_size);
  json["seq_in_block"] = number(place.seq_in_block + 1);
}

Json row_json(const RandomizationList& list, std::size_t index, ListView view) {
  const ListRow& row = list.rows[index];
  const ListStratum& stratum = list.strata[row.stratum];
  Json json = {{"list_id", list.list_id}, {"randomization_number", row.number}};
  json.update(stratum_json(list, stratum));
  if (view == ListView::unblinded)
    add_block(json, stratum.code, row.assignment);
  json["seq_in_stratum"] = row.seq_in_stratum;
  if (view == ListView::unblinded) json["arm"] = list.arms[row.assignment.arm];
  if (!list.participants.empty())
    json["participant_id"] = list.participants[index];
  return json;
}

}  // namespace

std::string list_json(const LoadedConfig& config, const RandomizationList& list,
                      ListView view) {
  Json head = {{"command", "randomize"},
               {"version", REHEARSE_VERSION},
               {"trial", config.scenario.id}};
  if (view == ListView::unblinded) head["config_sha256"] = config.sha256;
  head["list_id"] = list.list_id;
  head["arms"] = list.arms;
  // A row is one line, made and written by itself: a list may have millions.
  std::string text = head.dump(2);
  text.resize(text.size() - 2);  // the closing brace
  text += ",\n  \"rows\": [";
  for (std::size_t i = 0; i < list.rows.size(); ++i)
    text += (i == 0 ? "\n    " : ",\n    ") + row_json(list, i, view).dump();
  return text + "\n  ]\n}\n";
}

}  // namespace rehearse
