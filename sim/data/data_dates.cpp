#include "data_dates.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "rehearse/text/calendar_date.hpp"
#include "rehearse/text/text.hpp"
#include "rehearse/text/trimmed.hpp"

namespace rehearse {
namespace {

constexpr std::array<std::string_view, 12> months{"jan", "feb", "mar", "apr",
                                                  "may", "jun", "jul", "aug",
                                                  "sep", "oct", "nov", "dec"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; }

// Whether a text is like a pattern: 9 a digit, a a letter, / one of / - . and a
// space, others themselves.
bool is_like(std::string_view text, std::string_view pattern) {
  return std::ranges::equal(text, pattern, [](char c, char form) {
    if (form == '9') return is_digit(c);
    if (form == 'a') return is_letter(c);
    if (form == '/') return std::string_view{"/-. "}.find(c) < 4;
    return c == form;
  });
}

template <std::size_t N>
bool is_like_any(std::string_view text,
                 const std::array<std::string_view, N>& patterns) {
  return std::ranges::any_of(patterns, [&](std::string_view pattern) {
    return is_like(text, pattern);
  });
}

constexpr std::array<std::string_view, 6> named_forms{
    "99aaa9999",  "9aaa9999",   "99/aaa/9999",
    "9/aaa/9999", "99aaa/9999", "9aaa/9999"};
constexpr std::array<std::string_view, 9> short_years{
    "99/99/99", "9/99/99",   "99/9/99",  "9/9/99", "99aaa99",
    "9aaa99",   "99/aaa/99", "9/aaa/99", "aaa/99"};
constexpr std::array<std::string_view, 4> unordered{"99/99/9999", "9/99/9999",
                                                    "99/9/9999", "9/9/9999"};
constexpr std::array<std::string_view, 9> incomplete{
    "9999",       "9999-99",   "9999-99-", "9999-99-aa", "9999-aa-aa",
    "9999-99--9", "aaaaa9999", "aaa9999",  "9999---99"};

// Without the time of the day: up to a T between digits, or to what stands
// before the hours.
std::string_view day_part(std::string_view text) {
  for (std::size_t i = 1; i + 1 < text.size(); ++i)
    if (text[i] == 'T' && is_digit(text[i - 1]) && is_digit(text[i + 1]))
      return text.substr(0, i);
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) return text;
  const std::string_view before = text.substr(0, colon);
  if (is_like_any(before, named_forms)) return before;  // 14MAR2026:08:00:00
  return before.substr(0, before.find_last_of(' '));
}

// The number of a month's name; 0 of no month.
std::size_t month_of(std::string_view letters) {
  std::string lower;
  for (const char c : letters) lower += static_cast<char>(c | 0x20);
  const auto* found = std::ranges::find(months, lower);
  return found == months.end()
             ? 0
             : static_cast<std::size_t>(found - months.begin()) + 1;
}

std::string named_as_iso(std::string_view text) {
  const auto letters = std::ranges::find_if(text, is_letter) - text.begin();
  const auto name = text.substr(static_cast<std::size_t>(letters), 3);
  return fmt::format("{}-{:02}-{:0>2}", text.substr(text.size() - 4),
                     month_of(name), text.substr(0, is_digit(text[1]) ? 2 : 1));
}

// Year, month and day as they stand in it, where a form fits.
std::optional<ReadDate> in_form(std::string_view text) {
  if (is_like(text, "9999-99-99"))
    return ReadDate{std::string{text}, DateForm::iso};
  if (is_like(text, "9999/99/99") && text[4] == '/' && text[7] == '/')
    return ReadDate{fmt::format("{}-{}-{}", text.substr(0, 4),
                                text.substr(5, 2), text.substr(8)),
                    DateForm::slashed};
  if (is_like(text, "99999999"))
    return ReadDate{fmt::format("{}-{}-{}", text.substr(0, 4),
                                text.substr(4, 2), text.substr(6)),
                    DateForm::compact};
  if (is_like_any(text, named_forms))
    return ReadDate{named_as_iso(text), DateForm::named};
  return std::nullopt;
}

// Both readings of a date whose first two numbers are day and month.
std::string two_readings(std::string_view text) {
  const auto first = text.find_first_of("/-. ");
  const auto second = text.find_first_of("/-. ", first + 1);
  const auto a = text.substr(0, first);
  const auto b = text.substr(first + 1, second - first - 1);
  const auto year = text.substr(second + 1);
  const std::string day_first = fmt::format("{}-{:0>2}-{:0>2}", year, b, a);
  const std::string month_first = fmt::format("{}-{:0>2}-{:0>2}", year, a, b);
  if (!is_date(month_first) || day_first == month_first)
    return fmt::format("write {}", day_first);
  if (!is_date(day_first)) return fmt::format("write {}", month_first);
  return fmt::format("write {} or {}", day_first, month_first);
}

// Counts of days since 1899-12-30 (Excel) and 1960-01-01 (SAS).
std::string count_advice(double days) {
  return fmt::format(
      " is a number, not a date (Excel's count of days would make it {}, "
      "SAS's {}): write dates as 2026-03-14",
      date_after("1899-12-30", days), date_after("1960-01-01", days));
}

NoDate no_date(std::string_view text) {
  constexpr double longest_count = 100'000;
  if (is_like_any(text, incomplete))
    return {
        " is an incomplete date (a part of it is unknown): impute it as "
        "the analysis plan says, e.g. 2026-03-15"};
  if (is_like_any(text, short_years))
    return {
        " has a year of 2 digits (its century, and the order of its parts, "
        "are unclear): write e.g. 2026-03-14"};
  if (is_like_any(text, unordered))
    return {" may have the day or the month first (both are in use): " +
            two_readings(text)};
  const auto number = parse_number(text);
  if (number && *number >= 1.0 && *number < longest_count)
    return {count_advice(*number)};
  return {
      " is no date (such as 2026-03-14, 2026/03/14, 20260314 or "
      "14MAR2026): correct it"};
}

}  // namespace

std::variant<ReadDate, NoDate> read_date_text(std::string_view text) {
  const std::string_view day = day_part(trimmed(text));
  if (auto date = in_form(day)) {
    if (is_date(date->iso)) return *date;
    return NoDate{
        " is no day of the calendar (its month or day doesn't exist): "
        "correct it"};
  }
  return no_date(trimmed(text));
}

std::string_view example_of(DateForm form) {
  switch (form) {
    case DateForm::iso:
      return "2026-03-14";
    case DateForm::slashed:
      return "2026/03/14";
    case DateForm::compact:
      return "20260314";
    case DateForm::named:
      return "14MAR2026";
  }
  return "";
}

}  // namespace rehearse
