#include "rehearse/text/report.hpp"

#include <algorithm>

#include "rehearse/text/value_table.hpp"
#include "rehearse/text/xlsx_file.hpp"
#include "set_document.hpp"

namespace rehearse {
namespace {

using Json = nlohmann::ordered_json;

struct Columns {
  std::vector<std::string> names;
  std::vector<Json> values;

  // Keys are joined by '_'; an estimate has the name of what it estimates.
  void add(const std::string& name, const Json& value) {
    if (value.is_array() && value.size() == 2) {  // the limits of an interval
      add(name + "_lower", value[0]);
      add(name + "_upper", value[1]);
    } else if (value.is_object()) {
      for (const auto& [key, member] : value.items())
        add(name.empty()        ? key
            : key == "estimate" ? name
                                : name + '_' + key,
            member);
    } else {
      names.push_back(name);
      values.push_back(value);
    }
  }
};

ValueTable flattened(const std::vector<Json>& rows,
                     const std::vector<std::string>& columns) {
  ValueTable table{columns, {}};
  for (const Json& row : rows) {
    Columns flat;
    flat.add("", row);
    table.header = std::move(flat.names);
    table.rows.push_back(std::move(flat.values));
  }
  return table;
}

}  // namespace

std::string csv_of(const std::vector<Json>& rows,
                   const std::vector<std::string>& columns) {
  const ValueTable table = flattened(rows, columns);
  return table.header.empty() ? "" : csv_of(table);
}

void collapse_nulls(Json& json) {
  if (!json.is_structured() || json.empty()) return;
  if (std::ranges::all_of(json, [](const Json& one) { return one.is_null(); }))
    json = nullptr;
  else
    for (Json& member : json) collapse_nulls(member);
}

std::string print(const Report& report, Format format, const Screen& screen) {
  switch (format) {
    case Format::table:
      return terminal_text(report.document, screen);
    case Format::json:
      return report.json.dump(2, ' ', false, Json::error_handler_t::replace) +
             '\n';
    case Format::csv:
      return csv_of(report.rows, report.columns);
    case Format::md:
      return markdown_text(report.document);
    case Format::html:
      return html_text(report.document);
    case Format::latex:
      return latex_text(report.document);
    case Format::docx:
      return docx_bytes(report.document);
    case Format::rtf:
      return rtf_text(report.document);
    case Format::xlsx:
      return xlsx_bytes(flattened(report.rows, report.columns));
  }
  return "";
}

}  // namespace rehearse
