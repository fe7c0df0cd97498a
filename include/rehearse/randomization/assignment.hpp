#pragma once

#include <cstdint>

namespace rehearse {

/// One participant's place in a randomization list. Procedures without blocks
/// leave the last three 0.
struct Assignment {
  std::uint32_t arm;
  std::uint32_t block = 0;         ///< from 0
  std::uint32_t block_size = 0;    ///< nominal
  std::uint32_t seq_in_block = 0;  ///< from 0
};

}  // namespace rehearse
