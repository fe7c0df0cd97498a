#include "rehearse/lists/number_pattern.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "rehearse/core/expect.hpp"
#include "rehearse/text/text.hpp"

namespace rehearse {
namespace {

constexpr std::uint64_t widest = 18;
constexpr std::array<std::string_view, 4> pattern_names{"stratum", "seq", "row",
                                                        "site"};

// "stratum:02" in its name and width.
struct Placeholder {
  std::string_view name;
  std::optional<std::string_view> width;
};

Placeholder split_placeholder(std::string_view inside) {
  const auto colon = inside.find(':');
  if (colon == std::string_view::npos) return {inside, std::nullopt};
  return {inside.substr(0, colon), inside.substr(colon + 1)};
}

// A zero and the width: "02", "010"; nothing if it is none.
std::optional<std::uint64_t> width_of(std::string_view text) {
  if (!text.starts_with('0') || text.size() > 3) return std::nullopt;
  const auto width = parse_unsigned(text.substr(1));
  if (!width || *width == 0 || *width > widest) return std::nullopt;
  return width;
}

std::optional<std::string> placeholder_fault(const Placeholder& placeholder) {
  if (std::ranges::find(pattern_names, placeholder.name) == pattern_names.end())
    return fmt::format("'{{{}}}' is no part of a number{}",
                       placeholder.name.substr(0, 20),
                       suggestion(placeholder.name, pattern_names));
  if (placeholder.width && !width_of(*placeholder.width))
    return fmt::format(
        "'{}' is no width (a zero and 1 to {} digits): write e.g. {{{}:04}}",
        placeholder.width->substr(0, 20), widest, placeholder.name);
  return std::nullopt;
}

constexpr const char* unbalanced =
    "a brace stands alone (braces hold a part of the number): write e.g. "
    "R{stratum:02}{seq:04}";

}  // namespace

std::optional<std::string> pattern_fault(std::string_view pattern) {
  bool counts = false;
  while (true) {
    const auto brace = pattern.find_first_of("{}");
    if (brace == std::string_view::npos) break;
    const auto end = pattern.find_first_of("{}", brace + 1);
    if (pattern[brace] == '}' || end == std::string_view::npos ||
        pattern[end] == '{')
      return unbalanced;
    const Placeholder inside =
        split_placeholder(pattern.substr(brace + 1, end - brace - 1));
    if (auto fault = placeholder_fault(inside)) return fault;
    counts = counts || inside.name == "seq" || inside.name == "row";
    pattern.remove_prefix(end + 1);
  }
  if (counts) return std::nullopt;
  return "neither {seq} nor {row} is in it (numbers would repeat): write e.g. "
         "R{stratum:02}{seq:04}";
}

NumberPattern::NumberPattern(std::string_view pattern) {
  expect(!pattern_fault(pattern), "a pattern was checked when it was read");
  while (!pattern.empty()) {
    const auto brace = std::min(pattern.find('{'), pattern.size());
    if (brace > 0)
      pieces_.push_back(
          {NumberPart::text, 0, std::string{pattern.substr(0, brace)}});
    if (brace == pattern.size()) break;
    const auto end = pattern.find('}');
    const Placeholder inside =
        split_placeholder(pattern.substr(brace + 1, end - brace - 1));
    const auto name =
        std::ranges::find(pattern_names, inside.name) - pattern_names.begin();
    pieces_.push_back(
        {static_cast<NumberPart>(name + 1),
         static_cast<std::size_t>(inside.width ? *width_of(*inside.width) : 0),
         {}});
    pattern.remove_prefix(end + 1);
  }
}

bool NumberPattern::has(NumberPart part) const {
  return std::ranges::find(pieces_, part, &Piece::part) != pieces_.end();
}

void NumberPattern::append(std::string& number,
                           const NumberParts& parts) const {
  const auto add = [&](std::string_view text, std::size_t width) {
    if (text.size() < width) number.append(width - text.size(), '0');
    number += text;
  };
  for (const Piece& piece : pieces_) {
    switch (piece.part) {
      case NumberPart::text:
        number += piece.text;
        break;
      case NumberPart::stratum:
        add(parts.stratum, piece.width);
        break;
      case NumberPart::site:
        add(parts.site, piece.width);
        break;
      case NumberPart::seq:
      case NumberPart::row: {
        const fmt::format_int digits{piece.part == NumberPart::seq ? parts.seq
                                                                   : parts.row};
        add({digits.data(), digits.size()}, piece.width);
        break;
      }
    }
  }
}

}  // namespace rehearse
