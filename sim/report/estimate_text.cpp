#include "estimate_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "rehearse/text/number_text.hpp"

namespace rehearse {
namespace {

constexpr int most_decimals = 6;

// By what is known of the value, not by what it is: 0 of 10,000 replicates has
// an error of 0, but is not known exactly.
double known_to(const Proportion& p) {
  return is_at_boundary(p) ? precision_of(p) : p.mcse;
}

int decimals_of(double error, int most, const NumberStyle& style) {
  return style.decimals.value_or(decimals_by_error(style.scale * error, most));
}

// However few decimals are wished for, an error isn't rounded away.
std::string error_text(double error, int decimals, const NumberStyle& style) {
  error *= style.scale;
  if (style.decimals)
    decimals = std::max(decimals, decimals_by_error(error, most_decimals));
  return fixed_text(error, decimals);
}

}  // namespace

std::string with_error(double value, double mcse, int most,
                       const NumberStyle& style) {
  if (!std::isfinite(value)) return "-";
  const int decimals = decimals_of(mcse, most, style);
  return fmt::format("{} ± {}", fixed_text(style.scale * value, decimals),
                     error_text(mcse, decimals, style));
}

std::string signed_with_error(double value, double mcse, int most,
                              const NumberStyle& style) {
  if (!std::isfinite(value)) return "-";
  const int decimals = decimals_of(mcse, most, style);
  return fmt::format("{} ± {}", signed_text(style.scale * value, decimals),
                     error_text(mcse, decimals, style));
}

// Near 0 and 1 "0.9999 ± 0.0001" would say that 1.0001 is possible: an interval
// that knows its ends stands there instead.
std::string proportion_text(const Proportion& p, const NumberStyle& style) {
  if (!is_at_boundary(p) || !std::isfinite(p.estimate))
    return with_error(p.estimate, p.mcse, most_decimals, style);
  const int decimals = decimals_of(known_to(p), most_decimals, style);
  const auto text = [&](double value) {
    return fixed_text(style.scale * value, decimals);
  };
  return fmt::format("{} ({}–{})", text(p.estimate), text(p.ci95[0]),
                     text(p.ci95[1]));
}

std::string proportion_value(const Proportion& p, const NumberStyle& style) {
  return fixed_text(style.scale * p.estimate,
                    decimals_of(known_to(p), most_decimals, style));
}

std::string interval_text(const Proportion& p) {
  const int decimals = decimals_by_error(known_to(p), most_decimals);
  return fmt::format("{} to {}", fixed_text(p.ci95[0], decimals),
                     fixed_text(p.ci95[1], decimals));
}

std::string difference_text(const Proportion& d, const NumberStyle& style) {
  if (d.mcse > 0.0 || !std::isfinite(d.estimate))
    return signed_with_error(d.estimate, d.mcse, most_decimals, style);
  const int decimals = decimals_of(precision_of(d), most_decimals, style);
  return fmt::format("{} ({} to {})",
                     fixed_text(style.scale * d.estimate, decimals),
                     signed_text(style.scale * d.ci95[0], decimals),
                     signed_text(style.scale * d.ci95[1], decimals));
}

std::string difference_value(const Proportion& d, const NumberStyle& style) {
  const double error = d.mcse > 0.0 ? d.mcse : precision_of(d);
  return signed_text(style.scale * d.estimate,
                     decimals_of(error, most_decimals, style));
}

std::string expected_text(const Distribution& d, double unit) {
  const int decimals = decimals_by_error(d.mcse / unit, 2);
  const std::string mean = fixed_text(d.mean / unit, decimals);
  const std::string mcse = fixed_text(d.mcse / unit, decimals);
  const bool seen = mcse.find_first_of("123456789") != std::string::npos;
  return seen ? mean + " ± " + mcse : mean;
}

}  // namespace rehearse
