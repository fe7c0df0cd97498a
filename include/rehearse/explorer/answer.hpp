#pragma once

#include <span>
#include <string>
#include <string_view>

namespace rehearse {

/// A JSON object, and bytes for later requests; these may be none.
struct ExplorerAnswer {
  std::string json;
  std::string part;
};

/// Answers one request of a page: a JSON object whose `do` says what for, and
/// parts of earlier answers. sim/explorer/README.md has the requests. Reads no
/// file, writes none and starts no thread; never throws for what a request
/// says: the answer then has `ok: false` and the errors.
[[nodiscard]] ExplorerAnswer explorer_answer(
    std::string_view request, std::span<const std::string_view> parts);

}  // namespace rehearse
