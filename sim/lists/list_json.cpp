#include <fmt/format.h>

#include <iterator>
#include <nlohmann/json.hpp>
#include <vector>

#include "rehearse/lists/list_report.hpp"
#include "rehearse/version.hpp"

namespace rehearse {
namespace {

using Json = nlohmann::ordered_json;

// What is no UTF-8 (a participant's id may be none) is replaced.
std::string quoted(const std::string& text) {
  return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

// The members of a row that its stratum gives, and where it ends.
std::vector<std::string> stratum_members(const RandomizationList& list) {
  std::vector<std::string> members;
  for (const ListStratum& stratum : list.strata) {
    std::string& text = members.emplace_back();
    const std::string& site = stratum.site_id;
    text = ",\"site_id\":";
    text += site.empty() ? "null" : quoted(site);
    text += ",\"stratum_id\":" + quoted(stratum.code);
    for (std::size_t f = 0; f < list.factors.size(); ++f)
      text += ',' + quoted(list.factors[f]) + ':' + quoted(stratum.levels[f]);
  }
  return members;
}

void append_block_members(std::string& text, const std::string& code,
                          const Assignment& place) {
  if (place.block_size == 0)
    text += ",\"block_id\":null,\"block_size\":null,\"seq_in_block\":null";
  else
    fmt::format_to(
        std::back_inserter(text),
        ",\"block_id\":\"B{}-{}\",\"block_size\":{},\"seq_in_block\":{}", code,
        place.block + 1, place.block_size, place.seq_in_block + 1);
}

// A list may have millions of rows: each is written by itself, on a line.
std::string rows_json(const RandomizationList& list, ListView view) {
  const std::string list_id =
      "{\"list_id\":" + quoted(list.list_id) + ",\"randomization_number\":";
  const std::vector<std::string> strata = stratum_members(list);
  std::vector<std::string> arms;
  for (const std::string& arm : list.arms)
    arms.push_back(",\"arm\":" + quoted(arm));
  std::string text;
  for (std::size_t i = 0; i < list.rows.size(); ++i) {
    const ListRow& row = list.rows[i];
    text += i == 0 ? "\n    " : ",\n    ";
    text += list_id + quoted(row.number) + strata[row.stratum];
    if (view == ListView::unblinded)
      append_block_members(text, list.strata[row.stratum].code, row.assignment);
    fmt::format_to(std::back_inserter(text), ",\"seq_in_stratum\":{}",
                   row.seq_in_stratum);
    if (view == ListView::unblinded) text += arms[row.assignment.arm];
    if (!list.participants.empty())
      text += ",\"participant_id\":" + quoted(list.participants[i]);
    text += '}';
  }
  return text;
}

}  // namespace

std::string list_json(const TrialConfig& config, const RandomizationList& list,
                      ListView view) {
  Json head = {{"command", "randomize"},
               {"version", REHEARSE_VERSION},
               {"trial", config.scenario.id}};
  if (view == ListView::unblinded) head["config_sha256"] = config.sha256;
  head["list_id"] = list.list_id;
  head["arms"] = list.arms;
  std::string text = head.dump(2);
  text.resize(text.size() - 2);  // the line end and closing brace
  return text + ",\n  \"rows\": [" + rows_json(list, view) + "\n  ]\n}\n";
}

}  // namespace rehearse
