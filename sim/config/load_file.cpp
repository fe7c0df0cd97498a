// Configs that are files, or standard input.
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iostream>

#include "max_size.hpp"
#include "rehearse/config/load.hpp"
#include "rehearse/text/text.hpp"

namespace rehearse {
namespace {

// The config in the file's folder that was probably meant: what lacks its
// extension, or the nearest name.
std::optional<std::filesystem::path> near_config(
    const std::filesystem::path& file) {
  std::error_code error;
  std::vector<std::string> names;
  const auto folder = file.has_parent_path() ? file.parent_path() : ".";
  for (const auto& entry : std::filesystem::directory_iterator{folder, error}) {
    const auto extension = entry.path().extension();
    if (extension != ".toml" && extension != ".json") continue;
    if (entry.path().stem() == file.filename())
      return file.parent_path() / entry.path().filename();
    names.push_back(entry.path().filename().string());
  }
  std::ranges::sort(names);
  const std::vector<std::string_view> views{names.begin(), names.end()};
  const auto near = nearest(file.filename().string(), views);
  if (!near) return std::nullopt;
  return file.parent_path() / *near;
}

[[noreturn]] void fail_missing(const std::filesystem::path& file) {
  const auto near = near_config(file);
  throw IoError{
      IoFault::input_missing,
      near ? fmt::format("{}: the config can't be read (there is no such file, "
                         "but '{}' exists): did you mean that one?",
                         file.string(), near->string())
           : fmt::format("{}: the config can't be read (it is missing, or no "
                         "file): check its name",
                         file.string())};
}

// As other programs have it.
bool is_standard_input(const std::filesystem::path& file) {
  return file == "-";
}

// A text up to just over the size that is refused, in pieces: a pipe doesn't
// say how long it is, and to make room for the longest would cost more than
// reading a config does.
std::string read_all(std::istream& in) {
  constexpr std::size_t piece = 1U << 15;
  std::string text;
  while (in && text.size() <= config::max_size) {
    const std::size_t begin = text.size();
    text.resize(begin + piece);
    in.read(text.data() + begin, static_cast<std::streamsize>(piece));
    text.resize(begin + static_cast<std::size_t>(in.gcount()));
  }
  return text;
}

std::string read_text(const std::filesystem::path& file) {
  if (is_standard_input(file)) {
    // It can be read once, a config may have to be read again.
    static const std::string input = read_all(std::cin);
    return input;
  }
  std::error_code error;
  std::ifstream in{file, std::ios::binary};
  if (!in || std::filesystem::is_directory(file, error)) fail_missing(file);
  std::string text = read_all(in);
  if (in.bad())
    throw IoError{IoFault::input_missing,
                  fmt::format("{}: reading the config failed (the disk or its "
                              "server): try again",
                              file.string())};
  return text;
}

// By the file's name; what has none is JSON where it begins as an object.
Dialect dialect_of(const std::filesystem::path& file, std::string_view text) {
  const bool json =
      is_standard_input(file)
          ? text.substr(
                    std::min(text.find_first_not_of(" \t\r\n"), text.size()))
                .starts_with('{')
          : file.extension() == ".json";
  return json ? Dialect::json : Dialect::toml;
}

// "-" would be read as a minus sign.
std::string name_in_messages(const std::filesystem::path& file) {
  return is_standard_input(file) ? "standard input" : file.string();
}

}  // namespace

LoadedConfig load_config(const std::filesystem::path& file,
                         const Overrides& overrides, Reading reading) {
  const std::string text = read_text(file);
  LoadedConfig loaded =
      parse_config(text, name_in_messages(file), dialect_of(file, text),
                   file.parent_path(), overrides, reading);
  loaded.inputs.insert(loaded.inputs.begin(),
                       input_record(file.string(), text));
  return loaded;
}

LoadedConfig check_config(const std::filesystem::path& file,
                          const Overrides& overrides) {
  const std::string text = read_text(file);
  return check_config(text, name_in_messages(file), dialect_of(file, text),
                      file.parent_path(), overrides);
}

}  // namespace rehearse
