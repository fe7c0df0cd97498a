#pragma once

#include "rehearse/data/trial_listing.hpp"
#include "rehearse/text/report.hpp"

namespace rehearse {

/// For print: JSON of all looks and the table; the table's rows; for humans
/// what the looks gave in this replicate.
[[nodiscard]] Report report_of(const ListedTrial& trial, TrialTable table);

}  // namespace rehearse
