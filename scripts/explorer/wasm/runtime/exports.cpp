// What engine.mjs calls: a request lies in the memory, and so does its answer.
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "rehearse/explorer/answer.hpp"

namespace {

std::vector<char> request;
std::string answer_bytes;

// A text behind its size: 4 bytes, little-endian as the memory is.
std::string_view take_text(std::string_view& bytes) {
  std::uint32_t size = 0;
  if (bytes.size() < sizeof size) return {};
  std::memcpy(&size, bytes.data(), sizeof size);
  bytes.remove_prefix(sizeof size);
  const std::string_view text = bytes.substr(0, size);
  bytes.remove_prefix(text.size());
  return text;
}

void put_text(std::string_view text) {
  const auto size = static_cast<std::uint32_t>(text.size());
  answer_bytes.append(reinterpret_cast<const char*>(&size), sizeof size);
  answer_bytes += text;
}

}  // namespace

/// Room for a request of so many bytes: a JSON text and any parts, each behind
/// its size.
extern "C" char* rehearse_reserve(std::uint32_t size) {
  request.resize(size);
  return request.data();
}

/// Answers the request; where the answer is: a JSON text and a part that may be
/// empty, each behind its size.
extern "C" const char* rehearse_answer() {
  std::string_view bytes{request.data(), request.size()};
  const std::string_view json = take_text(bytes);
  std::vector<std::string_view> parts;
  while (!bytes.empty()) parts.push_back(take_text(bytes));
  const rehearse::ExplorerAnswer answer =
      rehearse::explorer_answer(json, parts);
  answer_bytes.clear();
  put_text(answer.json);
  put_text(answer.part);
  return answer_bytes.data();
}
