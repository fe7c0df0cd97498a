#include <fmt/format.h>

#include <iterator>
#include <string_view>
#include <vector>

#include "rehearse/lists/list_report.hpp"
#include "rehearse/text/spreadsheet_text.hpp"
#include "rehearse/text/text_table.hpp"

namespace rehearse {
namespace {

void append(std::string& text, std::uint32_t number) {
  const fmt::format_int digits{number};
  text.append(digits.data(), digits.size());
}

// ",site_id,stratum_id,level,…," of each stratum.
std::vector<std::string> stratum_fields(const RandomizationList& list) {
  std::vector<std::string> fields;
  for (const ListStratum& stratum : list.strata) {
    std::string& field = fields.emplace_back();
    field = ',' + csv_field(stratum.site_id) + ',' + csv_field(stratum.code);
    for (const std::string& level : stratum.levels)
      field += ',' + csv_field(level);
    field += ',';
  }
  return fields;
}

void append_block(std::string& text, const std::string& code,
                  const Assignment& assignment) {
  if (assignment.block_size == 0) {
    text += ",,,";
    return;
  }
  text += 'B';  // "1-1" would be a date to a spreadsheet
  text += code;
  text += '-';
  append(text, assignment.block + 1);
  text += ',';
  append(text, assignment.block_size);
  text += ',';
  append(text, assignment.seq_in_block + 1);
  text += ',';
}

std::string header(const RandomizationList& list, ListView view) {
  std::string text = "list_id,randomization_number,site_id,stratum_id";
  for (const std::string& factor : list.factors)
    text += ',' + csv_field(factor);
  text += view == ListView::site
              ? ",seq_in_stratum"
              : ",block_id,block_size,seq_in_block,seq_in_stratum,arm";
  if (!list.participants.empty()) text += ",participant_id";
  return text + '\n';
}

}  // namespace

std::string list_csv(const RandomizationList& list, ListView view) {
  const std::string list_id = csv_field(list.list_id) + ',';
  const std::vector<std::string> strata = stratum_fields(list);
  std::vector<std::string> arms;
  for (const std::string& arm : list.arms) arms.push_back(',' + csv_field(arm));
  std::string text = header(list, view);
  text.reserve(text.size() + list.rows.size() * 64);
  // Only a pattern with a comma or a quote, or what a spreadsheet would run,
  // makes numbers to be quoted; all begin alike.
  const bool formulas =
      !list.rows.empty() && is_formula(list.rows.front().number);
  for (std::size_t i = 0; i < list.rows.size(); ++i) {
    const ListRow& row = list.rows[i];
    text += list_id;
    if (!formulas && row.number.find_first_of(",\"\r\n") == std::string::npos)
      text += row.number;
    else
      text += csv_field(row.number);
    text += strata[row.stratum];
    if (view == ListView::unblinded)
      append_block(text, list.strata[row.stratum].code, row.assignment);
    append(text, row.seq_in_stratum);
    if (view == ListView::unblinded) text += arms[row.assignment.arm];
    if (!list.participants.empty())
      text += ',' + csv_field(list.participants[i]);
    text += '\n';
  }
  return text;
}

}  // namespace rehearse
