#pragma once

#include <array>

#include "rehearse/endpoint/agreement.hpp"
#include "rehearse/trial/observe.hpp"

namespace rehearse {

/// What the reviewers had recorded at one look of one replicate. By arm.
struct ReviewResult {
  ReasonCounts reasons{};  ///< of the primary endpoint
  std::array<AgreementCounts, arm_count> agreement{};
};

}  // namespace rehearse
