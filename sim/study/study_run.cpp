#include "rehearse/study/study_run.hpp"

#include <fmt/format.h>

namespace rehearse {

Threads StudyRun::telling_threads() const {
  Threads telling = threads;
  telling.fewer = [say = note, said = said_fewer](unsigned started,
                                                  unsigned wanted) {
    if (!say || *said) return;
    *said = true;
    say(fmt::format(
        "{} of {} threads could be started (the system has no more: ulimit -u, "
        "or a container's limit): it takes longer, the result is the same\n",
        started, wanted));
  };
  return telling;
}

RunOptions StudyRun::options(const ProgressState& state) const {
  RunOptions run;
  run.threads = telling_threads();
  run.stop = stop;
  run.progress = [this, state](std::uint64_t done) {
    ProgressState now = state;
    now.done += done;
    show(now);
  };
  return run;
}

}  // namespace rehearse
