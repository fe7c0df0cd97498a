#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

#include "cli/options.hpp"
#include "cli/session.hpp"
#include "rehearse/text/progress_line.hpp"

namespace rehearse::cli {

/// How far a run is, on stderr: a bar, or a JSON object on each line.
class ProgressDisplay {
 public:
  /// Of a run of so many replicates; 0 where nobody knows how many: `task`, a
  /// word, is then named.
  ProgressDisplay(ProgressChoice choice, const Session& session,
                  std::uint64_t replicates, std::string task = "");
  /// Erases the bar.
  ~ProgressDisplay();
  ProgressDisplay(const ProgressDisplay&) = delete;
  ProgressDisplay& operator=(const ProgressDisplay&) = delete;

  /// The run's replicates are these more.
  void expect_more(std::uint64_t replicates) {
    state_.replicates += replicates;
  }
  /// Of a sweep: its cells, and how many are done.
  void count_cells(std::size_t done, std::size_t cells) {
    state_.cells_done = done;
    state_.cells = cells;
  }

  /// `done` replicates of the run are. One thread at a time.
  void update(std::uint64_t done);

 private:
  using Clock = std::chrono::steady_clock;
  void draw_bar();
  void print_json();

  ProgressChoice choice_;  // never `automatic`
  ProgressState state_;
  std::string task_;
  Clock::time_point start_ = Clock::now();
  double next_;                // when to show it again, since `start_` [s]
  std::uint64_t printed_ = 0;  // replicates of the last JSON line
  bool drawn_ = false;
};

}  // namespace rehearse::cli
