#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "rehearse/analysis/randomization_test.hpp"
#include "rehearse/config/csv_table.hpp"
#include "rehearse/config/survival_data.hpp"
#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// A data file's participants as they were randomized.
struct RandomizedData {
  RandomizedTrial trial;
  /// Minimization: each participant's levels, participant by participant.
  std::vector<std::uint32_t> levels;
};

/// Puts the rows of `table` in order of entry (by the number in column
/// `order`; empty: as they stand) into the scenario's strata: a column for each
/// factor that stratifies or is minimized over, named as the factor, and
/// "site_id" or "site". Rows that `data` left out were randomized too.
/// \throws IoError bad_data, at "file:line", for a missing column, an unknown
/// level or site, or arms that are not the scenario's two.
[[nodiscard]] RandomizedData randomized_data(const CsvTable& table,
                                             const SurvivalData& data,
                                             const SurvivalColumns& columns,
                                             const Scenario& scenario,
                                             const std::string& order);

/// Runs the test: exactly where there are few sequences, otherwise by `draws`
/// draws from `seed`.
[[nodiscard]] RandomizationTest randomization_test(const RandomizedData& data,
                                                   const Scenario& scenario,
                                                   std::uint64_t draws,
                                                   std::uint64_t seed);

/// Whether the arms can come from the scenario's procedure at all.
[[nodiscard]] bool can_be_allocated(const RandomizedData& data,
                                    const Scenario& scenario);

}  // namespace rehearse
