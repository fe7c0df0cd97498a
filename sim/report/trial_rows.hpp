#pragma once

#include "rehearse/report/trial_report.hpp"
#include "rehearse/text/value_table.hpp"

namespace rehearse {

// The tables of `TrialTable`.
[[nodiscard]] ValueTable participant_rows(const TrialReport& report);
/// \throws PreconditionError where nobody is assessed.
[[nodiscard]] ValueTable visit_rows(const TrialReport& report);
[[nodiscard]] ValueTable adtte_rows(const TrialReport& report);

[[nodiscard]] ValueTable trial_rows(const TrialReport& report,
                                    TrialTable table);

/// An object for each look.
[[nodiscard]] nlohmann::ordered_json trial_looks(const TrialReport& report);

}  // namespace rehearse
