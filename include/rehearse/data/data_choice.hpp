#pragma once

#include <string>
#include <vector>

#include "rehearse/data/survival_data.hpp"
#include "rehearse/text/csv_table.hpp"

namespace rehearse {

/// Rows whose value in `column` is `value`.
struct RowChoice {
  std::string column;
  std::string value;
};

/// The rows that every column named admits: it has one of the values that are
/// given for it.
/// \throws IoError bad_data if there is no such column or no such value in it,
/// or if no row is left.
[[nodiscard]] CsvTable chosen_rows(CsvTable table,
                                   const std::vector<RowChoice>& choices);

/// `columns`, what is empty filled as CDISC's ADaM names it (ADTTE; ADaM Basic
/// Data Structure for Time-to-Event Analyses 1.0): AVAL, CNSR, TRTP or else
/// TRT01P.
/// \throws IoError bad_data where they are not there, or where the rows have
/// several parameters (PARAMCD) or units (AVALU).
[[nodiscard]] SurvivalColumns adam_columns(const CsvTable& table,
                                           SurvivalColumns columns);

/// What a file may hold that leads to a wrong result without a fault: "what is
/// wrong (why): what to do" of an event column that is named as censoring
/// flags are, or the other way round; of participants in several rows, by
/// `columns.id` or else USUBJID or SUBJID; of several PARAMCD.
[[nodiscard]] std::vector<std::string> doubts_of(
    const CsvTable& table, const SurvivalColumns& columns);

}  // namespace rehearse
