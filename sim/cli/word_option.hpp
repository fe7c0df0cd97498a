#pragma once

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "cli/session.hpp"
#include "rehearse/core/words.hpp"
#include "rehearse/text/text.hpp"

namespace rehearse::cli {

/// Adds an option whose value is one of the enum's words; `Value` is the enum,
/// or an optional one.
template <typename Enum, typename Value>
CLI::Option* add_word(CLI::App& command, const std::string& flag, Value& value,
                      const std::string& help) {
  std::vector<std::string_view> words;
  for (const Word<Enum>& word : words_of(Enum{})) words.push_back(word.text);
  const auto read = [flag, words, &value](const std::string& text) {
    const auto meant = meant_by<Enum>(text);
    if (!meant)
      throw UsageError{fmt::format("{}: no such choice '{}'{}", flag, text,
                                   suggestion(text, words))};
    value = *meant;
  };
  return command.add_option_function<std::string>(flag, read, help)
      ->type_name(fmt::format("{}", fmt::join(words, "|")));
}

}  // namespace rehearse::cli
