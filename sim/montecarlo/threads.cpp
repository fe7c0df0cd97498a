#include "rehearse/montecarlo/threads.hpp"

#include <algorithm>
#include <system_error>

namespace rehearse {

std::vector<std::jthread> start_threads(const Threads& threads,
                                        std::uint64_t pieces,
                                        const std::function<void()>& work) {
  const unsigned count =
      threads.count > 0 ? threads.count
                        : std::max(1U, std::thread::hardware_concurrency());
  const auto wanted =
      static_cast<unsigned>(std::min<std::uint64_t>(count, pieces));
  std::vector<std::jthread> pool;
  pool.reserve(wanted);
  try {
    while (pool.size() < wanted)
      pool.push_back(threads.start ? threads.start(work) : std::jthread{work});
  } catch (const std::system_error&) {
    if (threads.fewer)
      threads.fewer(static_cast<unsigned>(pool.size()), wanted);
  }
  return pool;
}

}  // namespace rehearse
