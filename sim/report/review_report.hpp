#pragma once

#include "estimate_json.hpp"
#include "rehearse/report/power_report.hpp"

namespace rehearse {

/// What readers and rules do to a trial that is reviewed: their part of the
/// JSON of `power`, and of its document.
[[nodiscard]] Json review_json(const PowerReport& report);
[[nodiscard]] Json calibration_json(const Calibration& calibration);
void add_review(const PowerReport& report, Document& document);

/// Another analysis of the same replicates: whose reads and which rules made
/// its events.
struct OtherEndpoint {
  const PowerEstimate* estimate;
  Reviewer reviewer;
  std::string rules;
};
[[nodiscard]] std::vector<OtherEndpoint> other_endpoints(
    const PowerReport& report);

/// Members of a look's object: those of the keys given.
[[nodiscard]] Json picked(const Json& object,
                          const std::vector<std::string>& keys);

}  // namespace rehearse
