#pragma once

#include <string>

#include "rehearse/analysis/randomization_test.hpp"
#include "rehearse/data/survival_data.hpp"
#include "rehearse/text/csv_table.hpp"
#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// A data file's participants as they were randomized: the rows of `table` in
/// order of entry (by column `order`, numbers or ISO dates; empty: as they
/// stand) and in the scenario's strata. These need a column for each factor
/// that stratifies or is minimized over, named as the factor, and "site_id" or
/// "site". Rows that `data` left out were randomized too.
/// \throws IoError bad_data, at "file:line", for a missing column, an unknown
/// level or site, or arms that are not the scenario's two.
[[nodiscard]] RandomizedTrial randomized_trial(const CsvTable& table,
                                               const SurvivalData& data,
                                               const SurvivalColumns& columns,
                                               const Scenario& scenario,
                                               const std::string& order);

}  // namespace rehearse
