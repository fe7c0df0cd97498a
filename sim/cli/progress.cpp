#include "cli/progress.hpp"

#include <fmt/format.h>

#include "cli/terminal.hpp"
#include "rehearse/system/file.hpp"
#include "rehearse/system/interrupt.hpp"
#include "rehearse/system/terminal.hpp"

namespace rehearse::cli {
namespace {

constexpr double pause = 0.1;       // between two displays [s]
constexpr double patience = 1.0;    // before a bar that nobody asked for [s]
constexpr std::size_t narrow = 80;  // where the width is not known

ProgressChoice decided(ProgressChoice choice, const Session& session) {
  if (session.quiet) return ProgressChoice::none;
  if (choice != ProgressChoice::automatic) return choice;
  return is_terminal(standard_error) ? ProgressChoice::bar
                                     : ProgressChoice::none;
}

std::string json_line(const ProgressState& state) {
  if (state.replicates == 0)
    return fmt::format(
        "{{\"{}_replicates_done\":{},\"elapsed_seconds\":{:.3f}}}\n",
        state.task, state.done, state.seconds);
  const std::string cells = state.cells == 0
                                ? ""
                                : fmt::format("\"cells_done\":{},\"cells\":{},",
                                              state.cells_done, state.cells);
  return fmt::format(
      "{{{}\"{}_done\":{},\"{}\":{},\"elapsed_seconds\":{:.3f}}}\n", cells,
      state.unit, state.done, state.unit, state.replicates, state.seconds);
}

}  // namespace

ProgressDisplay::ProgressDisplay(ProgressChoice choice, const Session& session)
    : choice_(decided(choice, session)),
      patience_(choice == ProgressChoice::automatic ? patience : 0.0) {}

void ProgressDisplay::erase() {
  if (drawn_) print_error("\r\x1b[K");
  drawn_ = false;
}

ProgressDisplay::Task& ProgressDisplay::task_of(const ProgressState& state) {
  const auto [known, is_new] = tasks_.try_emplace(state.task);
  if (is_new || state.done == 0) known->second = {Clock::now(), patience_, 0};
  return known->second;
}

void ProgressDisplay::show(const ProgressState& state) {
  if (choice_ == ProgressChoice::none) return;
  Task& task = task_of(state);
  const std::chrono::duration<double> since = Clock::now() - task.start;
  const bool finished = state.replicates > 0 && state.done >= state.replicates;
  if (since.count() < task.next && !finished) return;
  ProgressState now = state;
  now.seconds = since.count();
  task.next = now.seconds + pause;
  if (choice_ == ProgressChoice::bar) {
    if (!finished) draw_bar(now);
  } else if (now.done != task.printed) {
    task.printed = now.done;
    print_error(json_line(now));
  }
}

// A terminal goes on to the next line when its last column is written to.
void ProgressDisplay::draw_bar(const ProgressState& state) {
  const std::size_t columns = columns_of(standard_error, narrow);
  print_error('\r' + progress_line(state, columns - 1) + "\x1b[K");
  drawn_ = true;
}

StudyRun study_run(unsigned threads, ProgressDisplay& display,
                   const Session& session) {
  return {threads, &catch_interrupts(),
          [&display](const ProgressState& state) { display.show(state); },
          [&session](const std::string& sentence) { note(session, sentence); },
          [&session](const std::vector<Diagnostic>& warnings) {
            warn(session, warnings);
          }};
}

}  // namespace rehearse::cli
