#include "rehearse/text/calendar_date.hpp"

#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <cmath>

#include "rehearse/core/expect.hpp"

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
