#pragma once

#include <string>

#include "rehearse/text/value_table.hpp"

namespace rehearse {

/// The table as a workbook of one sheet (Office Open XML, ECMA-376): bytes, the
/// same every time. Texts are texts whatever they look like, so that no code
/// becomes a date, a number or a formula, and numbers are numbers with all
/// their digits. The header stays in sight, columns are as wide as their texts.
/// \throws IoError (cannot_write) for more rows or columns, or a longer text,
/// than a sheet takes.
[[nodiscard]] std::string xlsx_bytes(const ValueTable& table);

}  // namespace rehearse
