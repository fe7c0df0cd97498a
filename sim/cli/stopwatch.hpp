#pragma once

#include <chrono>
#include <ctime>

#include "rehearse/store/run_folder.hpp"

namespace rehearse::cli {

/// Wall and processor time since it was made.
class Stopwatch {
 public:
  void record(RunRecord& record) const {
    const auto wall = std::chrono::steady_clock::now() - wall_;
    record.wall_seconds = std::chrono::duration<double>(wall).count();
    record.cpu_seconds =
        static_cast<double>(std::clock() - cpu_) / CLOCKS_PER_SEC;
  }

 private:
  std::chrono::steady_clock::time_point wall_ =
      std::chrono::steady_clock::now();
  std::clock_t cpu_ = std::clock();
};

}  // namespace rehearse::cli
