#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace rehearse {

/// Lines of `text` that are wider than `width` columns, broken between words.
/// What follows is indented as the line is, or as what stands behind its label
/// is ("Theory     …": two spaces or more end a label). A shell command
/// ("  rehearse …") is broken outside quotes alone, with a backslash, so that
/// it can be pasted as it stands. A word wider than `width` is left whole.
[[nodiscard]] std::string fitted_text(std::string_view text, std::size_t width);

}  // namespace rehearse
