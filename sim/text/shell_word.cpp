#include "rehearse/text/shell_word.hpp"

namespace rehearse {

std::string shell_word(const std::string& word) {
  const bool plain =
      !word.empty() && word.find_first_not_of(
                           "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWX"
                           "YZ0123456789@%+=:,./_-") == std::string::npos;
  if (plain) return word;
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? "'\\''" : std::string(1, c);
  return quoted + '\'';
}

std::string command_line(const std::vector<std::string>& arguments) {
  std::string line = "rehearse";
  for (const std::string& word : arguments)
    line.append(" ").append(word.ends_with(hidden_word) ? word
                                                        : shell_word(word));
  return line;
}

std::vector<std::string> shell_words(std::string_view line) {
  std::vector<std::string> words(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\'')
      quoted = !quoted;
    else if (line[i] == '\\' && !quoted && i + 1 < line.size())
      words.back() += line[++i];
    else if (line[i] == ' ' && !quoted)
      words.emplace_back();
    else
      words.back() += line[i];
  }
  return words;
}

}  // namespace rehearse
