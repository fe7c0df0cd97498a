#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rehearse/lists/randomization_list.hpp"
#include "rehearse/lists/system_layout.hpp"
#include "rehearse/randomization/uniformity.hpp"
#include "rehearse/text/csv_table.hpp"
#include "rehearse/text/report.hpp"

namespace rehearse {

struct ListCheckOptions {
  ListWriting writing;  ///< how the list is written, ours unless said
  /// What the config and seed make, to compare with; may be none.
  const RandomizationList* made = nullptr;
  /// The list's file as it stands, to compare it byte for byte.
  std::string_view bytes;
};

/// How a list is to what the config and seed make.
enum class Reproduction : std::uint8_t { not_asked, none, cells, bytes };

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

/// A test of the list against chance.
struct ChanceTest {
  std::string check;  ///< the name of its finding
  std::string what;   ///< is tested
  double p = 1.0;     ///< or a bound above it
};

struct ListCheck {
  std::string name;                   ///< of the file
  std::vector<ListFinding> findings;  ///< whole-list ones first, then by line
  std::uint64_t rows = 0;
  int participants = 0;                 ///< of the config
  std::uint64_t strata = 0;             ///< that have rows
  std::optional<std::uint64_t> blocks;  ///< none where they can't be told
  std::vector<BlockSizeCheck> sizes;
  /// How often each configured size occurs against its weight, where each is
  /// expected five times at least.
  std::optional<ChiSquare> size_frequencies;
  std::vector<std::pair<std::string, std::uint64_t>> arms;  ///< rows of each
  std::vector<ChanceTest> chance;
  double least_p = 0.0;  ///< below which a test of `chance` is a finding
  std::optional<Runout> runout;         ///< none where strata can't be told
  std::optional<double> wanted_runout;  ///< by the config, at most
  Reproduction reproduction = Reproduction::not_asked;
  std::vector<std::string> not_checked;  ///< and why, for the user
  std::vector<std::string> not_used;     ///< the list's further columns
  RowUnit unit = RowUnit::line;          ///< what findings' lines are
};

/// The share of sound lists that have any finding by chance, at most: it is
/// shared out over the tests of a list, so that each has less.
inline constexpr double list_false_alarms = 1e-4;

/// Looks for all that is wrong with a list, ours or another's, under the
/// scenario's randomization. Only the column of arms is needed; what can't be
/// checked without the others is said. At most 20 findings of a kind, then how
/// many more there are. \throws nothing for what is in the list.
[[nodiscard]] ListCheck check_list(const CsvTable& list,
                                   const Scenario& scenario,
                                   const ListCheckOptions& options = {});

/// "file:line: check: message" for each finding.
[[nodiscard]] std::string list_findings_text(const ListCheck& check);
/// For print: what was looked at, and the verdict; a row for each finding.
[[nodiscard]] Report report_of(const ListCheck& check);
/// "the probability that a list runs out before 246 participants are allocated
/// is 0.00031".
[[nodiscard]] std::string runout_text(const Runout& runout, int participants);

}  // namespace rehearse
