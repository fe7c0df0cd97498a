#include "sas_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "rehearse/text/calendar_date.hpp"
#include "rehearse/text/number_text.hpp"

namespace rehearse {
namespace {

struct FormatName {
  std::string_view begins;
  SasTime time;
};

// The first that fits holds.
constexpr std::array<FormatName, 34> format_names{{
    {"DATETIME", SasTime::datetime}, {"DATEAMPM", SasTime::datetime},
    {"MDYAMPM", SasTime::datetime},  {"NLDATM", SasTime::datetime},
    {"E8601DT", SasTime::datetime},  {"B8601DT", SasTime::datetime},
    {"IS8601DT", SasTime::datetime}, {"E8601DZ", SasTime::datetime},
    {"B8601DZ", SasTime::datetime},  {"E8601DX", SasTime::datetime},
    {"DTDATE", SasTime::datetime},   {"E8601DN", SasTime::datetime},
    {"B8601DN", SasTime::datetime},  {"DATE", SasTime::date},
    {"DDMMYY", SasTime::date},       {"MMDDYY", SasTime::date},
    {"YYMMDD", SasTime::date},       {"E8601DA", SasTime::date},
    {"B8601DA", SasTime::date},      {"IS8601DA", SasTime::date},
    {"WEEKDAT", SasTime::date},      {"WORDDAT", SasTime::date},
    {"NLDATE", SasTime::date},       {"EURDFD", SasTime::date},
    {"JULIAN", SasTime::date},       {"MONYY", SasTime::date},
    {"YYMON", SasTime::date},        {"YYQ", SasTime::date},
    {"TIME", SasTime::time},         {"HHMM", SasTime::time},
    {"NLTIM", SasTime::time},        {"E8601TM", SasTime::time},
    {"B8601TM", SasTime::time},      {"IS8601TM", SasTime::time},
}};

constexpr double day = 86400.0;  // [s]

// Days of the years 1582 to 9999, which SAS's calendar has.
bool is_in_calendar(double days) {
  return days >= -138'061.0 && days < 2'936'550.0;
}

std::string date_text(double days) { return date_after("1960-01-01", days); }

// Of seconds since midnight; parts of one are left out.
std::string clock_text(double seconds) {
  const auto whole = static_cast<int>(seconds);
  return fmt::format("{:02}:{:02}:{:02}", whole / 3600, whole / 60 % 60,
                     whole % 60);
}

}  // namespace

SasTime time_of_format(std::string_view format) {
  std::string upper;
  for (const char c : format)
    upper += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  const auto* found = std::ranges::find_if(
      format_names,
      [&](const FormatName& name) { return upper.starts_with(name.begins); });
  return found == format_names.end() ? SasTime::none : found->time;
}

std::string sas_text(double value, SasTime time) {
  const double days = std::floor(value / day);
  if (time == SasTime::date && is_in_calendar(value)) return date_text(value);
  if (time == SasTime::datetime && is_in_calendar(days))
    return date_text(days) + 'T' + clock_text(value - days * day);
  if (time == SasTime::time && value >= 0.0 && value < day)
    return clock_text(value);
  return exact_text(value);
}

}  // namespace rehearse
