#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rehearse {

/// A finite number as it is typed on a command line: ".65", "1e5", "+2", and
/// "10_000" with single underscores between digits. Nothing of anything else:
/// a comma has two meanings.
[[nodiscard]] std::optional<double> parse_typed_number(std::string_view text);

/// A whole number so typed ("10_000", "1e5", "2.5e3"), within 64 bits. With an
/// exponent or a point at most 2^53, up to where every number is exact. Nothing
/// of "10.000", which means ten thousand in half of the world.
[[nodiscard]] std::optional<std::uint64_t> parse_typed_count(
    std::string_view text);

/// Why a text is no number though it nearly is one, and what to write: "(a
/// decimal comma): write 0.65"; both of what "10,000" may mean. Empty where
/// it is not near one.
[[nodiscard]] std::string number_advice(std::string_view text);

/// Of a count in groups of three, "10,000" or "10.000", what to write.
[[nodiscard]] std::string thousands_advice(std::string_view text);

/// The typographic quotation mark that `text` begins or ends with, as word
/// processors make them of straight ones; empty if there is none.
[[nodiscard]] std::string_view curly_quote(std::string_view text);

/// What makes a line (from 1) of a config unreadable, where it is one of the
/// marks of office programs: typographic quotes, or a decimal comma in its
/// value. With the advice; empty for any other line.
[[nodiscard]] std::string office_advice(std::string_view text,
                                        std::size_t line);

}  // namespace rehearse
