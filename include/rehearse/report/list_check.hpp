#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "rehearse/config/csv_table.hpp"
#include "rehearse/config/randomization_list.hpp"
#include "rehearse/randomization/uniformity.hpp"

namespace rehearse {

/// A column of a list that has another name than ours.
struct RenamedColumn {
  std::string ours;  ///< of `list_columns`, or a factor's
  std::string theirs;
};

struct ListCheckOptions {
  std::vector<RenamedColumn> columns;
  /// What the config and seed make, to compare with; may be none.
  const RandomizationList* made = nullptr;
};

struct ListFinding {
  std::size_t line = 0;  ///< of the file; 0: the whole list
  std::string check;     ///< its name, e.g. "seq-in-stratum"
  std::string message;
};

/// The whole blocks of one size.
struct BlockSizeCheck {
  std::uint32_t size = 0;
  std::uint64_t blocks = 0;
  /// Their arrangements against all equally likely, where each is expected
  /// five times at least.
  std::optional<ChiSquare> arrangements;
};

struct ListCheck {
  std::string name;                   ///< of the file
  std::vector<ListFinding> findings;  ///< whole-list ones first, then by line
  std::uint64_t rows = 0;
  std::uint64_t strata = 0;             ///< that have rows
  std::optional<std::uint64_t> blocks;  ///< none where they can't be told
  std::vector<BlockSizeCheck> sizes;
  /// How often each configured size occurs against its weight, where each is
  /// expected five times at least.
  std::optional<ChiSquare> size_frequencies;
  std::vector<std::pair<std::string, std::uint64_t>> arms;  ///< rows of each
  std::vector<std::string> not_checked;  ///< and why, for the user
};

/// p below which a chi-square is a finding: one false alarm in a million.
inline constexpr double least_p = 1e-6;

/// Looks for all that is wrong with a list, ours or another's, under the
/// scenario's randomization. Only the column of arms is needed; what can't be
/// checked without the others is said. At most 20 findings of a kind, then how
/// many more there are. \throws nothing for what is in the list.
[[nodiscard]] ListCheck check_list(const CsvTable& list,
                                   const Scenario& scenario,
                                   const ListCheckOptions& options = {});

/// "file:line: check: message" for each finding.
[[nodiscard]] std::string list_findings_text(const ListCheck& check);
/// What was looked at, for a terminal.
[[nodiscard]] std::string list_summary_text(const ListCheck& check);
[[nodiscard]] std::string list_check_json(const ListCheck& check);

}  // namespace rehearse
