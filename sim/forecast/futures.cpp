#include "rehearse/forecast/futures.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <mutex>

#include "rehearse/core/time_grid.hpp"
#include "rehearse/forecast/streams.hpp"
#include "rehearse/montecarlo/threads.hpp"

namespace rehearse {
namespace {

std::vector<double> days_of_events(const OngoingTrial& trial,
                                   const FuturesPlan& plan) {
  std::vector<double> days;
  for (const OngoingParticipant& p : trial.participants)
    if (plan.events_are_known && p.status == FollowUp::event)
      days.push_back(day_of(trial, p));
  std::ranges::sort(days);
  return days;
}

// The futures of a pair, one after the other, in memory taken once.
class Futures {
 public:
  Futures(const OngoingTrial& trial, const FuturesPlan& plan,
          const FollowUpDraws& draws, FutureTable& table)
      : trial_(trial),
        plan_(plan),
        draws_(draws),
        table_(table),
        drawn_(participants_drawn(trial, plan)),
        observed_(days_of_events(trial, plan)),
        entries_(plan.to_enter) {
    for (const OngoingParticipant& p : trial.participants)
      randomized_.push_back(p.randomized);
  }

  void run(std::size_t pair) {
    const ArmHazards hazards = plan_.hazards(pair);
    std::visit([&](auto& draws) { draws.begin(hazards); }, draws_);
    dropout_hazard_ = plan_.dropout_hazard(pair);
    for (std::size_t which = 0; which < 2; ++which) {
      enter(pair, which);
      const std::size_t future = 2 * pair + which;
      draw_events(future);
      count(future);
    }
  }

 private:
  // Of every other pair both have the same entries: see `CausesDrawn`.
  void enter(std::size_t pair, std::size_t which) {
    const std::size_t index = 2 * pair + (pair % 2 == 0 ? 0 : which);
    WordStream words{
        forecast_stream(plan_.seed, ForecastDraw::enrolment, index), 0};
    plan_.enter(pair, entries_, words);
    for (double& entry : entries_)
      if (entry >= never) entry = not_reached;
  }

  void draw_events(std::size_t future) {
    WordStream words{forecast_stream(plan_.seed, ForecastDraw::chance, future),
                     0};
    events_.clear();
    std::visit(
        [&](const auto& draws) {
          for (std::size_t place = 0; place < drawn_.size(); ++place)
            follow(trial_.participants[drawn_[place]], draws.draw(place, words),
                   words);
          for (const double entry : entries_) {
            if (entry == not_reached) break;
            const FutureCourse course = draws.draw_new(words);
            record(std::ceil(entry), course, dropout_after(0.0, words), 0.0);
          }
        },
        draws_);
    std::ranges::sort(events_);
  }

  double dropout_after(double time, WordStream& words) {
    const double unit = -std::log(words.uniform());
    return dropout_hazard_ > 0.0 ? time + unit / dropout_hazard_ : not_reached;
  }

  void follow(const OngoingParticipant& p, const FutureCourse& course,
              WordStream& words) {
    const double dropout =
        p.status == FollowUp::dropout ? p.time : dropout_after(p.time, words);
    // What wasn't known at the cut-off becomes known from the next day on.
    const double earliest =
        plan_.events_are_known
            ? trial_.cutoff + 1.0 - p.randomized + trial_.time_origin
            : 0.0;
    record(p.randomized, course, dropout, earliest);
  }

  void record(double entry, const FutureCourse& course, double dropout,
              double earliest) {
    if (course.event <= dropout && course.known < never)
      events_.push_back(entry + std::max(course.known, earliest) -
                        trial_.time_origin);
  }

  // The day of number `number` of what was observed and of what is to come.
  static double day_of_number(int number, std::span<const double> observed,
                              std::span<const double> future) {
    const auto n = static_cast<std::size_t>(number);
    if (n <= observed.size()) return observed[n - 1];
    const std::size_t more = n - observed.size();
    return more <= future.size() ? future[more - 1] : not_reached;
  }

  // The time x is within the day that ends at the next whole number: what is at
  // a day's own number is by its end.
  static void count_by(std::span<const double> times, std::size_t already,
                       std::span<const double> days,
                       std::span<std::uint32_t> counts) {
    for (std::size_t t = 0; t < times.size(); ++t)
      counts[t] = static_cast<std::uint32_t>(
          already +
          static_cast<std::size_t>(std::ranges::upper_bound(days, times[t]) -
                                   days.begin()));
  }

  void count(std::size_t future) {
    for (std::size_t m = 0; m < plan_.milestones.size(); ++m) {
      const Milestone& milestone = plan_.milestones[m];
      table_.days[m][future] =
          milestone.counted == Counted::events
              ? day_of_number(milestone.number, observed_, events_)
              : day_of_number(milestone.number, randomized_, entries_);
    }
    count_by(plan_.months, observed_.size(), events_, table_.events.of(future));
    count_by(plan_.months, randomized_.size(), entries_,
             table_.participants.of(future));
    for (std::size_t n = 0; n < plan_.needs.size(); ++n) {
      const auto& [milestone, day] = plan_.needs[n];
      const bool of_events = milestone.counted == Counted::events;
      count_by({&day, 1}, of_events ? observed_.size() : randomized_.size(),
               of_events ? events_ : entries_,
               table_.needed.of(future).subspan(n, 1));
    }
  }

  const OngoingTrial& trial_;
  const FuturesPlan& plan_;
  FollowUpDraws draws_;
  FutureTable& table_;
  std::vector<std::size_t> drawn_;
  std::vector<double> observed_;    // days of events
  std::vector<double> randomized_;  // days of entries
  std::vector<double> entries_;     // of a future
  std::vector<double> events_;      // the same, in order
  double dropout_hazard_ = 0.0;
};

FutureTable empty_table(const FuturesPlan& plan) {
  FutureTable table;
  table.futures = 2 * plan.pairs;
  table.days.assign(plan.milestones.size(),
                    std::vector<double>(table.futures, not_reached));
  table.events.until = table.participants.until = plan.months;
  for (const Need& need : plan.needs) table.needed.until.push_back(need.day);
  for (CountsByTime* counts :
       {&table.events, &table.participants, &table.needed})
    counts->counts.resize(table.futures * counts->until.size());
  return table;
}

}  // namespace

namespace {

// Of a dropout, by a scan that isn't read yet.
bool may_have_event(const OngoingParticipant& p) {
  return p.status == FollowUp::ongoing ||
         (p.status == FollowUp::dropout && p.pending_read);
}

}  // namespace

std::vector<std::size_t> participants_drawn(const OngoingTrial& trial,
                                            const FuturesPlan& plan) {
  std::vector<std::size_t> drawn;
  for (std::size_t i = 0; i < trial.participants.size(); ++i)
    if (!plan.events_are_known || may_have_event(trial.participants[i]))
      drawn.push_back(i);
  return drawn;
}

std::optional<FutureTable> simulate_futures(const OngoingTrial& trial,
                                            const FuturesPlan& plan,
                                            const FollowUpDraws& draws,
                                            const RunOptions& options) {
  constexpr std::size_t piece = 16;  // pairs that a thread takes at once
  FutureTable table = empty_table(plan);
  std::atomic<std::size_t> next{0};
  std::mutex telling;
  std::uint64_t done = 0;
  const auto stopped = [&] { return options.stop && *options.stop; };
  const auto work = [&] {
    Futures futures{trial, plan, draws, table};
    for (std::size_t begin = next.fetch_add(piece);
         begin < plan.pairs && !stopped(); begin = next.fetch_add(piece)) {
      const std::size_t end = std::min(begin + piece, plan.pairs);
      for (std::size_t pair = begin; pair < end; ++pair) futures.run(pair);
      const std::lock_guard lock{telling};
      done += 2 * (end - begin);
      if (options.progress) options.progress(done);
    }
  };
  {
    const auto pool =
        start_threads(options.threads, (plan.pairs + piece - 1) / piece, work);
    if (pool.empty()) work();
  }
  if (stopped()) return std::nullopt;
  return table;
}

}  // namespace rehearse
