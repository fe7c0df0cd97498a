#pragma once

#include <string>
#include <string_view>

#include "rehearse/text/csv_table.hpp"

namespace rehearse {

/// SAS's transport file, of version 5 or 8.
[[nodiscard]] bool is_sas_transport(std::string_view bytes);
/// SAS's data set, sas7bdat.
[[nodiscard]] bool is_sas_data_set(std::string_view bytes);

/// Either of them as a table; see `parse_data_file`.
/// \throws IoError bad_data, at "name", "name:row 4" or "name:row 4:COLUMN".
[[nodiscard]] CsvTable parse_sas(std::string_view bytes,
                                 const std::string& encoding,
                                 const std::string& name);

}  // namespace rehearse
