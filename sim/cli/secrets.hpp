#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

#include "rehearse/store/sealed_file.hpp"
#include "rehearse/text/input_file.hpp"

namespace rehearse::cli {

inline const InputLimit key_limit{65'536, "a key or passphrase"};

/// The passphrase in a file ("-": standard input): its first line.
/// \throws IoError input_missing, bad_data if it is empty.
[[nodiscard]] std::string read_passphrase(const std::string& file);

/// Asks for it on the terminal, without showing it.
[[nodiscard]] std::string ask_passphrase();

/// Adds --key and --passphrase-file.
void add_opening(CLI::App& command, std::string& key_file,
                 std::string& passphrase_file);

/// What opens a sealed file, from what these flags name; nothing if neither
/// does. \throws UsageError if both do; IoError as above, or without a key.
[[nodiscard]] std::optional<Opening> read_opening(
    const std::string& key_file, const std::string& passphrase_file);

/// Who can open what is sealed: public keys, or files of them, and the
/// passphrase in a file. \throws IoError as above, or bad_data without a key.
[[nodiscard]] Sealing read_sealing(const std::vector<std::string>& keys,
                                   const std::string& passphrase_file);

}  // namespace rehearse::cli
