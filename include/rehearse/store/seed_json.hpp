#pragma once

#include <charconv>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

namespace rehearse {

/// A seed of 64 bits as a number, one of 256 bits as its 64 hex digits.
[[nodiscard]] inline nlohmann::ordered_json seed_json(const std::string& text) {
  std::uint64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error == std::errc{} && rest == end) return number;
  return text;
}

}  // namespace rehearse
