#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "rehearse/core/words.hpp"
#include "rehearse/data/data_set.hpp"
#include "rehearse/data/trial_listing.hpp"

namespace rehearse {

/// How data sets are written.
enum class DataSetFormat : std::uint8_t { csv, xpt, json };
[[nodiscard]] constexpr auto words_of(DataSetFormat) {
  using enum DataSetFormat;
  return std::to_array<Word<DataSetFormat>>(
      {{"csv", csv}, {"xpt", xpt}, {"json", json}});
}

/// ADSL and ADTTE of a listing (CDISC ADaM Implementation Guide 1.3, and Basic
/// Data Structure for Time-to-Event Analyses 1.0).
[[nodiscard]] std::vector<DataSet> adam_sets(const ListedTrial& report);

/// A file's name and bytes.
struct DataSetFile {
  std::string name;
  std::string bytes;
};

/// ADSL and ADTTE as files, with the define.xml that describes them. They are
/// created, as they say, on the day of the data cut: the same trial has the
/// same bytes. \throws DataError as `xpt_of`.
[[nodiscard]] std::vector<DataSetFile> adam_files(const ListedTrial& report,
                                                  DataSetFormat format);

/// What a reader of the files ought to know: of `xpt_doubts`, and that dates
/// are missing where the config has no start_date.
[[nodiscard]] std::vector<Diagnostic> adam_doubts(const ListedTrial& report,
                                                  DataSetFormat format);

}  // namespace rehearse
