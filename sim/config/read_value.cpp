#include "read_value.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "rehearse/text/text.hpp"
#include "rehearse/text/typed_number.hpp"

namespace rehearse::config {
namespace {

std::string bound_text(double bound, Kind kind) {
  return kind == Kind::duration ? duration_text(bound)
                                : fmt::format("{}", bound);
}

std::string range_text(const Range& range, Kind kind) {
  if (range.low == range.high) return bound_text(range.low, kind);
  std::string text;
  if (std::isfinite(range.low)) {
    text = fmt::format("{} {}", range.above_low ? "above" : "at least",
                       bound_text(range.low, kind));
  }
  if (std::isfinite(range.high)) {
    text += fmt::format("{}{} {}", text.empty() ? "" : " and ",
                        range.below_high ? "below" : "at most",
                        bound_text(range.high, kind));
  }
  return text;
}

bool in_range(double value, const Range& range) {
  return (range.above_low ? value > range.low : value >= range.low) &&
         (range.below_high ? value < range.high : value <= range.high);
}

class ValueReader {
 public:
  ValueReader(const Key& key, Kind kind, Node& to, Faults& faults)
      : key_(key), kind_(kind), to_(to), faults_(faults) {}

  void read(const Node& from) {
    switch (kind_) {
      case Kind::text:
        return read_text(from);
      case Kind::date:
        return read_date(from);
      case Kind::choice:
        return read_choice(from);
      case Kind::flag:
        return read_flag(from);
      case Kind::integer:
        return read_integer(from);
      case Kind::number:
        return read_number(from);
      case Kind::duration:
        return read_duration(from);
      case Kind::seed:
        return read_seed(from);
      default:
        return;
    }
  }

 private:
  void expected(const char* what, const Node& from) {
    faults_.error(to_, "expected {}, found {}", what, describe(from));
  }

  // What is nearly a number says what it would be.
  void expected_number(const char* what, const Node& from) {
    const auto* text = as<std::string>(&from);
    const std::string advice = text == nullptr ? "" : number_advice(*text);
    const bool other = text != nullptr && kind_ == Kind::integer &&
                       parse_typed_number(*text) && !parse_typed_count(*text);
    if (advice.empty() || other) return expected(what, from);
    faults_.error(to_, "expected {}, found {} {}", what, describe(from),
                  advice);
  }

  template <typename Number>
  void put(Number value, const std::string& shown) {
    if (in_range(static_cast<double>(value), key_.range)) {
      to_.value = value;
      return;
    }
    faults_.error(to_, "{} is out of range (it must be {})", shown,
                  range_text(key_.range, kind_));
  }

  void read_text(const Node& from) {
    const auto* text = as<std::string>(&from);
    if (text == nullptr) return expected("a text in quotes", from);
    if (is_printable(*text)) {
      to_.value = *text;
    } else {
      faults_.error(to_,
                    "the text holds a control character (it is printed in "
                    "tables): remove it");
    }
  }

  void read_flag(const Node& from) {
    const bool* flag = as<bool>(&from);
    if (flag == nullptr) return expected("true or false", from);
    to_.value = *flag;
  }

  void read_integer(const Node& from) {
    if (as<std::uint64_t>(&from) != nullptr)
      return put(9.3e18, describe(from));  // never in range
    const auto* n = as<std::int64_t>(&from);
    if (n == nullptr) return expected_number("a whole number", from);
    put(*n, fmt::format("{}", *n));
  }

  void read_number(const Node& from) {
    if (const auto* n = as<std::int64_t>(&from))
      return put(static_cast<double>(*n), fmt::format("{}", *n));
    if (const auto* n = as<std::uint64_t>(&from))
      return put(static_cast<double>(*n), fmt::format("{}", *n));
    const double* x = as<double>(&from);
    if (x == nullptr) return expected_number("a number", from);
    if (!std::isfinite(*x)) return expected("a finite number", from);
    put(*x + 0.0, fmt::format("{}", *x));  // + 0.0: no negative zero
  }

  void read_duration(const Node& from) {
    if (as<std::int64_t>(&from) != nullptr || as<double>(&from) != nullptr) {
      faults_.error(
          to_, "{} has no unit (days or months?): write e.g. \"{} months\"",
          describe(from), describe(from).substr(11));
      return;
    }
    const auto* text = as<std::string>(&from);
    if (text == nullptr) return expected("a duration in quotes", from);
    const auto days = parse_duration(*text);
    if (days) return put(*days + 0.0, describe(from));
    const auto space = std::min(text->find(' '), text->size());
    const std::string advice = number_advice(text->substr(0, space));
    if (!advice.empty() && text->find(',') < space)
      return faults_.error(to_, "{} is no duration {}{}", describe(from),
                           advice, text->substr(space));
    faults_.error(to_,
                  "{} is no duration (a number and a unit: days, weeks, months "
                  "or years): write e.g. \"6.8 months\"",
                  describe(from));
  }

  void read_date(const Node& from) {
    const auto* text = as<std::string>(&from);
    if (text == nullptr) return expected("a date, e.g. 2025-07-07", from);
    const bool form =
        text->size() == 10 && (*text)[4] == '-' && (*text)[7] == '-';
    const std::string_view view = *text;
    const auto year = parse_unsigned(view.substr(0, form ? 4 : 0));
    const auto month = parse_unsigned(view.substr(form ? 5 : 0, 2));
    const auto day = parse_unsigned(view.substr(form ? 8 : 0, 2));
    if (form && year && month && day &&
        std::chrono::year_month_day{
            std::chrono::year{static_cast<int>(*year)},
            std::chrono::month{static_cast<unsigned>(*month)},
            std::chrono::day{static_cast<unsigned>(*day)}}
            .ok()) {
      to_.value = *text;
      return;
    }
    faults_.error(to_, "{} is no date (year-month-day): write e.g. 2025-07-07",
                  describe(from));
  }

  void read_choice(const Node& from) {
    const auto* text = as<std::string>(&from);
    if (text == nullptr) {
      return expected(fmt::format("one of {}", quoted(key_.values)).c_str(),
                      from);
    }
    const auto allowed = split(key_.values, '|');
    const auto later = split(key_.later, '|');
    if (std::ranges::find(allowed, *text) != allowed.end()) {
      to_.value = *text;
    } else if (std::ranges::find(later, text->substr(0, text->find('('))) !=
               later.end()) {
      faults_.error(to_,
                    "\"{}\" is known but not available in this version (it "
                    "would be ignored): use {}",
                    *text, quoted(key_.values));
    } else {
      faults_.error(to_, "unknown value \"{}\"{}", *text,
                    suggestion(*text, allowed));
    }
  }

  void read_seed(const Node& from) {
    if (const auto* n = as<std::int64_t>(&from); n != nullptr && *n >= 0)
      to_.value = fmt::format("{}", *n);
    else if (const auto* big = as<std::uint64_t>(&from))
      to_.value = fmt::format("{}", *big);
    else if (const auto* text = as<std::string>(&from))
      read_seed_text(*text);
    else
      not_a_seed(describe(from));
  }

  void read_seed_text(std::string text) {
    const bool hex =
        text.size() == 64 &&
        text.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos;
    if (hex) {
      std::ranges::transform(text, text.begin(), [](char c) {
        return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
      });
      to_.value = std::move(text);
    } else if (const auto n = parse_unsigned(text)) {
      to_.value = fmt::format("{}", *n);
    } else {
      not_a_seed(fmt::format("\"{}\"", text));
    }
  }

  void not_a_seed(const std::string& found) {
    faults_.error(to_,
                  "{} is no seed (an unsigned 64-bit integer, or 64 "
                  "hexadecimal digits): write e.g. 20250707",
                  found);
  }

  static std::string quoted(std::string_view values) {
    std::string text;
    for (const std::string_view value : split(values, '|'))
      text += fmt::format("{}\"{}\"", text.empty() ? "" : ", ", value);
    return text;
  }

  const Key& key_;
  Kind kind_;
  Node& to_;
  Faults& faults_;
};

}  // namespace

void read_value(const Node& from, const Key& key, Kind kind, Node& to,
                Faults& faults) {
  ValueReader{key, kind, to, faults}.read(from);
}

std::optional<Kind> element_kind(Kind kind) {
  switch (kind) {
    case Kind::texts:
      return Kind::text;
    case Kind::integers:
      return Kind::integer;
    case Kind::numbers:
      return Kind::number;
    default:
      return std::nullopt;
  }
}

}  // namespace rehearse::config
