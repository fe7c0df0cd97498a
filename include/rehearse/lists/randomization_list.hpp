#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rehearse/randomization/assignment.hpp"
#include "rehearse/randomization/runout.hpp"
#include "rehearse/text/csv_table.hpp"
#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// A stratum of a randomization list.
struct ListStratum {
  std::string name;     ///< canonical, "factor=level;…;site=ID"; may be empty
  std::string code;     ///< stratum_id: digits, of this stratum alone
  std::string site_id;  ///< empty where sites are no stratum
  std::vector<std::string> levels;  ///< of each factor of the list
  std::size_t index = 0;            ///< which of the scenario's strata it is
};

struct ListRow {
  std::uint32_t stratum = 0;         ///< index in the list's strata
  std::uint32_t seq_in_stratum = 0;  ///< from 1
  Assignment assignment;
  std::string number;  ///< randomization number, unique in the list
};

/// A randomization list whole: who is next in his stratum gets the next row.
/// Under minimization it is what was allocated, in order of entry: one
/// stratum with code "1", and `strata` are the joint levels that occurred.
struct RandomizationList {
  std::string list_id;
  std::vector<std::string> factors;  ///< their columns' names
  std::vector<std::string> arms;     ///< ids, by index
  std::vector<ListStratum> strata;   ///< in the order of their codes
  std::vector<ListRow> rows;         ///< stratum after stratum
  /// Minimization: participant_id of each row, if the arrivals had them.
  std::vector<std::string> participants;
};

struct ListOptions {
  std::string list_id;  ///< empty: the trial's id
  std::string prefix;   ///< before the list's id and every number: "DUMMY-"
  std::uint64_t replicate = 0;
};

/// The lists of all strata, by the scenario's seed and lengths: what the
/// simulator's replicate of that number allocates.
///
/// A stratum's code is its site's number (in the config's order, from 1, where
/// site is a stratum), then that of its level of each factor, in as many digits
/// as the factor's number of levels has; "1" where there are no strata. So a
/// site or a level put at the end leaves the other codes (a factor's tenth,
/// hundredth, … level widens those of its factor), and always the others' arms.
/// \throws ConfigError if numbers are not unique over the list, or the pattern
/// needs a site where sites are no stratum.
[[nodiscard]] RandomizationList make_randomization_list(
    const Scenario& scenario, const ListOptions& options = {});

/// Whether a list of the scenario's strata runs out before the sample is full.
[[nodiscard]] Runout list_runout(const RandomizationList& list,
                                 const Scenario& scenario);

/// Allocates participants by minimization, in the order of `arrivals`: a row
/// for each, with a column for each minimized factor (its name; of the site
/// "site_id") and, if wanted, "participant_id". Other columns play no part.
/// \throws IoError bad_data, at "file:line", for a missing column, an unknown
/// level or site, or a participant_id that is empty or repeated.
/// \throws ConfigError as `make_randomization_list`.
[[nodiscard]] RandomizationList allocate_arrivals(
    const Scenario& scenario, const CsvTable& arrivals,
    const ListOptions& options = {});

/// The factors that a list has columns for: those that stratify, or that are
/// minimized over. Indices in `Scenario::factors`.
[[nodiscard]] std::vector<std::size_t> list_factors(const Scenario& scenario);

/// Whether a list says each row's site: a stratum, or minimized over.
[[nodiscard]] bool list_has_sites(const Scenario& scenario);

[[nodiscard]] std::vector<std::string_view> site_ids(const Scenario& scenario);

/// Name of a factor's column: the factor's, or "factor_" and it where a column
/// of every list has that name.
[[nodiscard]] std::string factor_column(const Factor& factor);

/// Columns of every list but the factors', which stand after stratum_id.
inline constexpr const char* list_columns[] = {
    "list_id",  "randomization_number", "site_id",      "stratum_id",
    "block_id", "block_size",           "seq_in_block", "seq_in_stratum",
    "arm"};

/// That lists of these rows run out, one for each of the scenario's strata.
/// Where site is a stratum and enrolment by sites, the numbers at sites are no
/// multinomial ones: then from 10,000 simulated trials.
[[nodiscard]] Runout runout_of_rows(const Scenario& scenario,
                                    std::span<const std::uint64_t> rows);

}  // namespace rehearse
