#include "rehearse/study/study_run.hpp"

namespace rehearse {

RunOptions StudyRun::options(const ProgressState& state) const {
  RunOptions run;
  run.threads = threads;
  run.stop = stop;
  run.progress = [this, state](std::uint64_t done) {
    ProgressState now = state;
    now.done += done;
    show(now);
  };
  return run;
}

}  // namespace rehearse
