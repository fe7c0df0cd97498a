#pragma once

#include <cstddef>

namespace rehearse::config {

/// Bytes of the longest config that is read.
inline constexpr std::size_t max_size = 2'000'000;

}  // namespace rehearse::config
