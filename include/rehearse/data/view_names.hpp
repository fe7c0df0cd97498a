#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// "irc" or "investigator", as in a config.
[[nodiscard]] const char* reader_key(Reviewer reviewer);

/// Indices of the arms in the order in which the config states them.
[[nodiscard]] std::array<std::size_t, arm_count> printed_arms(
    const Scenario& scenario);

/// What one of `endpoint_views` is called.
struct ViewName {
  Reviewer reviewer;
  std::string rules;      ///< as in the config
  std::string name;       ///< of its columns; of the primary's: empty
  std::string parameter;  ///< "Progression-Free Survival by IRC, fda rules"
  std::string code;       ///< PARAMCD: PFSIRC, PFSIRC2, PFSINV
};

/// Of each of `endpoint_views`, in their order. A rule set called like a
/// reader, or like what our columns end with, gets "rules_" before its name.
[[nodiscard]] std::vector<ViewName> view_names(const Scenario& scenario);

}  // namespace rehearse
