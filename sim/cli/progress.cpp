#include "cli/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <utility>

#include "cli/terminal.hpp"

namespace rehearse::cli {
namespace {

constexpr double pause = 0.1;       // between two displays [s]
constexpr double patience = 1.0;    // before a bar that nobody asked for [s]
constexpr std::size_t narrow = 80;  // where the width is not known

ProgressChoice decided(ProgressChoice choice, const Session& session) {
  if (session.quiet) return ProgressChoice::none;
  if (choice != ProgressChoice::automatic) return choice;
  return ::isatty(STDERR_FILENO) == 1 ? ProgressChoice::bar
                                      : ProgressChoice::none;
}

}  // namespace

ProgressDisplay::ProgressDisplay(ProgressChoice choice, const Session& session,
                                 std::uint64_t replicates, std::string task)
    : choice_(decided(choice, session)),
      task_(std::move(task)),
      next_(choice == ProgressChoice::automatic ? patience : 0.0) {
  state_.replicates = replicates;
}

ProgressDisplay::~ProgressDisplay() {
  if (drawn_) print_error("\r\x1b[K");
}

void ProgressDisplay::update(std::uint64_t done) {
  if (choice_ == ProgressChoice::none) return;
  const std::chrono::duration<double> since = Clock::now() - start_;
  const bool finished = state_.replicates > 0 && done >= state_.replicates;
  if (since.count() < next_ && !finished) return;
  state_.done = done;
  state_.seconds = since.count();
  next_ = state_.seconds + pause;
  if (choice_ == ProgressChoice::json) {
    print_json();
  } else if (!finished) {
    draw_bar();
  }
}

// A terminal goes on to the next line when its last column is written to.
void ProgressDisplay::draw_bar() {
  const std::size_t columns = columns_of(STDERR_FILENO, narrow);
  print_error('\r' + progress_line(state_, columns - 1, task_) + "\x1b[K");
  drawn_ = true;
}

void ProgressDisplay::print_json() {
  if (state_.done == printed_) return;
  printed_ = state_.done;
  if (state_.replicates == 0)
    return print_error(fmt::format(
        "{{\"{}_replicates_done\":{},\"elapsed_seconds\":{:.3f}}}\n", task_,
        state_.done, state_.seconds));
  const std::string cells = state_.cells == 0
                                ? ""
                                : fmt::format("\"cells_done\":{},\"cells\":{},",
                                              state_.cells_done, state_.cells);
  print_error(
      fmt::format("{{{}\"replicates_done\":{},\"replicates\":{},"
                  "\"elapsed_seconds\":{:.3f}}}\n",
                  cells, state_.done, state_.replicates, state_.seconds));
}

}  // namespace rehearse::cli
