#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace rehearse {

/// Characters that may end a line, besides those of the text itself.
enum class LineEnds { shown, kept };

/// What may stand in a message: control characters (those of a terminal too)
/// and bytes that are no UTF-8 as `\\x1B`, tabs as they are, and newlines where
/// they are the message's own.
[[nodiscard]] std::string shown_text(std::string_view text,
                                     LineEnds line_ends = LineEnds::shown);

/// The beginning and the end of a text that is longer than `most` bytes, with
/// how much is left out in between.
[[nodiscard]] std::string shortened(std::string_view text,
                                    std::size_t most = 600);

}  // namespace rehearse
