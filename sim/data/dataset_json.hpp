#pragma once

#include <string>
#include <string_view>

#include "rehearse/text/csv_table.hpp"

namespace rehearse {

/// Whether a text begins as a JSON object: no CSV that we read does.
[[nodiscard]] bool is_json_object(std::string_view text);

/// CDISC Dataset-JSON 1.1, as JSON or as NDJSON; see `parse_data_file`.
/// \throws IoError bad_data, at "name", "name:line:column" of its syntax,
/// "name:row 4:COLUMN", or "name:line" of NDJSON.
[[nodiscard]] CsvTable parse_dataset_json(const std::string& text,
                                          const std::string& encoding,
                                          const std::string& name);

}  // namespace rehearse
