#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "rehearse/montecarlo/estimates.hpp"
#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// A site in simulated trials.
struct SiteEstimate {
  Distribution participants;
  /// That one of its lists has too few rows; none where site is no stratum.
  std::optional<Proportion> runout;
};

/// Enrolment as it is simulated: the entries of the first replicates of a run,
/// alone.
struct EnrolmentEstimate {
  Distribution end;  ///< the last entry, since the opening [days]
  std::vector<SiteEstimate> sites;   ///< in the scenario's order
  std::optional<Proportion> runout;  ///< of any list, where site is a stratum
};

/// `rows`: those of each stratum's list. \pre the scenario has sites.
[[nodiscard]] EnrolmentEstimate estimate_enrolment(
    const Scenario& scenario, std::span<const std::uint64_t> rows,
    std::uint64_t replicates);

/// The same of enrolment by sites, with the rows that the scenario has lists
/// made of, from at most 10,000 of `replicates`; nothing of other enrolment,
/// or where there are no replicates.
[[nodiscard]] std::optional<EnrolmentEstimate> enrolment_by_sites(
    const Scenario& scenario, std::uint64_t replicates);

}  // namespace rehearse
