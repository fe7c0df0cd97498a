// Paths into a config, as they are typed: dots, indices in brackets, and quotes
// around a key that holds either.
#include "path.hpp"

#include <algorithm>

#include "parse.hpp"
#include "rehearse/text/text.hpp"

namespace rehearse::config {
namespace {

// A key up to '.' or '['; in quotes it may hold these.
std::optional<std::string> take_key(std::string_view& path) {
  std::string key;
  if (path.starts_with('"')) {
    const auto end = path.find('"', 1);
    if (end == std::string_view::npos) return std::nullopt;
    key = path.substr(1, end - 1);
    path.remove_prefix(end + 1);
  } else {
    const auto end = std::min(path.find_first_of(".[\"]"), path.size());
    if (end == 0) return std::nullopt;
    key = path.substr(0, end);
    path.remove_prefix(end);
  }
  return key;
}

// From 0, as in every language that a config is written by.
std::optional<std::size_t> take_index(std::string_view& path) {
  const auto end = path.find(']');
  if (end == std::string_view::npos) return std::nullopt;
  const auto index = parse_unsigned(path.substr(1, end - 1));
  path.remove_prefix(end + 1);
  return index;
}

}  // namespace

std::optional<std::vector<Step>> parse_path(std::string_view path) {
  std::vector<Step> steps;
  while (steps.size() < max_depth) {
    if (path.starts_with('[') && !steps.empty()) {
      const auto index = take_index(path);
      if (!index) return std::nullopt;
      steps.emplace_back(*index);
    } else {
      auto key = take_key(path);
      if (!key) return std::nullopt;
      steps.emplace_back(std::move(*key));
    }
    if (path.empty()) return steps;
    if (path.starts_with('.')) {
      path.remove_prefix(1);
      if (path.starts_with('[')) return std::nullopt;
    } else if (!path.starts_with('[')) {
      return std::nullopt;
    }
  }
  return std::nullopt;
}

}  // namespace rehearse::config
