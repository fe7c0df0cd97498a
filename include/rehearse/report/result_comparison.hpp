#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace rehearse {

/// A place where two files aren't alike.
struct Difference {
  std::string where;  ///< JSON pointer; "line 3, column 'power'"; "line 3"
  std::string there;  ///< empty where there is nothing
  std::string here;

  bool operator==(const Difference&) const = default;
};

/// How a file that was made again differs from the one that there is.
struct FileComparison {
  static constexpr std::size_t most_told = 5;

  std::size_t count = 0;          ///< of all places; 0: the files are equal
  std::vector<Difference> first;  ///< of them, at most `most_told`
  /// Of the numbers that differ, |a - b| / max(|a|, |b|).
  double largest_relative = 0.0;
  std::size_t numbers = 0;  ///< how many of the places are numbers

  [[nodiscard]] bool equal() const { return count == 0; }
  /// Whether nothing but the last digits of numbers differ: a later compiler's
  /// or library's rounding, not another result.
  [[nodiscard]] bool last_digits() const {
    return count > 0 && count == numbers && largest_relative < 1e-9;
  }
};

/// What two versions call themselves, which is no difference of a result.
struct Versions {
  std::string there;
  std::string here;
};

/// Compares two files of a result by what they are by name: JSON member by
/// member, CSV cell by cell, other text line by line. What names the versions,
/// where these differ, is taken for alike: JSON's "version" and hashes of what
/// holds it, and "rehearse VERSION" in text.
[[nodiscard]] FileComparison compare_files(const std::string& name,
                                           std::string_view there,
                                           std::string_view here,
                                           const Versions& versions);

/// Members and columns that `compare_files` takes for alike where the versions
/// differ.
[[nodiscard]] std::vector<std::string> not_compared(const Versions& versions);

/// A text as it compares with one made from a config of another name: `size`
/// advises a command that names the config and what was set.
[[nodiscard]] std::string without_advice(std::string_view text);

}  // namespace rehearse
