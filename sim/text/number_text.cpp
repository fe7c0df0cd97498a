#include "rehearse/text/number_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

namespace rehearse {

namespace {

// Of what is printed as zero: it has no sign.
bool shows_zero(std::string_view number) {
  return number.find_first_of("123456789") == std::string_view::npos;
}

}  // namespace

std::string exact_text(double value) {
  return std::isfinite(value) ? fmt::format("{}", value + 0.0) : "";
}

std::string fixed_text(double value, int decimals) {
  if (!std::isfinite(value)) return "-";
  std::string text = fmt::format("{:.{}f}", value, decimals);
  return shows_zero(text) && text.starts_with('-') ? text.substr(1) : text;
}

std::string signed_text(double value, int decimals) {
  const std::string text = fixed_text(value, decimals);
  return value > 0.0 && !shows_zero(text) ? '+' + text : text;
}

std::string direction_text(double z, const std::string& experimental) {
  if (shows_zero(fixed_text(z, 4))) return "favours neither arm";
  return (z > 0.0 ? "favours " : "against ") + experimental;
}

std::string p_text(double p) {
  if (p < 1e-300) return "< 1e-300";
  return p < 1e-4 ? fmt::format("{:.1e}", p) : fmt::format("{:.4f}", p);
}

std::string grouped_text(std::uint64_t value) {
  const std::string digits = fmt::format("{}", value);
  std::string text;
  for (std::size_t at = 0; at < digits.size(); ++at) {
    if (at > 0 && (digits.size() - at) % 3 == 0) text += ',';
    text += digits[at];
  }
  return text;
}

int decimals_by_error(double mcse, int most) {
  if (!std::isfinite(mcse) || mcse <= 0.0) return most;
  const double exponent = std::floor(std::log10(mcse));
  const double leading = mcse / std::pow(10.0, exponent);  // in [1, 10)
  const int extra = leading < 3.55 || leading >= 9.5 ? 1 : 0;
  // 9.5 to 10 rounds up to the next power, of which two digits are kept.
  const int carried = leading >= 9.5 ? 1 : 0;
  return std::clamp(-static_cast<int>(exponent) - carried + extra, 0, most);
}

}  // namespace rehearse
