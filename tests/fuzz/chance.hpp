#pragma once

#include <cstddef>
#include <cstdint>

namespace rehearse::fuzz {

/// Numbers that a seed fixes, the same with every library (splitmix64: Steele,
/// Lea and Flood 2014).
class Chance {
 public:
  explicit Chance(std::uint64_t seed) : state_(seed) {}

  std::uint64_t word() {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  /// From 0 to `count` - 1; 0 where there is nothing.
  std::size_t below(std::size_t count) {
    return count == 0 ? 0 : static_cast<std::size_t>(word() % count);
  }
  bool one_in(std::size_t count) { return below(count) == 0; }

  template <class List>
  const auto& of(const List& list) {
    return list[below(list.size())];
  }

 private:
  std::uint64_t state_;
};

}  // namespace rehearse::fuzz
