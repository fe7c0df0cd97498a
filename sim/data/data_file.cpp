#include "rehearse/data/data_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <utility>

#include "data_rows.hpp"
#include "dataset_json.hpp"
#include "rehearse/core/errors.hpp"
#include "sas_file.hpp"

namespace rehearse {
namespace {

enum class DataFormat { csv, sas_transport, sas_data_set, json };

struct Ending {
  std::string_view text;  // lower case
  DataFormat format;
  std::string_view what;
};

constexpr std::array<Ending, 5> endings{{
    {".xpt", DataFormat::sas_transport, "a SAS transport file (XPT)"},
    {".xport", DataFormat::sas_transport, "a SAS transport file (XPT)"},
    {".sas7bdat", DataFormat::sas_data_set, "a SAS data set (sas7bdat)"},
    {".json", DataFormat::json, "Dataset-JSON"},
    {".ndjson", DataFormat::json, "Dataset-JSON"},
}};

DataFormat format_of(std::string_view bytes) {
  if (is_sas_transport(bytes)) return DataFormat::sas_transport;
  if (is_sas_data_set(bytes)) return DataFormat::sas_data_set;
  return is_json_object(bytes) ? DataFormat::json : DataFormat::csv;
}

[[noreturn]] void refuse(const std::string& name, const std::string& what) {
  throw IoError(IoFault::bad_data, name + ": " + what);
}

// What begins otherwise than its name ends.
void check_ending(std::string_view bytes, DataFormat format,
                  const std::string& name) {
  if (bytes.starts_with("**COMPRESSED**"))
    refuse(name,
           "this was made by PROC CPORT (which SAS alone reads): make it "
           "with the XPORT engine, or as CSV");
  const std::string ending = std::filesystem::path{name}.extension().string();
  const auto* said = std::ranges::find_if(endings, [&](const Ending& known) {
    return is_word(ending, known.text);
  });
  if (said != endings.end() && said->format != format)
    refuse(name,
           fmt::format("its name ends in {}, but it isn't {} (it begins "
                       "otherwise): give it its right ending, or export it "
                       "anew",
                       ending, said->what));
}

}  // namespace

CsvTable parse_data_file(std::string bytes, const std::string& encoding,
                         const std::string& name) {
  const DataFormat format = format_of(bytes);
  check_ending(bytes, format, name);
  switch (format) {
    case DataFormat::sas_transport:
    case DataFormat::sas_data_set:
      return parse_sas(bytes, encoding, name);
    case DataFormat::json:
      return parse_dataset_json(bytes, encoding, name);
    case DataFormat::csv:
      break;
  }
  return parse_csv_file(std::move(bytes), encoding, name);
}

}  // namespace rehearse
