#include "rehearse/text/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "rehearse/core/units.hpp"

namespace rehearse {
namespace {

template <typename Number>
std::optional<Number> parse_whole_text(std::string_view text) {
  Number value{};
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return value;
}

std::optional<double> days_of_unit(std::string_view unit) {
  if (unit.ends_with('s')) unit.remove_suffix(1);
  if (unit == "day") return 1.0;
  if (unit == "week") return days_per_week;
  if (unit == "month") return days_per_month;
  if (unit == "year") return days_per_year;
  return std::nullopt;
}

}  // namespace

// Optimal string alignment, three rows at a time.
std::size_t edits(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before, above(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    before = std::exchange(above, row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = a[i - 1] == b[j - 1] ? 0 : 1;
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + changed});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
  }
  return row[b.size()];
}

std::optional<std::uint64_t> parse_unsigned(std::string_view text) {
  return parse_whole_text<std::uint64_t>(text);
}

std::optional<double> parse_number(std::string_view text) {
  const auto value = parse_whole_text<double>(text);
  return value && std::isfinite(*value) ? value : std::nullopt;
}

std::optional<double> parse_duration(std::string_view text) {
  const auto letter = text.find_last_not_of("abcdefghijklmnopqrstuvwxyz");
  if (letter == std::string_view::npos) return std::nullopt;
  const auto unit = days_of_unit(text.substr(letter + 1));
  const auto digit = text.find_last_not_of(' ', letter);
  if (!unit || digit == std::string_view::npos) return std::nullopt;
  const auto number = parse_number(text.substr(0, digit + 1));
  if (!number || !std::isfinite(*number * *unit)) return std::nullopt;
  return *number * *unit;
}

std::string duration_text(double days) {
  const std::string months = fmt::format("{:.12g}", days / days_per_month);
  const auto back = parse_number(months);
  if (back && *back * days_per_month == days) return months + " months";
  return fmt::format("{} days", days);
}

std::optional<std::string_view> nearest(
    std::string_view text, std::span<const std::string_view> candidates) {
  std::optional<std::string_view> best;
  std::size_t least = (std::min<std::size_t>(text.size(), 64) + 2) / 3 + 1;
  if (text.size() > 64) return best;
  for (const std::string_view candidate : candidates) {
    const std::size_t steps = edits(text, candidate);
    if (steps < least && steps < candidate.size()) {
      least = steps;
      best = candidate;
    }
  }
  return best;
}

std::string suggestion(std::string_view text,
                       std::span<const std::string_view> candidates) {
  if (const auto near = nearest(text, candidates)) {
    return fmt::format(" (did you mean '{}'?)", *near);
  }
  return fmt::format(" (known: {})", join(candidates, ", "));
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const auto end = std::min(text.find(separator), text.size());
    parts.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

std::string join(std::span<const std::string_view> parts,
                 std::string_view separator) {
  std::string text;
  for (const std::string_view& part : parts) {
    if (&part != &parts.front()) text += separator;
    text += part;
  }
  return text;
}

bool is_printable(std::string_view text) {
  // Least code point that may take 1, 2, 3, 4 bytes.
  constexpr std::array<std::uint32_t, 4> least{0x20, 0x80, 0x800, 0x10000};
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t more = lead < 0x80   ? 0U
                             : lead < 0xC0 ? 4U  // a continuation byte
                             : lead < 0xE0 ? 1U
                             : lead < 0xF0 ? 2U
                             : lead < 0xF8 ? 3U
                                           : 4U;
    if (more == 4 || i + more >= text.size()) return false;
    std::uint32_t point = more == 0 ? lead : lead & (0x3FU >> more);
    for (std::size_t k = 1; k <= more; ++k) {
      const auto next = static_cast<unsigned char>(text[i + k]);
      if ((next & 0xC0U) != 0x80U) return false;
      point = point << 6 | (next & 0x3FU);
    }
    const bool surrogate = point >= 0xD800 && point < 0xE000;
    const bool control = point >= 0x7F && point < 0xA0;
    if (point < least[more] || point > 0x10FFFF || surrogate || control) {
      return false;
    }
    i += more + 1;
  }
  return true;
}

}  // namespace rehearse
