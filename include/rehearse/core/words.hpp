#pragma once

#include <optional>
#include <string_view>

namespace rehearse {

/// A value of an enum and its word, in configs, on command lines and in
/// results. An enum that has words has one table of them, `words_of(Enum)`,
/// in the order in which they are offered.
template <typename Enum>
struct Word {
  std::string_view text;
  Enum value;
};

/// The word of a value; empty where its table has none.
template <typename Enum>
[[nodiscard]] constexpr std::string_view word_of(Enum value) {
  for (const Word<Enum>& word : words_of(value))
    if (word.value == value) return word.text;
  return {};
}

/// The value that a word stands for; nothing if it is no word of the enum.
template <typename Enum>
[[nodiscard]] constexpr std::optional<Enum> meant_by(std::string_view text) {
  for (const Word<Enum>& word : words_of(Enum{}))
    if (word.text == text) return word.value;
  return std::nullopt;
}

}  // namespace rehearse
