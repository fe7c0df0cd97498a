#pragma once

#include <string>

#include "rehearse/text/csv_table.hpp"

namespace rehearse {

/// A data file's bytes as a table of texts, whatever its format: a SAS
/// transport file (XPT, version 5 or 8), a SAS data set (sas7bdat), CDISC's
/// Dataset-JSON 1.1 (as JSON, or as NDJSON), or else CSV. The bytes tell which,
/// and the name must not say otherwise.
///
/// Of what isn't CSV a missing value is empty, a date is written 2026-03-14 and
/// a time of a day 2026-03-14T08:00:00, a number so that it reads back exactly;
/// blanks at a text's end are gone. `encoding`: as `decode_csv`; of a SAS file
/// where it doesn't name its own; JSON is UTF-8.
///
/// \throws IoError bad_data as `parse_csv_file`; at "name", "name:row 4",
/// "name:row 4:COLUMN" or "name:line:column" of what isn't CSV.
[[nodiscard]] CsvTable parse_data_file(std::string bytes,
                                       const std::string& encoding,
                                       const std::string& name);

}  // namespace rehearse
