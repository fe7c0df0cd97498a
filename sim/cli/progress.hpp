#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "cli/options.hpp"
#include "cli/session.hpp"

namespace rehearse::cli {

/// How far a run is, on stderr: a bar, or a JSON object on each line.
class ProgressDisplay {
 public:
  ProgressDisplay(ProgressChoice choice, const Session& session,
                  std::uint64_t replicates);
  /// Erases the bar.
  ~ProgressDisplay();
  ProgressDisplay(const ProgressDisplay&) = delete;
  ProgressDisplay& operator=(const ProgressDisplay&) = delete;

  /// The run's replicates are these more.
  void expect_more(std::uint64_t replicates) { replicates_ += replicates; }
  /// Of a sweep: its cells, and how many are done.
  void count_cells(std::size_t done, std::size_t cells) {
    cells_done_ = done;
    cells_ = cells;
  }

  /// `done` replicates of the run are. One thread at a time.
  void update(std::uint64_t done);

 private:
  using Clock = std::chrono::steady_clock;
  void draw_bar(std::uint64_t done, double seconds);
  void print_json(std::uint64_t done, double seconds);

  ProgressChoice choice_;  // never `automatic`
  std::uint64_t replicates_;
  std::size_t cells_ = 0;  // 0: no sweep
  std::size_t cells_done_ = 0;
  Clock::time_point start_ = Clock::now();
  double next_;                // when to show it again, since `start_` [s]
  std::uint64_t printed_ = 0;  // replicates of the last JSON line
  bool drawn_ = false;
};

}  // namespace rehearse::cli
