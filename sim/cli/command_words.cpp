#include "cli/command_words.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "rehearse/config/key_reference.hpp"

namespace rehearse::cli {
namespace {

struct Meaning {
  std::string_view word;
  Takes takes;
};

// An option that means something else than others of its type goes first.
constexpr std::array meanings{
    Meaning{"--check", Takes::file},
    Meaning{"--encrypt-to", Takes::file},
    Meaning{"FILE", Takes::file},
    Meaning{"CONFIG", Takes::file},
    Meaning{"DATA", Takes::file},
    Meaning{"A", Takes::file},
    Meaning{"B", Takes::file},
    Meaning{"DIR", Takes::folder},
    Meaning{"COMMAND", Takes::command},
    Meaning{"WHAT", Takes::topic},
    Meaning{"KEY", Takes::key},
    Meaning{"KEY,...", Takes::key},
    Meaning{"KEY=VALUE", Takes::key_value},
    Meaning{"KEY=VALUES", Takes::key_value},
};

std::string without_brackets(const std::string& type) {
  return type.starts_with('[') && type.ends_with(']')
             ? type.substr(1, type.size() - 2)
             : type;
}

bool is_word(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

// "table|json": the words among them; none of a type that has no bars.
std::vector<std::string> words_of_type(const std::string& type) {
  std::vector<std::string> words;
  if (type.find('|') == std::string::npos) return words;
  for (std::size_t from = 0; from <= type.size();) {
    const std::size_t to = std::min(type.find('|', from), type.size());
    const std::string word = type.substr(from, to - from);
    if (is_word(word)) words.push_back(word);
    from = to + 1;
  }
  return words;
}

Takes meaning_of(const ArgumentWords& one, const std::string& type) {
  for (const Meaning& meaning : meanings)
    if (std::ranges::find(one.names, meaning.word) != one.names.end() ||
        type == meaning.word)
      return meaning.takes;
  return one.words.empty() ? Takes::text : Takes::words;
}

ArgumentWords words_of(const CLI::Option& option) {
  ArgumentWords one;
  one.description = option.get_description();
  if (option.get_positional())
    one.names = {option.get_name(true)};
  else
    for (const std::string& name : option.get_lnames())
      one.names.push_back("--" + name);
  const std::string type = without_brackets(option.get_type_name());
  one.words = words_of_type(type);
  const bool is_flag =
      !option.get_positional() && option.get_items_expected_max() == 0;
  one.takes = is_flag ? Takes::nothing : meaning_of(one, type);
  one.value_optional = option.get_expected_min() == 0;
  one.repeatable = option.get_expected_max() > 1;
  return one;
}

CommandWords words_of(const CLI::App& command) {
  CommandWords all{command.get_name(), command.get_description(), {}, {}};
  for (const CLI::Option* option : command.get_options()) {
    if (!is_shown(*option)) continue;
    auto& group = option->get_positional() ? all.arguments : all.options;
    group.push_back(words_of(*option));
  }
  return all;
}

}  // namespace

bool is_shown(const CLI::Option& option) { return !option.get_group().empty(); }

CommandWords program_words(const CLI::App& program) {
  return words_of(program);
}

std::vector<CommandWords> command_words(const CLI::App& program) {
  std::vector<CommandWords> all;
  for (const CLI::App* command : program.get_subcommands({}))
    all.push_back(words_of(*command));
  return all;
}

std::vector<std::string> settable_keys() {
  std::vector<std::string> keys;
  for (const KeyEntry& key : key_reference())
    if (key.kind != "table" &&
        key.path.find_first_of("[*") == std::string::npos)
      keys.push_back(key.path);
  return keys;
}

}  // namespace rehearse::cli
