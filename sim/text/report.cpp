#include "rehearse/text/report.hpp"

#include <algorithm>

#include "rehearse/text/number_text.hpp"
#include "set_document.hpp"

namespace rehearse {
namespace {

using Json = nlohmann::ordered_json;

std::string field_of(const Json& value) {
  if (value.is_null()) return "";
  if (value.is_string()) return value.get<std::string>();
  return value.is_number_float() ? exact_text(value.get<double>())
                                 : value.dump();
}

struct Columns {
  std::vector<std::string> names;
  std::vector<std::string> fields;

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
      fields.push_back(field_of(value));
    }
  }
};

}  // namespace

std::string csv_of(const std::vector<Json>& rows,
                   const std::vector<std::string>& columns) {
  TextTable table{columns, {}};
  for (const Json& row : rows) {
    Columns flat;
    flat.add("", row);
    table.header = std::move(flat.names);
    table.rows.push_back(std::move(flat.fields));
  }
  return table.header.empty() ? "" : csv_text(table);
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
  }
  return "";
}

}  // namespace rehearse
