#pragma once

#include "rehearse/report/allocation_report.hpp"
#include "rehearse/study/study_run.hpp"

namespace rehearse {

/// Fills in what each of the report's alternatives gives: imbalance, guesses
/// and, where outcomes are stated, what is lost in power. False: stopped before
/// all of them were done.
[[nodiscard]] bool study_allocation(AllocationReport& report,
                                    const StudyRun& run);

}  // namespace rehearse
