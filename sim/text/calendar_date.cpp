#include "rehearse/text/calendar_date.hpp"

#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <cmath>

#include "rehearse/core/expect.hpp"
#include "rehearse/text/text.hpp"

namespace rehearse {
namespace {

int whole_number(std::string_view digits) {
  int value = 0;
  const char* end = digits.data() + digits.size();
  const auto [rest, error] = std::from_chars(digits.data(), end, value);
  expect(error == std::errc{} && rest == end, "a date is YYYY-MM-DD");
  return value;
}

std::chrono::sys_days day_of(std::string_view date) {
  using namespace std::chrono;
  expect(date.size() == 10, "a date is YYYY-MM-DD");
  return year{whole_number(date.substr(0, 4))} /
         month{static_cast<unsigned>(whole_number(date.substr(5, 2)))} /
         day{static_cast<unsigned>(whole_number(date.substr(8, 2)))};
}

}  // namespace

bool is_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  const auto year = parse_unsigned(text.substr(0, 4));
  const auto month = parse_unsigned(text.substr(5, 2));
  const auto day = parse_unsigned(text.substr(8, 2));
  return year && month && day &&
         std::chrono::year_month_day{
             std::chrono::year{static_cast<int>(*year)},
             std::chrono::month{static_cast<unsigned>(*month)},
             std::chrono::day{static_cast<unsigned>(*day)}}
             .ok();
}

std::string date_after(std::string_view start, double days) {
  using namespace std::chrono;
  const year_month_day date{day_of(start) +
                            std::chrono::days{std::lround(std::floor(days))}};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

double days_between(std::string_view from, std::string_view to) {
  return static_cast<double>((day_of(to) - day_of(from)).count());
}

}  // namespace rehearse
