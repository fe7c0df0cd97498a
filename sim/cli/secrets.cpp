#include "cli/secrets.hpp"

#include <fmt/format.h>

#include <iostream>

#include "cli/session.hpp"
#include "rehearse/system/terminal.hpp"

namespace rehearse::cli {
namespace {

std::string first_line(const std::string& text) {
  std::string line = text.substr(0, text.find('\n'));
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

std::string public_key(const std::string& text_or_file) {
  if (find_public_key(text_or_file) == text_or_file) return text_or_file;
  if (find_secret_key(text_or_file))
    throw IoError{IoFault::bad_data,
                  "a secret key is given to seal with (whoever sees it opens "
                  "the list): give the public one, and make a new pair"};
  const auto key = find_public_key(read_input(text_or_file, key_limit));
  if (key) return *key;
  throw IoError{IoFault::bad_data,
                fmt::format("{}: there is no public key in it (a line that "
                            "begins with rehearse-public-): make one with "
                            "'rehearse keygen'",
                            text_or_file)};
}

}  // namespace

std::string read_passphrase(const std::string& file) {
  std::string passphrase = first_line(read_input(file, key_limit));
  if (passphrase.empty())
    throw IoError{IoFault::bad_data,
                  fmt::format("{}: the passphrase is empty (its first line is "
                              "taken): write one",
                              file)};
  return passphrase;
}

std::string ask_passphrase() {
  print_error("Passphrase: ");
  std::string line;
  {
    const EchoOff silent;
    std::getline(std::cin, line);
  }
  print_error("\n");
  return line;
}

void add_opening(CLI::App& command, std::string& key_file,
                 std::string& passphrase_file) {
  command.add_option("--key", key_file, "File of a secret key")
      ->type_name("FILE");
  command
      .add_option("--passphrase-file", passphrase_file,
                  "File whose first line is the passphrase; - is stdin")
      ->type_name("FILE");
}

std::optional<Opening> read_opening(const std::string& key_file,
                                    const std::string& passphrase_file) {
  if (!key_file.empty() && !passphrase_file.empty())
    throw UsageError{
        "--key and --passphrase-file are both given (one opens it): keep one"};
  if (!passphrase_file.empty())
    return Opening{std::nullopt, read_passphrase(passphrase_file)};
  if (key_file.empty()) return std::nullopt;
  const auto key = find_secret_key(read_input(key_file, key_limit));
  if (key) return Opening{key, std::nullopt};
  throw IoError{IoFault::bad_data,
                fmt::format("{}: there is no secret key in it (a line that "
                            "begins with rehearse-secret-): give the file "
                            "that 'rehearse keygen' wrote",
                            key_file)};
}

Sealing read_sealing(const std::vector<std::string>& keys,
                     const std::string& passphrase_file) {
  Sealing sealing;
  for (const std::string& key : keys)
    sealing.public_keys.push_back(public_key(key));
  if (!passphrase_file.empty())
    sealing.passphrase = read_passphrase(passphrase_file);
  return sealing;
}

}  // namespace rehearse::cli
