#pragma once

#include <string>

#include "chance.hpp"

namespace rehearse::fuzz {

/// What a field or value shouldn't be: control characters, no UTF-8, numbers
/// beyond any range, formulas, quotes, paths.
[[nodiscard]] std::string hostile_text(Chance& chance);

/// The text with one part of it changed, cut, moved, repeated or taken from
/// `other`: by bytes or by lines.
[[nodiscard]] std::string changed_text(std::string text,
                                       const std::string& other,
                                       Chance& chance);

}  // namespace rehearse::fuzz
