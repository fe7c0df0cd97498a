#pragma once

#include <array>
#include <span>
#include <string_view>

#include "list_findings.hpp"

namespace rehearse {

// The parts of `check_list`: what a list says, taken apart once, and a function
// for each group of checks.

/// Columns of every list, in the order of `list_columns`.
enum class ListColumn : std::uint8_t {
  list_id,
  number,
  site,
  stratum,
  block,
  block_size,
  seq_in_block,
  seq_in_stratum,
  arm
};
inline constexpr std::size_t list_column_count = std::size(list_columns);

/// Where a list's columns are; nothing for one that isn't there or is empty.
struct ListLayout {
  std::array<std::optional<std::size_t>, list_column_count> own;
  std::vector<std::optional<std::size_t>> factors;  ///< of `list_factors`

  [[nodiscard]] std::optional<std::size_t> operator[](ListColumn c) const {
    return own[static_cast<std::size_t>(c)];
  }
  [[nodiscard]] bool has(ListColumn c) const { return (*this)[c].has_value(); }
};

/// The participants of a stratum, in the order of the file.
struct StratumRows {
  std::string name;  ///< as messages call it: "stratum sex=f;site=3"
  /// Which of the scenario's strata it is; nothing if it can't be told.
  std::optional<std::size_t> index;
  std::vector<std::size_t> rows;
};

struct BlockRows {
  std::string name;  ///< as messages call it: "block B1-1"
  std::size_t stratum = 0;
  std::vector<std::size_t> rows;
  std::uint64_t size = 0;     ///< nominal
  bool last = false;          ///< of its stratum
  bool size_is_said = false;  ///< by the list; else it is what its rows are
};

inline constexpr std::uint8_t unknown_arm = 255;

class ChanceTests;

/// A list taken apart.
struct ReadList {
  const CsvTable& table;
  const Scenario& scenario;
  ListLayout at;
  std::vector<std::uint8_t> arm;  ///< of each row
  std::vector<StratumRows> strata;
  bool strata_are_known = false;  ///< else all rows are taken together
  std::vector<BlockRows> blocks;
  bool blocks_are_known = false;

  [[nodiscard]] std::string_view cell(std::size_t row, ListColumn c) const {
    return table.rows[row][*at[c]];
  }
  [[nodiscard]] std::size_t line(std::size_t row) const {
    return table.lines[row];
  }
};

/// Finds the columns: reports those that are missing, unknown, or empty where
/// they must not be, and what can't be checked.
[[nodiscard]] ListLayout lay_out(const CsvTable& table,
                                 const Scenario& scenario,
                                 std::span<const RenamedColumn> renamed,
                                 ListCheck& check, ListFindings& findings);

/// The list with the config's words where it has codes; reports codes for
/// columns that aren't there, and names that the config doesn't have.
[[nodiscard]] CsvTable decoded_table(const CsvTable& table,
                                     const ListLayout& layout,
                                     std::span<const CodedValue> values,
                                     const Scenario& scenario,
                                     ListFindings& findings);

/// Arms, levels and sites against the config.
void check_names(ReadList& list, ListFindings& findings);
/// Sorts the rows into strata; reports codes that don't tell strata apart.
void sort_strata(ReadList& list, ListFindings& findings);
/// Strata without rows, and lengths.
void check_lengths(const ReadList& list, ListFindings& findings);
void check_numbers(const ReadList& list, ListFindings& findings);
void check_places(const ReadList& list, ListFindings& findings);
/// Sorts the rows of permuted blocks into blocks.
void sort_blocks(ReadList& list, ListCheck& check, ListFindings& findings);
void check_blocks(const ReadList& list, ListFindings& findings);
/// Sizes' frequencies and arrangements.
void check_block_chances(const ReadList& list, ListCheck& check,
                         ChanceTests& tests);
/// The arms' numbers against what the procedure can give.
void check_ratio(const ReadList& list, ListFindings& findings,
                 ChanceTests& tests);
/// Whether the lists last until the sample is full.
void check_runout(const ReadList& list, ListCheck& check);
void check_reproduced(const ReadList& list, const ListCheckOptions& options,
                      ListCheck& check, ListFindings& findings);

/// After how many rows a stratum's list ends and another begins; 0 where the
/// procedure has no end.
[[nodiscard]] std::uint32_t length_of_list(const ReadList& list,
                                           const StratumRows& stratum);

/// How many of each arm a whole block of `size` has.
[[nodiscard]] std::vector<std::uint64_t> shares_of(const Scenario& scenario,
                                                   std::uint64_t size);
/// Whether a block has all its participants, and a size of the config's.
[[nodiscard]] bool is_whole(const ReadList& list, const BlockRows& block);
/// Whether it is whole, and its arms are in the ratio.
[[nodiscard]] bool is_in_ratio(const ReadList& list, const BlockRows& block);
/// "4, 6": the config's.
[[nodiscard]] std::string sizes_text(const ReadList& list);

/// A whole number >= 1; nothing otherwise.
[[nodiscard]] std::optional<std::uint64_t> place_in(std::string_view text);

/// Lower-case, without the zeros that lead a number.
[[nodiscard]] std::string folded(std::string_view text);

/// "chi-square 5.20, 5 df, p = 0.392".
[[nodiscard]] std::string test_text(const ChiSquare& test);

/// "3 new, 1 old".
[[nodiscard]] std::string arms_text(const Scenario& scenario,
                                    std::span<const std::uint64_t> counts);

}  // namespace rehearse
