#include "rehearse/store/shard_command.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <system_error>

#include "rehearse/core/errors.hpp"
#include "rehearse/store/output_file.hpp"
#include "rehearse/text/input_file.hpp"
#include "rehearse/text/shell_word.hpp"
#include "rehearse/text/text.hpp"

namespace rehearse {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr const char* command_name = "command.json";
const InputLimit command_limit{16'000'000, "a share's command"};

bool is_option(const std::string& word, const std::string& name) {
  return word == name || word.starts_with(name + '=');
}

// Without a flag and its value, where it has one.
std::vector<std::string> without(const std::vector<std::string>& words,
                                 const std::string& name) {
  std::vector<std::string> kept;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (!is_option(words[i], name))
      kept.push_back(words[i]);
    else if (words[i] == name && i + 1 < words.size() &&
             !words[i + 1].starts_with("--"))
      ++i;
  }
  return kept;
}

}  // namespace

void write_shard_command(const fs::path& folder,
                         const std::vector<std::string>& arguments) {
  std::error_code unknown;
  const Json json = {{"folder", fs::current_path(unknown).string()},
                     {"arguments", arguments}};
  write_file_atomically(
      folder / command_name,
      json.dump(1, ' ', false, Json::error_handler_t::replace) + '\n');
}

std::optional<ShardCommand> read_shard_command(const fs::path& folder) {
  std::error_code ignored;
  if (!fs::is_regular_file(folder / command_name, ignored)) return std::nullopt;
  try {
    const Json json = Json::parse(
        read_input((folder / command_name).string(), command_limit));
    ShardCommand command;
    json.at("folder").get_to(command.folder);
    json.at("arguments").get_to(command.arguments);
    return command;
  } catch (const Json::exception&) {
    return std::nullopt;
  } catch (const IoError&) {
    return std::nullopt;
  }
}

std::string shard_line(const ShardCommand& command, const Shard& shard,
                       const fs::path& out) {
  std::error_code unknown;
  const fs::path here = fs::current_path(unknown);
  const bool elsewhere = unknown || here != fs::path{command.folder};
  auto words = without(without(command.arguments, "--shard"), "--out");
  words.emplace_back("--shard");
  words.push_back(fmt::format("{}/{}", shard.index, shard.count));
  words.emplace_back("--out");
  words.push_back(elsewhere ? (here / out).lexically_normal().string()
                            : out.string());
  const std::string line = command_line(words);
  if (!elsewhere) return line;
  return "cd " + shell_word(command.folder) + " && " + line;
}

fs::path shard_folder(const fs::path& like, std::size_t from, std::size_t to) {
  const fs::path plain = like.has_filename() ? like : like.parent_path();
  const std::string name = plain.filename().string();
  const auto end = name.find_last_not_of("0123456789");
  const std::string stem =
      end == std::string::npos ? "" : name.substr(0, end + 1);
  const std::string digits = name.substr(stem.size());
  if (parse_unsigned(digits) != from)
    return plain.parent_path() / fmt::format("shard-{}", to);
  return plain.parent_path() / fmt::format("{}{:0{}}", stem, to, digits.size());
}

}  // namespace rehearse
