#pragma once

#include <cstddef>
#include <memory>
#include <new>
#include <vector>

namespace rehearse {

/// Replicates that are simulated side by side, one in each lane: a column has
/// rows of this many numbers, one row for each participant. A multiple of what
/// any vector holds, so that a column looks the same on every machine.
inline constexpr std::size_t block_lanes = 16;

/// Memory that begins with a cache line.
template <class T>
struct LineAllocator {
  using value_type = T;
  static constexpr std::align_val_t line{64};

  LineAllocator() = default;
  template <class U>
  LineAllocator(const LineAllocator<U>&) {}  // NOLINT: as allocators convert
  T* allocate(std::size_t count) {
    return static_cast<T*>(::operator new(count * sizeof(T), line));
  }
  void deallocate(T* memory, std::size_t) { ::operator delete(memory, line); }
  bool operator==(const LineAllocator&) const { return true; }
};

/// A column of a block, or of one replicate: vectors are loaded from it whole.
template <class T>
using Column = std::vector<T, LineAllocator<T>>;

/// One number of each lane.
template <class T>
struct alignas(64) Lanes {
  T of[block_lanes] = {};

  T& operator[](std::size_t lane) { return of[lane]; }
  const T& operator[](std::size_t lane) const { return of[lane]; }
};

}  // namespace rehearse
