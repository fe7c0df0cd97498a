#pragma once

#include <string>
#include <vector>

#include "estimate_json.hpp"
#include "rehearse/report/sweep_report.hpp"

namespace rehearse {

/// What a table calls a key: its last word, with its table's where many tables
/// have such a word ("control median"), or as many as tell it from the others;
/// the user's name for it, if there is one.
[[nodiscard]] std::string name_of(const std::string& key,
                                  const SweepIdentity& sweep,
                                  const SweepTable& table);

/// With a capital, as a label.
[[nodiscard]] std::string as_label(std::string name);

/// Names of several keys.
[[nodiscard]] std::string names_of(const std::vector<std::string>& keys,
                                   const SweepIdentity& sweep,
                                   const SweepTable& table);

/// A sweep's cells by rows and columns.
struct SweepGrid {
  std::vector<std::string> rows;                  ///< their labels
  std::vector<std::vector<std::string>> columns;  ///< values of each, by key
  std::vector<std::vector<const Json*>> cells;    ///< null where there is none
};

/// In the order in which values first come, which is that in which they were
/// asked for; columns of one value of a key stand together.
[[nodiscard]] SweepGrid grid_of(const std::vector<Json>& cells,
                                const SweepTable& table);

/// The values of the keys above the last one, each above its columns, below a
/// line of the keys' names.
[[nodiscard]] std::vector<std::vector<Document::Spanner>> spanners_of(
    const SweepGrid& grid, const std::string& names);

}  // namespace rehearse
