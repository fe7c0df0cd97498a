#pragma once

#include <string>
#include <vector>

#include "rehearse/report/power_report.hpp"
#include "rehearse/text/text_table.hpp"

namespace rehearse {

/// "irc" or "investigator", as in a config.
[[nodiscard]] const char* reader_key(Reviewer reviewer);
/// "a1" … "d".
[[nodiscard]] const char* agreement_letter(Agreement agreement);

/// Whether over the replicates the discrepancies bear the mark of a biased
/// investigator.
[[nodiscard]] bool is_suspect(const ReviewEstimate& review);

/// A row for each endpoint analysed on the same replicates: reader and rules.
[[nodiscard]] TextTable endpoint_cells(const PowerReport& report);

/// Why participants' times end, by arm, at the last look.
[[nodiscard]] TextTable reason_cells(const PowerReport& report);

/// How the two readers' progressions lie to one another, by arm, at the last
/// look, with the discrepancy rates.
[[nodiscard]] TextTable agreement_cells(const PowerReport& report);

/// What was solved for and what it is observed as, a line each.
[[nodiscard]] std::vector<std::string> calibration_lines(
    const Calibration& calibration);

/// What the readers do to the trial, a line each.
[[nodiscard]] std::vector<std::string> review_lines(const PowerReport& report);

}  // namespace rehearse
