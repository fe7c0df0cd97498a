#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rehearse/lists/randomization_list.hpp"
#include "rehearse/text/csv_table.hpp"
#include "rehearse/text/value_table.hpp"
#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// A column of a list that has another name than ours.
struct RenamedColumn {
  std::string ours;  ///< of `list_columns`, or a factor's
  std::string theirs;
};

/// What a list writes in a column for something that the config calls
/// otherwise, e.g. 1 for an arm.
struct CodedValue {
  std::string column;  ///< ours, as `RenamedColumn::ours`
  std::string theirs;
  std::string ours;
};

/// How another system writes a value of a list.
enum class LayoutValue : std::uint8_t {
  ours,     ///< as we do, unless the user's codes say otherwise
  coded,    ///< by a code of its own, which the user has to give
  ordinal,  ///< the place at which it first comes in the list, from 1
};

/// A column of another system's list.
struct LayoutColumn {
  std::string_view theirs;  ///< of factors empty: their own names
  std::string_view ours;  ///< of `list_columns`; `layout_factors`: all of them
  LayoutValue value;
};
inline constexpr std::string_view layout_factors = "factors";

/// The columns by which another system takes a list.
struct SystemLayout {
  std::string_view name;    ///< on command lines and in files' names
  std::string_view system;  ///< in messages
  std::span<const LayoutColumn> columns;
};

[[nodiscard]] std::span<const SystemLayout> system_layouts();

/// A layout and what the user says of it.
struct ListWriting {
  const SystemLayout* layout = nullptr;  ///< none: our own
  std::vector<RenamedColumn> columns;    ///< that have other names in it
  std::vector<CodedValue> values;
};

/// Why lists of the scenario can't be written so, and what to do; empty if they
/// can: codes that are missing, unclear or of nothing in the config, and names
/// of columns that aren't there.
[[nodiscard]] std::string layout_fault(const ListWriting& writing,
                                       const Scenario& scenario);

/// What our columns are called in the layout: those that lists of the scenario
/// have in it. Ours have their own names.
[[nodiscard]] std::vector<RenamedColumn> layout_columns(
    const ListWriting& writing, const Scenario& scenario);

/// A list of ours (`list_csv`) in the layout, where there is no `layout_fault`.
/// Places and sizes of blocks are numbers, all else is text. Columns that lists
/// of the scenario have no value for, as sites that are no stratum, aren't
/// there.
[[nodiscard]] ValueTable laid_out(const CsvTable& list,
                                  const ListWriting& writing,
                                  const Scenario& scenario);

/// The list with its blocks numbered where the layout has them so: as
/// `laid_out` writes them.
[[nodiscard]] CsvTable with_layout_blocks(CsvTable list,
                                          const ListWriting& writing);

}  // namespace rehearse
