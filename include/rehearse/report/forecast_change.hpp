#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace rehearse {

struct ForecastReport;

/// A milestone then and now; dates are ISO, none where it isn't reached.
struct MilestoneChange {
  std::string name;
  std::optional<std::string> before{};  ///< median
  std::optional<std::string> now{};
  std::optional<double> shift{};  ///< of the median, later is positive [days]
  std::optional<std::string> before_q05{}, before_q95{};
  std::optional<std::string> now_q05{}, now_q95{};
  /// Whether the limits of before hold the present median, or the day on which
  /// it was reached; none where it wasn't forecast then.
  std::optional<bool> held{};
};

/// A number then and now, and what was expected then of the present cut-off:
/// between the ends of months along a straight line.
struct CountChange {
  int before = 0;
  int now = 0;
  struct Expected {
    double mean = 0.0, q05 = 0.0, q95 = 0.0;
  };
  std::optional<Expected> expected{};  ///< none beyond the months forecast
  [[nodiscard]] std::optional<bool> held() const;
};

/// What a further cut-off has changed.
struct ForecastChange {
  std::string file;           ///< of the previous forecast
  std::string cutoff;         ///< of it, ISO
  double days = 0.0;          ///< from that cut-off to the present one
  bool other_config = false;  ///< the config isn't that of then
  CountChange participants;
  CountChange events;
  std::vector<MilestoneChange> milestones;
};

/// Compares a forecast with the JSON that `forecast` wrote at an earlier
/// cut-off, `text`. `file` is what locations call it.
/// \throws IoError bad_data, at "file:line:column" or "file:/pointer", if it is
/// no such JSON, of another trial, or its cut-off isn't earlier.
[[nodiscard]] ForecastChange changes_since(const std::string& text,
                                           const std::string& file,
                                           const ForecastReport& now);

}  // namespace rehearse
