#include "rehearse/endpoint/scan_schedule.hpp"

#include <cmath>

#include "rehearse/core/expect.hpp"
#include "rehearse/core/time_grid.hpp"

namespace rehearse {

ScanSchedule::ScanSchedule(std::span<const ScanInterval> intervals, int window)
    : intervals_(intervals.begin(), intervals.end()), window_(window) {
  expect(!intervals.empty() && intervals.back().until == unbounded,
         "the last scan interval has no end");
  expect(window >= 0, "a scan's window must not be negative");
  Piece piece{0, 0, 0};
  double previous = 0.0;
  for (const auto& [every, until] : intervals) {
    expect(every > 2 * window, "scans' windows must not meet");
    expect(until > previous, "scan intervals must ascend");
    piece.every = every;
    previous = until;
    if (until == unbounded) continue;
    const int visits = static_cast<int>((until - piece.day) / every);
    if (visits == 0) continue;  // too short for a visit
    pieces_.push_back(piece);
    piece.visit += visits;
    piece.day += visits * every;
  }
  pieces_.push_back(piece);
  for (std::size_t visit = 0; visit < days_.size(); ++visit)
    days_[visit] = nominal_day_by_pieces(static_cast<int>(visit));
}

int ScanSchedule::nominal_day_by_pieces(int visit) const {
  std::size_t i = pieces_.size() - 1;
  while (visit < pieces_[i].visit) --i;
  return pieces_[i].day + (visit - pieces_[i].visit) * pieces_[i].every;
}

int ScanSchedule::last_visit_by(double day) const {
  if (day < 0.0) return 0;
  const double capped = day < never ? day : never;
  std::size_t i = pieces_.size() - 1;
  while (capped < pieces_[i].day) --i;
  return pieces_[i].visit +
         static_cast<int>((capped - pieces_[i].day) / pieces_[i].every);
}

}  // namespace rehearse
