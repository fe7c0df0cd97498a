#pragma once

#include <string>

#include "figures.hpp"
#include "rehearse/montecarlo/enrolment_study.hpp"
#include "rehearse/trial/scenario.hpp"

namespace rehearse {

// Of enrolment by sites, as it was simulated.

/// When it is complete.
[[nodiscard]] Json enrolment_json(const EnrolmentEstimate& enrolment);
[[nodiscard]] std::string enrolment_text(const EnrolmentEstimate& enrolment);

/// A site's participants, and where it has lists that they run out.
[[nodiscard]] Figures site_figures(const std::string& id,
                                   const SiteEstimate& site);

}  // namespace rehearse
