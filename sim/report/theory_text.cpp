#include "theory_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "estimate_text.hpp"
#include "rehearse/text/number_text.hpp"

namespace rehearse {

std::string theory_text(const PowerReport& report, const Proportion& simulated,
                        double analytic) {
  const int decimals = decimals_by_error(precision_of(simulated), 6);
  std::string value = fixed_text(analytic, decimals);
  if (simulated.mcse == 0.0 || report.config.scenario.review ||
      report.config.scenario.conduct)
    return value;
  return fmt::format(
      "{} ({} standard errors)", value,
      signed_text((simulated.estimate - analytic) / simulated.mcse, 1));
}

std::string theory_line(const PowerReport& report) {
  const AnalyticPower& analytic = report.analytic;
  const Proportion& power = report.estimate.power;
  std::string line;
  if (analytic.schoenfeld_power)
    line =
        "Schoenfeld " + theory_text(report, power, *analytic.schoenfeld_power);
  if (analytic.power) {
    if (!line.empty()) line += ", ";
    line += "asymptotic " + theory_text(report, power, *analytic.power);
  }
  const bool expected = std::ranges::all_of(
      analytic.look_time, [](double time) { return std::isfinite(time); });
  if (line.empty()) return expected ? "no formula for this design" : "";
  if (report.config.scenario.review)
    line += "; of events seen when they happen";
  if (report.config.scenario.conduct) line += "; without errors of conduct";
  return line;
}

}  // namespace rehearse
