#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rehearse {

/// What is wrong with a pattern of randomization numbers, and what to write
/// instead; nothing if it is right.
[[nodiscard]] std::optional<std::string> pattern_fault(
    std::string_view pattern);

/// What a randomization number may be made of.
enum class NumberPart : std::uint8_t { text, stratum, seq, row, site };

/// Of one row.
struct NumberParts {
  std::string_view stratum;  ///< code
  std::string_view site;     ///< id
  std::uint64_t seq = 0;     ///< in the stratum, from 1
  std::uint64_t row = 0;     ///< of the whole list, from 1
};

/// Randomization numbers by a pattern: text, and {stratum}, {seq}, {row} or
/// {site}, with the least width as in {seq:04}; zeros fill it on the left.
class NumberPattern {
 public:
  /// A pattern without a fault.
  explicit NumberPattern(std::string_view pattern);

  void append(std::string& number, const NumberParts& parts) const;
  [[nodiscard]] bool has(NumberPart part) const;

 private:
  struct Piece {
    NumberPart part = NumberPart::text;
    std::size_t width = 0;
    std::string text;
  };
  std::vector<Piece> pieces_;
};

}  // namespace rehearse
