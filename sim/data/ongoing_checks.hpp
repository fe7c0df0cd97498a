#pragma once

#include <vector>

#include "data_faults.hpp"
#include "ongoing_fields.hpp"
#include "ongoing_rows.hpp"

namespace rehearse {

/// The cut-off as a day counted from 1970-01-01.
/// \throws DataError at "--cutoff" if it is no date.
[[nodiscard]] double cutoff_day(const OngoingChoice& choice);

/// What a row's values are beside one another, beside the cut-off, the config
/// and the other rows: what is wrong goes to `faults`.
void check_ongoing(const CsvTable& table, const Scenario& scenario,
                   const OngoingChoice& choice, const OngoingFields& fields,
                   const std::vector<OngoingRow>& rows, DataFaults& faults);

/// What is doubtful in data without a fault.
[[nodiscard]] std::vector<Diagnostic> ongoing_warnings(
    const CsvTable& table, const Scenario& scenario,
    const OngoingChoice& choice, const OngoingFields& fields,
    const std::vector<OngoingRow>& rows);

}  // namespace rehearse
