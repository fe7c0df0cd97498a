// Single values. A message says what was expected and what was found; where it
// can tell what was meant (a decimal comma, a percentage) it says what to
// write.
#include "read_value.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "rehearse/text/calendar_date.hpp"
#include "rehearse/text/text.hpp"
#include "rehearse/text/typed_number.hpp"

namespace rehearse::config {
namespace {

// A bound in the unit in which such a value is written.
std::string bound_text(double bound, Kind kind) {
  return kind == Kind::duration ? duration_text(bound)
                                : fmt::format("{}", bound);
}

}  // namespace

std::string range_text(const Range& range, Kind kind) {
  if (range.low == range.high) return bound_text(range.low, kind);
  std::string text;
  if (std::isfinite(range.low))
    text = fmt::format("{} {}", range.above_low ? "above" : "at least",
                       bound_text(range.low, kind));
  if (std::isfinite(range.high))
    text += fmt::format("{}{} {}", text.empty() ? "" : " and ",
                        range.below_high ? "below" : "at most",
                        bound_text(range.high, kind));
  return text;
}

namespace {

// False for what is no number at all.
bool in_range(double value, const Range& range) {
  return (range.above_low ? value > range.low : value >= range.low) &&
         (range.below_high ? value < range.high : value <= range.high);
}

// The words of a choice: "a", "b".
std::string in_quotes(std::string_view words) {
  return fmt::format("\"{}\"", fmt::join(split(words, '|'), "\", \""));
}

// What every kind is read with: the key, and where its value goes.
struct Slot {
  const Key& key;
  Kind kind;  // the key's, or of its list's elements
  Node& to;
  Faults& faults;

  void expected(std::string_view what, const Node& from) const {
    faults.error(to, "expected {}, found {}", what, describe(from));
  }
  template <typename Number>
  void put(Number value, const std::string& shown) const {
    if (in_range(static_cast<double>(value), key.range))
      to.value = value;
    else
      faults.error(to, "{} is out of range (it must be {})", shown,
                   range_text(key.range, kind));
  }
};

// What is nearly a number says what it would be. A text that is a number, but
// no whole one, gets no advice to leave the quotes away: it would be as wrong.
void expected_number(const Slot& at, const char* what, const Node& from) {
  const auto* text = as<std::string>(&from);
  const std::string advice = text == nullptr ? "" : number_advice(*text);
  const bool no_count = text != nullptr && at.kind == Kind::integer &&
                        parse_typed_number(*text) && !parse_typed_count(*text);
  if (advice.empty() || no_count) return at.expected(what, from);
  at.faults.error(at.to, "expected {}, found {} {}", what, describe(from),
                  advice);
}

void read_text(const Slot& at, const Node& from) {
  const auto* text = as<std::string>(&from);
  if (text == nullptr) return at.expected("a text in quotes", from);
  if (is_printable(*text))
    at.to.value = *text;
  else
    at.faults.error(at.to,
                    "the text holds a control character (it is printed in "
                    "tables): remove it");
}

void read_integer(const Slot& at, const Node& from) {
  // Above 2^63 - 1: in no key's range.
  if (as<std::uint64_t>(&from) != nullptr)
    return at.put(9.3e18, describe(from));
  const auto* n = as<std::int64_t>(&from);
  if (n == nullptr) return expected_number(at, "a whole number", from);
  at.put(*n, fmt::format("{}", *n));
}

void read_number(const Slot& at, const Node& from) {
  if (const auto* n = as<std::int64_t>(&from))
    return at.put(static_cast<double>(*n), fmt::format("{}", *n));
  if (const auto* n = as<std::uint64_t>(&from))
    return at.put(static_cast<double>(*n), fmt::format("{}", *n));
  const double* x = as<double>(&from);
  if (x == nullptr) return expected_number(at, "a number", from);
  if (!std::isfinite(*x)) return at.expected("a finite number", from);
  at.put(*x + 0.0, fmt::format("{}", *x));  // + 0.0: no negative zero
}

// A bare number is refused: days and months differ by a factor of thirty, and
// either would give a result that looks right.
void read_duration(const Slot& at, const Node& from) {
  if (as<std::int64_t>(&from) != nullptr || as<double>(&from) != nullptr)
    return at.faults.error(
        at.to, "{} has no unit (days or months?): write e.g. \"{} months\"",
        describe(from), describe(from).substr(11));
  const auto* text = as<std::string>(&from);
  if (text == nullptr) return at.expected("a duration in quotes", from);
  if (const auto days = parse_duration(*text))
    return at.put(*days + 0.0, describe(from));
  const auto space = std::min(text->find(' '), text->size());
  const std::string advice = number_advice(text->substr(0, space));
  if (!advice.empty() && text->find(',') < space)
    return at.faults.error(at.to, "{} is no duration {}{}", describe(from),
                           advice, text->substr(space));
  at.faults.error(at.to,
                  "{} is no duration (a number and a unit: days, weeks, months "
                  "or years): write e.g. \"6.8 months\"",
                  describe(from));
}

void read_date(const Slot& at, const Node& from) {
  const auto* text = as<std::string>(&from);
  if (text == nullptr) return at.expected("a date, e.g. 2025-07-07", from);
  if (is_date(*text))
    at.to.value = *text;
  else
    at.faults.error(at.to,
                    "{} is no date (year-month-day): write e.g. 2025-07-07",
                    describe(from));
}

// A date stays one; it becomes a time where the trial's start is known.
void read_moment(const Slot& at, const Node& from) {
  const auto* text = as<std::string>(&from);
  if (text != nullptr && is_date(*text))
    at.to.value = *text;
  else if (text == nullptr || parse_duration(*text))
    read_duration(at, from);
  else
    at.faults.error(at.to,
                    "{} is no date and no duration: write e.g. 2027-01-31, or "
                    "\"18 months\" since enrolment opened",
                    describe(from));
}

// In the order of names: what was written first has no meaning.
void read_levels(const Slot& at, const Node& from) {
  const auto* text = as<std::string>(&from);
  const auto* factors = as<Table>(&from);
  const bool all = text != nullptr && *text == "all";
  if (all) at.to.value = *text;
  if (factors == nullptr) {
    if (!all)
      at.faults.error(at.to,
                      "expected \"all\" or levels of factors, found {}: write "
                      "e.g. {{ prior_lines = \"1\" }}",
                      describe(from));
    return;
  }
  Table levels;
  for (const Member& member : *factors) {
    Node level;
    level.mark = member.value.mark;
    level.key_mark = member.value.key_mark;
    level.path = at.to.path + '.' + member.key;
    read_text({at.key, Kind::text, level, at.faults}, member.value);
    levels.push_back({member.key, std::move(level)});
  }
  std::ranges::sort(levels, {}, &Member::key);
  at.to.value = std::move(levels);
}

void read_choice(const Slot& at, const Node& from) {
  const auto* text = as<std::string>(&from);
  if (text == nullptr)
    return at.expected("one of " + in_quotes(at.key.values), from);
  if (lists(at.key.values, *text))
    at.to.value = *text;
  else if (lists(at.key.later, text->substr(0, text->find('('))))
    at.faults.error(at.to,
                    "\"{}\" is known but not available in this version (it "
                    "would be ignored): use {}",
                    *text, in_quotes(at.key.values));
  else
    at.faults.error(at.to, "unknown value \"{}\"{}", *text,
                    suggestion(*text, split(at.key.values, '|')));
}

void not_a_seed(const Slot& at, const Node& from) {
  at.faults.error(at.to,
                  "{} is no seed (an unsigned 64-bit integer, or 64 "
                  "hexadecimal digits): write e.g. 20250707",
                  describe(from));
}

// A seed is a text: digits, or 64 hexadecimal ones in lower case, so that one
// seed has one form in the resolved config.
void read_seed(const Slot& at, const Node& from) {
  if (const auto* n = as<std::int64_t>(&from); n != nullptr && *n >= 0)
    at.to.value = fmt::format("{}", *n);
  else if (const auto* big = as<std::uint64_t>(&from))
    at.to.value = fmt::format("{}", *big);
  else if (const auto* text = as<std::string>(&from); text == nullptr)
    not_a_seed(at, from);
  else if (text->size() == 64 &&
           text->find_first_not_of("0123456789abcdefABCDEF") ==
               std::string::npos) {
    std::string hex = *text;
    for (char& c : hex)
      if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
    at.to.value = std::move(hex);
  } else if (const auto digits = parse_unsigned(*text))
    at.to.value = fmt::format("{}", *digits);
  else
    not_a_seed(at, from);
}

}  // namespace

// Only the kinds of one value; what holds others is read_keys'.
void read_value(const Node& from, const Key& key, Kind kind, Node& to,
                Faults& faults) {
  const Slot at{key, kind, to, faults};
  if (kind == Kind::text) read_text(at, from);
  if (kind == Kind::date) read_date(at, from);
  if (kind == Kind::choice) read_choice(at, from);
  if (kind == Kind::integer) read_integer(at, from);
  if (kind == Kind::number) read_number(at, from);
  if (kind == Kind::duration) read_duration(at, from);
  if (kind == Kind::seed) read_seed(at, from);
  if (kind == Kind::moment) read_moment(at, from);
  if (kind == Kind::levels) read_levels(at, from);
  if (kind != Kind::flag) return;
  if (as<bool>(&from) == nullptr) return at.expected("true or false", from);
  to.value = *as<bool>(&from);
}

std::optional<Kind> element_kind(Kind kind) {
  if (kind == Kind::texts) return Kind::text;
  if (kind == Kind::integers) return Kind::integer;
  if (kind == Kind::numbers) return Kind::number;
  if (kind == Kind::choices) return Kind::choice;
  return std::nullopt;
}

}  // namespace rehearse::config
