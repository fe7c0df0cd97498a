#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "rehearse/analysis/interval_observation.hpp"
#include "rehearse/endpoint/reviewed_endpoint.hpp"
#include "rehearse/trial/participants.hpp"

namespace rehearse {

/// How participants are reviewed.
struct ReviewOf {
  ReviewedEndpoint* endpoint = nullptr;  ///< none: events are seen at once
  /// Of each participant among those assessed; empty: they are the same.
  std::span<const std::uint32_t> number = {};
};

/// What is known at `cut` (since enrolment opened [days]) of when each
/// participant who entered before it had the event, in days since entry:
/// `observations` is replaced. Of a reviewed endpoint a progression came
/// between the last scan without one and the scan that showed it; deaths, and
/// what else rules take for an event, are exact, as are all events where there
/// is no reviewed endpoint. `analysis_stratum`: of each cell.
void observe_intervals(const Participants& people,
                       std::span<const std::uint32_t> analysis_stratum,
                       double cut, const ReviewOf& review,
                       std::vector<IntervalObservation>& observations);

}  // namespace rehearse
