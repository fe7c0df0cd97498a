#pragma once

#include <fmt/format.h>

#include <cmath>
#include <string>

namespace rehearse {

/// A share of trials: "63.2%"; "fewer than 0.01%" where it is hardly any.
[[nodiscard]] inline std::string percent_text(double share) {
  const double percent = 100.0 * share;
  if (percent < 0.01) return "fewer than 0.01%";
  return fmt::format("{:.{}f}%", percent, percent < 1.0 ? 2 : 1);
}

/// So many events as can be expected: whole, but where that would be what is
/// planned.
[[nodiscard]] inline std::string possible_text(double events, int planned) {
  const bool whole = std::round(events) < planned;
  return fmt::format("{:.{}f}", events, whole ? 0 : 1);
}

}  // namespace rehearse
