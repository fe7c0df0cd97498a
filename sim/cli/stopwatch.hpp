#pragma once

#include <chrono>

#include "rehearse/store/run_folder.hpp"
#include "rehearse/system/process.hpp"

namespace rehearse::cli {

/// Wall and processor time since it was made.
class Stopwatch {
 public:
  void record(RunRecord& record) const {
    const auto wall = std::chrono::steady_clock::now() - wall_;
    record.wall_seconds = std::chrono::duration<double>(wall).count();
    record.cpu_seconds = processor_seconds() - cpu_;
  }

 private:
  std::chrono::steady_clock::time_point wall_ =
      std::chrono::steady_clock::now();
  double cpu_ = processor_seconds();
};

}  // namespace rehearse::cli
