#pragma once

#include <string>

#include "rehearse/report/power_report.hpp"

namespace rehearse {

/// Theory's power with the digits that the simulated one is known to, and how
/// many errors lie between them. Where scans are reviewed, or there are errors
/// of conduct, theory is of another thing: no check.
[[nodiscard]] std::string theory_text(const PowerReport& report,
                                      const Proportion& simulated,
                                      double analytic);

/// What theory says of the trial's power. Empty where a look is not to be
/// expected.
[[nodiscard]] std::string theory_line(const PowerReport& report);

}  // namespace rehearse
