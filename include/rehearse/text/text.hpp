#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rehearse {

/// "42 days", "6 weeks", "6.8 months", "1.5 years" (singular too) in days;
/// nothing if it isn't a finite number and a unit.
[[nodiscard]] std::optional<double> parse_duration(std::string_view text);

/// The canonical text of a duration [days], which `parse_duration` gives back
/// exactly: in months where a number of at most 12 digits does that, or days.
[[nodiscard]] std::string duration_text(double days);

/// Digits alone, within 64 bits.
[[nodiscard]] std::optional<std::uint64_t> parse_unsigned(
    std::string_view text);

/// A finite decimal number and nothing else.
[[nodiscard]] std::optional<double> parse_number(std::string_view text);

/// The least number of insertions, deletions, substitutions and swaps of
/// neighbours that make one of the other (Damerau 1964).
[[nodiscard]] std::size_t edits(std::string_view a, std::string_view b);

/// The candidate that `text` was probably meant to be, by the fewest edits, if
/// any is near enough.
[[nodiscard]] std::optional<std::string_view> nearest(
    std::string_view text, std::span<const std::string_view> candidates);

/// " (did you mean 'x'?)", or " (known: a, b, c)" where none is near.
[[nodiscard]] std::string suggestion(
    std::string_view text, std::span<const std::string_view> candidates);

/// "a|b|c" in its parts; nothing of "".
[[nodiscard]] std::vector<std::string_view> split(std::string_view text,
                                                  char separator);

/// The parts with `separator` between them.
[[nodiscard]] std::string join(std::span<const std::string_view> parts,
                               std::string_view separator);

/// Well-formed UTF-8 (RFC 3629) without control characters.
[[nodiscard]] bool is_printable(std::string_view text);

}  // namespace rehearse
