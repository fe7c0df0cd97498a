#pragma once

#include <optional>
#include <vector>

#include "rehearse/design/explain_bound.hpp"

namespace rehearse {

// A rule by its family and parameter.
struct StatedRule {
  BoundFamily family;
  std::optional<double> parameter{};
};

// The rules that `explain_bound` tries as they are.
[[nodiscard]] std::vector<StatedRule> stated_rules();

// Whether trials state such a bound: one of Haybittle and Peto's is z 3, or a
// p of so many sides; any other rule is none.
[[nodiscard]] bool is_customary(const StatedRule& stated, int sides);

// The same for a plan. `user` is none: its points are the trial's own.
[[nodiscard]] RejectionRule rule_of(const StatedRule& stated);

}  // namespace rehearse
