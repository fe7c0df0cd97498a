#pragma once

#include <string>
#include <string_view>

namespace rehearse {

/// Whether a text is a day of the calendar, year-month-day ("2025-07-07").
[[nodiscard]] bool is_date(std::string_view text);

/// The date `days` after `start` (ISO, "2025-07-07"), whole days counted:
/// "2027-01-05".
[[nodiscard]] std::string date_after(std::string_view start, double days);

/// Days from one date to another (ISO); negative where it is before.
[[nodiscard]] double days_between(std::string_view from, std::string_view to);

}  // namespace rehearse
