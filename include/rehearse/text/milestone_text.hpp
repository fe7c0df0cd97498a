#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rehearse/forecast/forecast.hpp"
#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// Milestones, or what is wrong with their text.
struct ParsedMilestones {
  std::vector<Milestone> milestones;
  std::string fault;  ///< empty where there are some
};

/// "events 115, participants 246": each named as it is written here. At most
/// `participants` can be counted.
[[nodiscard]] ParsedMilestones parse_milestones(std::string_view list,
                                                int participants);

/// A milestone in time, or what is wrong with its text.
struct ParsedNeed {
  std::optional<Need> need;
  std::string fault;  ///< empty where there is one
};

/// "participants 246 by 2026-12-31", in days since `origin` (ISO).
[[nodiscard]] ParsedNeed parse_need(std::string_view text, int participants,
                                    std::string_view origin);

/// What is wrong with an ISO date; empty where nothing is.
[[nodiscard]] std::string date_fault(std::string_view text);

/// The last participant, where `enrolled` are fewer than the scenario's, and
/// the events of each of its looks that waits for some, named as the look.
[[nodiscard]] std::vector<Milestone> planned_milestones(
    const Scenario& scenario, int enrolled);

}  // namespace rehearse
