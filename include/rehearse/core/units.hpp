#pragma once

namespace rehearse {

inline constexpr double days_per_week = 7.0;
inline constexpr double days_per_year = 365.25;
inline constexpr double days_per_month = days_per_year / 12.0;  // 30.4375

}  // namespace rehearse
