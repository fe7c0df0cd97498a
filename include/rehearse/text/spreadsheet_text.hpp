#pragma once

#include <string_view>

namespace rehearse {

/// Whether a spreadsheet that opens a CSV file may run this text as a formula
/// (OWASP, "CSV Injection"): it begins with one of = + - @ or a tab and is no
/// number. A sign alone is text.
[[nodiscard]] bool is_formula(std::string_view text);

/// What stands before a formula in our CSV files, so that a spreadsheet takes
/// it for text. Reading a CSV file takes it away.
inline constexpr char formula_guard = '\'';

}  // namespace rehearse
