#pragma once

#include <string>
#include <string_view>

namespace rehearse {

/// What a reader sees of a text: in Unicode's composed normal form (UAX #15,
/// NFC), without characters that show nothing, any run of spaces as one, none
/// at the ends, and bytes that are no UTF-8 as U+FFFD. Two names with one
/// visible form will be mixed up.
[[nodiscard]] std::string visible_form(std::string_view text);

}  // namespace rehearse
