#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace rehearse {

/// What SAS's numbers count: nothing, days or seconds since 1960-01-01, or
/// seconds since midnight.
enum class SasTime : std::uint8_t { none, date, datetime, time };

/// What a SAS format (SAS 9.4 Formats and Informats: Reference) shows a
/// variable as: "DATE9.", "E8601DT19.".
[[nodiscard]] SasTime time_of_format(std::string_view format);

/// A number as a data file says it: "12.5", "2026-03-14",
/// "2026-03-14T08:00:00", "08:00:00"; empty if it isn't finite. What no
/// calendar has stays a number.
[[nodiscard]] std::string sas_text(double value, SasTime time);

}  // namespace rehearse
