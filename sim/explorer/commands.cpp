// The same result by the command line, from R and from Python.
#include <fmt/format.h>

#include <algorithm>

#include "rehearse/text/shell_word.hpp"
#include "request.hpp"

namespace rehearse::explorer {
namespace {

// As R and Python write a text: both take these escapes.
std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

struct Edit {
  std::string key;
  std::string value;
};

std::vector<Edit> edits_of(const Json& request) {
  std::vector<Edit> edits;
  for (const std::string& text : texts_in(request, "set")) {
    const std::size_t sign = std::min(text.find('='), text.size());
    edits.push_back({text.substr(0, sign),
                     sign < text.size() ? text.substr(sign + 1) : ""});
  }
  return edits;
}

}  // namespace

Answer commands(const Json& request, Parts) {
  const LoadedConfig config = config_of(request);
  const std::string file = file_of(request);
  const std::uint64_t replicates = config.scenario.replicates;
  std::vector<std::string> words{"power", file};
  std::string r =
      fmt::format("library(rehearse)\npower <- rh_power({}", quoted(file));
  std::string python_set;
  for (const auto& [key, value] : edits_of(request)) {
    words.insert(words.end(), {"--set", key + '=' + value});
    r += fmt::format(", `{}` = {}", key, quoted(value));
    python_set += fmt::format("{}{}: {}", python_set.empty() ? "" : ", ",
                              quoted(key), quoted(value));
  }
  const std::string seed = text_in(request, "seed");
  if (!seed.empty()) {
    words.insert(words.end(), {"--seed", seed});
    r += fmt::format(", seed = {}", quoted(seed));
  }
  words.insert(words.end(),
               {"--replicates", std::to_string(replicates), "--out", "result"});
  r += fmt::format(", replicates = {})\nprint(power)\n", replicates);
  std::string python =
      fmt::format("import rehearse\np = rehearse.power({}", quoted(file));
  if (!python_set.empty()) python += ", set={" + python_set + '}';
  if (!seed.empty()) python += fmt::format(", seed={}", quoted(seed));
  python += fmt::format(", replicates={})\nprint(p.text)\n", replicates);
  return {
      {{"command_line", command_line(words)}, {"r", r}, {"python", python}}};
}

}  // namespace rehearse::explorer
