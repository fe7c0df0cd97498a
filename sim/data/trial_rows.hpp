#pragma once

#include "rehearse/data/trial_listing.hpp"

namespace rehearse {

// The tables of `TrialTable`.
[[nodiscard]] ValueTable participant_rows(const ListedTrial& report);
/// \throws PreconditionError where nobody is assessed.
[[nodiscard]] ValueTable visit_rows(const ListedTrial& report);

}  // namespace rehearse
