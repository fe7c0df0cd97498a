#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "rehearse/text/document.hpp"
#include "rehearse/text/screen.hpp"

namespace rehearse {

/// What a command says, before it has a format.
struct Report {
  nlohmann::ordered_json json;  ///< all of it, for programs
  /// For spreadsheets, an object each: flattened, its members are columns.
  /// Every row has the members of the first; of what is unknown each is null.
  std::vector<nlohmann::ordered_json> rows;
  Document document;                      ///< for humans
  std::vector<std::string> columns = {};  ///< of CSV, where there is no row
};

enum class Format { table, json, csv, md, html, latex, docx, rtf, xlsx };

/// The report in one of its formats: text with a line end, or of docx and xlsx,
/// which is the rows of CSV, the bytes of a file.
/// Numbers of JSON and CSV are the shortest that read back exactly; what is
/// infinite or unknown is null, in CSV an empty field. What is no UTF-8 (a
/// level of a data file may be none) is replaced in JSON.
[[nodiscard]] std::string print(const Report& report, Format format,
                                const Screen& screen = {});

/// Rows as CSV: header first, lines ended by LF. `columns`: where there is no
/// row.
[[nodiscard]] std::string csv_of(
    const std::vector<nlohmann::ordered_json>& rows,
    const std::vector<std::string>& columns = {});

/// Objects and arrays of which every member is null, as null: a statistic that
/// nobody had. What is no number, as 0/0, isn't null.
void collapse_nulls(nlohmann::ordered_json& json);

}  // namespace rehearse
