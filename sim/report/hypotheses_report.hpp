#pragma once

#include "rehearse/report/power_report.hpp"

namespace rehearse {

/// What `power` says of a trial of several hypotheses.
[[nodiscard]] Report hypotheses_report(const PowerReport& report);

}  // namespace rehearse
