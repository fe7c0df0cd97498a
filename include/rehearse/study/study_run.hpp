#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "rehearse/core/errors.hpp"
#include "rehearse/montecarlo/estimate_power.hpp"
#include "rehearse/text/progress_line.hpp"

namespace rehearse {

/// What is asked for cannot be, whatever the config: no grid to sweep over, a
/// reference that is no cell of it.
class RequestError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// How a study runs and whom it tells: nothing of it changes a result, and
/// whatever isn't given is done without. A study writes to no stream itself.
struct StudyRun {
  Threads threads;
  /// Set from outside to stop within a tenth of a second.
  const std::atomic<bool>* stop = nullptr;
  /// Called when a task begins and now and then, from one thread at a time;
  /// `seconds` is left to whoever shows it.
  std::function<void(const ProgressState&)> progress = {};
  /// A sentence that is no result, with its line end.
  std::function<void(const std::string&)> note = {};
  std::function<void(const std::vector<Diagnostic>&)> warn = {};
  /// Whether it was said that there are fewer threads than wanted.
  std::shared_ptr<bool> said_fewer = std::make_shared<bool>(false);

  [[nodiscard]] bool stopped() const { return stop != nullptr && *stop; }
  void show(const ProgressState& state) const {
    if (progress) progress(state);
  }
  void say(const std::string& sentence) const {
    if (note) note(sentence);
  }
  /// Of a run that goes on from `state`: its replicates are shown on top of
  /// those done before.
  [[nodiscard]] RunOptions options(const ProgressState& state) const;
  /// `threads`, which say once where there are fewer.
  [[nodiscard]] Threads telling_threads() const;
};

}  // namespace rehearse
