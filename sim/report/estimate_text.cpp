#include "estimate_text.hpp"

#include <fmt/format.h>

#include <cmath>

#include "rehearse/text/number_text.hpp"

namespace rehearse {
namespace {

constexpr int most_decimals = 6;

// By what is known of the value, not by what it is: 0 of 10,000 replicates has
// an error of 0, but is not known exactly.
int decimals_of(const Proportion& p) {
  return decimals_by_error(is_at_boundary(p) ? precision_of(p) : p.mcse,
                           most_decimals);
}

}  // namespace

std::string with_error(double value, double mcse, int most) {
  if (!std::isfinite(value)) return "-";
  const int decimals = decimals_by_error(mcse, most);
  return fmt::format("{} ± {}", fixed_text(value, decimals),
                     fixed_text(mcse, decimals));
}

std::string signed_with_error(double value, double mcse, int most) {
  if (!std::isfinite(value)) return "-";
  const int decimals = decimals_by_error(mcse, most);
  return fmt::format("{} ± {}", signed_text(value, decimals),
                     fixed_text(mcse, decimals));
}

// Near 0 and 1 "0.9999 ± 0.0001" would say that 1.0001 is possible: an interval
// that knows its ends stands there instead.
std::string proportion_text(const Proportion& p) {
  if (!std::isfinite(p.estimate)) return "-";
  const int decimals = decimals_of(p);
  const std::string value = fixed_text(p.estimate, decimals);
  if (!is_at_boundary(p))
    return fmt::format("{} ± {}", value, fixed_text(p.mcse, decimals));
  return fmt::format("{} ({}–{})", value, fixed_text(p.ci95[0], decimals),
                     fixed_text(p.ci95[1], decimals));
}

std::string proportion_value(const Proportion& p) {
  return fixed_text(p.estimate, decimals_of(p));
}

std::string interval_text(const Proportion& p) {
  const int decimals = decimals_of(p);
  return fmt::format("{} to {}", fixed_text(p.ci95[0], decimals),
                     fixed_text(p.ci95[1], decimals));
}

std::string difference_text(const Proportion& d) {
  if (d.mcse > 0.0 || !std::isfinite(d.estimate))
    return signed_with_error(d.estimate, d.mcse, most_decimals);
  const int decimals = decimals_by_error(precision_of(d), most_decimals);
  return fmt::format("{} ({} to {})", fixed_text(d.estimate, decimals),
                     signed_text(d.ci95[0], decimals),
                     signed_text(d.ci95[1], decimals));
}

std::string expected_text(const Distribution& d, double unit) {
  const int decimals = decimals_by_error(d.mcse / unit, 2);
  const std::string mean = fixed_text(d.mean / unit, decimals);
  const std::string mcse = fixed_text(d.mcse / unit, decimals);
  const bool seen = mcse.find_first_of("123456789") != std::string::npos;
  return seen ? mean + " ± " + mcse : mean;
}

}  // namespace rehearse
