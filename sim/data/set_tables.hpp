#pragma once

#include <cstddef>

#include "rehearse/data/data_set.hpp"

namespace rehearse {

/// The bytes of the longest text of a column; at least 1.
[[nodiscard]] std::size_t longest_text(const DataSet& set, std::size_t column);

}  // namespace rehearse
