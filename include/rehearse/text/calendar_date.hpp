#pragma once

#include <string>
#include <string_view>

namespace rehearse {

/// The date `days` after `start` (ISO, "2025-07-07"), whole days counted:
/// "2027-01-05".
[[nodiscard]] std::string date_after(std::string_view start, double days);

/// Days from one date to another (ISO); negative where it is before.
[[nodiscard]] double days_between(std::string_view from, std::string_view to);

}  // namespace rehearse
