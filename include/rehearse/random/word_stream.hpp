#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "rehearse/random/stream_address.hpp"

namespace rehearse {

/// Random words one after another, from an address and its first item on.
class WordStream {
 public:
  WordStream() = default;
  WordStream(const StreamAddress& address, std::uint64_t first_item) {
    begin(address, first_item);
  }

  /// Goes to another address.
  void begin(const StreamAddress& address, std::uint64_t first_item) {
    address_ = address;
    item_ = first_item;
    used_ = words_.size();
  }

  [[nodiscard]] std::uint32_t next() {
    if (used_ == words_.size()) refill();
    return words_[used_++];
  }

  /// Unbiased integer in [0, bound), bound > 0. Multiply and reject: Lemire
  /// (2019), "Fast random integer generation in an interval", ACM TOMACS 29(1).
  [[nodiscard]] std::uint32_t below(std::uint32_t bound) {
    std::uint64_t product = std::uint64_t{next()} * bound;
    if (static_cast<std::uint32_t>(product) < bound) {
      const std::uint32_t unfair = (0U - bound) % bound;
      while (static_cast<std::uint32_t>(product) < unfair)
        product = std::uint64_t{next()} * bound;
    }
    return static_cast<std::uint32_t>(product >> 32);
  }

  /// Uniform in (0, 1): the middle of one of 2^53 equal steps.
  [[nodiscard]] double uniform() {
    const std::uint64_t high = next();
    const std::uint64_t bits = (high << 32 | next()) >> 11;
    return (static_cast<double>(bits) + 0.5) * 0x1p-53;
  }

 private:
  void refill();

  StreamAddress address_{};
  std::uint64_t item_ = 0;
  std::array<std::uint32_t, 32> words_{};  // eight items, drawn together
  std::size_t used_ = words_.size();
};

}  // namespace rehearse
