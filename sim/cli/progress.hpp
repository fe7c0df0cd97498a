#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>

#include "cli/options.hpp"
#include "cli/session.hpp"
#include "rehearse/study/study_run.hpp"

namespace rehearse::cli {

/// How far a study is, on stderr: a bar, or a JSON object on each line.
class ProgressDisplay {
 public:
  ProgressDisplay(ProgressChoice choice, const Session& session);
  ~ProgressDisplay() { erase(); }
  ProgressDisplay(const ProgressDisplay&) = delete;
  ProgressDisplay& operator=(const ProgressDisplay&) = delete;

  /// What was done of a task; nothing done begins it, and its clock. One
  /// thread at a time.
  void show(const ProgressState& state);
  /// Takes the bar off the screen, for what is printed next.
  void erase();

 private:
  using Clock = std::chrono::steady_clock;
  // Each task has a clock of its own: a calibration may come between.
  struct Task {
    Clock::time_point start;
    double next;                // when to show it again, since `start` [s]
    std::uint64_t printed = 0;  // replicates of the last JSON line
  };
  Task& task_of(const ProgressState& state);
  void draw_bar(const ProgressState& state);

  ProgressChoice choice_;  // never `automatic`
  double patience_;        // before a task is shown [s]
  std::map<std::string, Task> tasks_;
  bool drawn_ = false;
};

/// How a command has a study run: on so many threads, until a signal, its words
/// on stderr. The display and the session must outlive it.
[[nodiscard]] StudyRun study_run(unsigned threads, ProgressDisplay& display,
                                 const Session& session);

}  // namespace rehearse::cli
