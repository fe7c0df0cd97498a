#pragma once

#include <optional>

#include "parts.hpp"
#include "rehearse/trial/stopping_rules.hpp"

namespace rehearse::config {

struct RuleKeys {
  const char* points;  // "cumulative_alpha" or "cumulative_beta"
};

/// The rule that `spending` or `boundary` of a table names, with its parameter
/// or points; nothing where neither is given. Reports both given, and
/// parameters and points that are missing or have no use.
[[nodiscard]] std::optional<RejectionRule> read_rule(const Node& table,
                                                     const RuleKeys& keys,
                                                     Faults& faults);

}  // namespace rehearse::config
