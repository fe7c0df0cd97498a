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

}  // namespace

std::string date_after(std::string_view start, double days) {
  using namespace std::chrono;
  expect(start.size() == 10, "a date is YYYY-MM-DD");
  const sys_days first =
      year{whole_number(start.substr(0, 4))} /
      month{static_cast<unsigned>(whole_number(start.substr(5, 2)))} /
      day{static_cast<unsigned>(whole_number(start.substr(8, 2)))};
  const year_month_day date{first +
                            std::chrono::days{std::lround(std::floor(days))}};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

}  // namespace rehearse
