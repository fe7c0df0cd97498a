#pragma once

#include <cstdint>
#include <functional>
#include <thread>
#include <vector>

namespace rehearse {

/// On how many threads to work, and what to do where they can't be had. Nothing
/// of it changes a result.
struct Threads {
  Threads(unsigned wanted = 0) : count(wanted) {}

  unsigned count;  ///< 0: all cores
  /// Starts a thread; std::system_error where there is none to be had. Nothing:
  /// the system's.
  std::function<std::jthread(const std::function<void()>& work)> start{};
  /// Told by the calling thread when fewer than wanted could be started.
  std::function<void(unsigned started, unsigned wanted)> fewer{};
};

/// Starts `work` on as many threads as are wanted, but no more than there are
/// `pieces` of it. Fewer, or none, where the system has no more: whoever calls
/// then does what is left.
[[nodiscard]] std::vector<std::jthread> start_threads(
    const Threads& threads, std::uint64_t pieces,
    const std::function<void()>& work);

}  // namespace rehearse
