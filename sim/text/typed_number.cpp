#include "rehearse/text/typed_number.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "rehearse/text/text.hpp"
#include "rehearse/text/trimmed.hpp"

namespace rehearse {
namespace {

constexpr double exact_integers = 9007199254740992.0;  // 2^53

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Without the underscores that stand between two digits; nothing if another
// does.
std::optional<std::string> without_underscores(std::string_view text) {
  std::string digits;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '_') {
      digits += text[i];
    } else if (i == 0 || i + 1 == text.size() || !is_digit(text[i - 1]) ||
               !is_digit(text[i + 1])) {
      return std::nullopt;
    }
  }
  return digits;
}

bool all_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_digit);
}

// "10,000" or "1.234.567": digits in groups of three.
bool is_grouped(std::string_view text, char separator) {
  const auto parts = split(text, separator);
  if (parts.size() < 2 || text.ends_with(separator)) return false;
  if (!all_digits(parts[0]) || parts[0].size() > 3 || parts[0][0] == '0')
    return false;
  return std::all_of(parts.begin() + 1, parts.end(), [](std::string_view part) {
    return part.size() == 3 && all_digits(part);
  });
}

std::string without(std::string_view text, char separator) {
  std::string kept{text};
  std::erase(kept, separator);
  return kept;
}

std::string with_point(std::string_view text) {
  std::string kept{text};
  std::ranges::replace(kept, ',', '.');
  return kept;
}

// “ ” „ ‟ ‘ ’ ‚ « » in UTF-8.
constexpr std::array<std::string_view, 9> curly_quotes{
    "\xE2\x80\x9C", "\xE2\x80\x9D", "\xE2\x80\x9E",
    "\xE2\x80\x9F", "\xE2\x80\x98", "\xE2\x80\x99",
    "\xE2\x80\x9A", "\xC2\xAB",     "\xC2\xBB"};

// What stands between a key and its value.
constexpr std::string_view blanks = " \t\r";

std::string_view line_of(std::string_view text, std::size_t line) {
  for (; line > 1; --line) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos) return {};
    text.remove_prefix(end + 1);
  }
  return text.substr(0, text.find('\n'));
}

// The value of a line `key = value  # comment` or `"key": value,`.
std::string_view value_of(std::string_view line) {
  const auto sign = line.find_first_of("=:");
  if (sign == std::string_view::npos) return {};
  std::string_view value = line.substr(sign + 1);
  value = trimmed(value.substr(0, value.find('#')));
  if (value.ends_with(',')) value.remove_suffix(1);
  return trimmed(value, blanks);
}

}  // namespace

std::optional<double> parse_typed_number(std::string_view text) {
  if (text.starts_with('+') && text.size() > 1 && text[1] != '-')
    text.remove_prefix(1);
  const auto digits = without_underscores(text);
  return digits ? parse_number(*digits) : std::nullopt;
}

std::optional<std::uint64_t> parse_typed_count(std::string_view text) {
  const auto digits = without_underscores(text);
  if (!digits) return std::nullopt;
  if (const auto count = parse_unsigned(*digits)) return count;
  if (is_grouped(*digits, '.')) return std::nullopt;  // 10.000: ten thousand?
  const auto number = parse_number(*digits);
  if (!number || *number < 0.0 || *number > exact_integers ||
      *number != std::floor(*number))
    return std::nullopt;
  return static_cast<std::uint64_t>(*number);
}

std::string thousands_advice(std::string_view text) {
  for (const char mark : {',', '.'})
    if (is_grouped(text, mark))
      return fmt::format("({} between thousands): write {}",
                         mark == ',' ? "commas" : "points",
                         without(text, mark));
  return "";
}

std::string number_advice(std::string_view text) {
  if (parse_typed_number(text))
    return fmt::format("(quotes make it a text): write {}", text);
  const std::string_view number = text.starts_with('-') ? text.substr(1) : text;
  const std::string_view sign = text.substr(0, text.size() - number.size());
  if (is_grouped(number, ','))
    return std::ranges::count(number, ',') > 1
               ? fmt::format("(commas between thousands): write {}{}", sign,
                             without(number, ','))
               : fmt::format(
                     "(a comma stands for thousands or for the decimal "
                     "point): write {0}{1} or {0}{2}",
                     sign, without(number, ','), with_point(number));
  if (is_grouped(number, '.') && std::ranges::count(number, '.') > 1)
    return fmt::format("(points between thousands): write {}{}", sign,
                       without(number, '.'));
  if (std::ranges::count(number, ',') == 1 && !number.ends_with(',') &&
      parse_typed_number(with_point(number)))
    return fmt::format("(a decimal comma): write {}{}", sign,
                       with_point(number));
  if (number.ends_with('%'))
    if (const auto percent =
            parse_typed_number(trimmed(number.substr(0, number.size() - 1))))
      return fmt::format("(a percentage): write {}{:.12g}", sign,
                         *percent / 100.0);
  return "";
}

std::string_view curly_quote(std::string_view text) {
  for (const std::string_view quote : curly_quotes)
    if (text.starts_with(quote) || text.ends_with(quote)) return quote;
  return {};
}

std::string office_advice(std::string_view text, std::size_t number) {
  const std::string_view line = line_of(text, number);
  const std::string_view value = value_of(line);
  const auto before = line.substr(0, line.find_first_of("=:"));
  for (const std::string_view part : {trimmed(before, blanks), value})
    if (const auto quote = curly_quote(part); !quote.empty())
      return fmt::format(
          "{} is a typographic quotation mark (a word processor's; a config's "
          "are straight): write \"",
          quote);
  if (value.find(',') == std::string_view::npos) return "";
  const std::string advice = number_advice(value);
  return advice.empty() ? ""
                        : fmt::format("'{}' is no number {}", value, advice);
}

}  // namespace rehearse
