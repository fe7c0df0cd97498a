#include "cli/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "rehearse/report/number_text.hpp"

namespace rehearse::cli {
namespace {

constexpr double pause = 0.1;     // between two displays [s]
constexpr double patience = 1.0;  // before a bar that nobody asked for [s]
constexpr std::size_t bar_width = 30;

ProgressChoice decided(ProgressChoice choice, const Session& session) {
  if (session.quiet) return ProgressChoice::none;
  if (choice != ProgressChoice::automatic) return choice;
  return ::isatty(STDERR_FILENO) == 1 ? ProgressChoice::bar
                                      : ProgressChoice::none;
}

}  // namespace

ProgressDisplay::ProgressDisplay(ProgressChoice choice, const Session& session,
                                 std::uint64_t replicates)
    : choice_(decided(choice, session)),
      replicates_(replicates),
      next_(choice == ProgressChoice::automatic ? patience : 0.0) {}

ProgressDisplay::~ProgressDisplay() {
  if (drawn_) print_error("\r\x1b[K");
}

void ProgressDisplay::update(std::uint64_t done) {
  if (choice_ == ProgressChoice::none) return;
  const double seconds =
      std::chrono::duration<double>(Clock::now() - start_).count();
  if (seconds < next_ && done < replicates_) return;
  next_ = seconds + pause;
  if (choice_ == ProgressChoice::json) {
    print_json(done, seconds);
  } else if (done < replicates_) {
    draw_bar(done, seconds);
  }
}

void ProgressDisplay::draw_bar(std::uint64_t done, double seconds) {
  const double share =
      static_cast<double>(done) / static_cast<double>(replicates_);
  const auto filled =
      std::min(bar_width, static_cast<std::size_t>(share * bar_width));
  const double left = done > 0 ? seconds * (1.0 - share) / share : 0.0;
  const std::string cells =
      cells_ == 0 ? "" : fmt::format("{} of {} cells, ", cells_done_, cells_);
  print_error(
      fmt::format("\r[{}{}] {:3.0f}%  {}{} of {} replicates, {:.0f} s "
                  "left\x1b[K",
                  std::string(filled, '='),
                  std::string(bar_width - filled, ' '), 100.0 * share, cells,
                  grouped_text(done), grouped_text(replicates_), left));
  drawn_ = true;
}

void ProgressDisplay::print_json(std::uint64_t done, double seconds) {
  if (done == printed_) return;
  printed_ = done;
  const std::string cells =
      cells_ == 0
          ? ""
          : fmt::format("\"cells_done\":{},\"cells\":{},", cells_done_, cells_);
  print_error(
      fmt::format("{{{}\"replicates_done\":{},\"replicates\":{},"
                  "\"elapsed_seconds\":{:.3f}}}\n",
                  cells, done, replicates_, seconds));
}

}  // namespace rehearse::cli
