#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "rehearse/random/stream_address.hpp"

namespace rehearse {

/// Random words one after another, from an address and its first item on: a
/// uniform random bit generator, on which the distributions of Boost.Random
/// draw. The two draws that make lists, `below` and `uniform`, are our own: a
/// stored list must stay the same for decades.
class WordStream {
 public:
  using result_type = std::uint32_t;
  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return 0xFFFFFFFF; }

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

  result_type operator()() {
    if (used_ == words_.size()) refill();
    return words_[used_++];
  }

  /// Unbiased integer in [0, bound), bound > 0. Multiply and reject: Lemire
  /// (2019), "Fast random integer generation in an interval", ACM TOMACS 29(1).
  [[nodiscard]] std::uint32_t below(std::uint32_t bound) {
    std::uint64_t product = std::uint64_t{(*this)()} * bound;
    if (static_cast<std::uint32_t>(product) < bound) {
      const std::uint32_t unfair = (0U - bound) % bound;
      while (static_cast<std::uint32_t>(product) < unfair)
        product = std::uint64_t{(*this)()} * bound;
    }
    return static_cast<std::uint32_t>(product >> 32);
  }

  /// Uniform in (0, 1): the middle of one of 2^53 equal steps.
  [[nodiscard]] double uniform() {
    const std::uint64_t high = (*this)();
    const std::uint64_t bits = (high << 32 | (*this)()) >> 11;
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
