#include "rehearse/forecast/scanned_follow_up.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace rehearse {
namespace {

constexpr double library_size = CourseLibrary::per_bin;
constexpr float never_seen = std::numeric_limits<float>::infinity();
constexpr int no_visit = std::numeric_limits<int>::max();

}  // namespace

ScannedFollowUp::ScannedFollowUp(const CourseLibrary& library,
                                 const OngoingTrial& trial, Reviewer reader,
                                 Reviewer endpoint,
                                 std::span<const double> shares)
    : library_(library),
      trial_(trial),
      reader_(reader),
      reads_endpoint_(reader == endpoint),
      shares_(shares.begin(), shares.end()),
      row_(library.arms() * library.bins()),
      counts_(trial.participants.size() * row_) {
  courses_.reserve(row_ * CourseLibrary::per_bin);
  for (std::size_t arm = 0; arm < library.arms(); ++arm)
    for (std::size_t bin = 0; bin < library.bins(); ++bin)
      for (std::size_t c = 0; c < CourseLibrary::per_bin; ++c)
        courses_.push_back(shown(library.course(arm, bin, c), arm));
  for (std::size_t i = 0; i < trial_.participants.size(); ++i) count_courses(i);
}

// The data's times less their origin are days since randomization, as the
// library's. A scan that is made but not read may show an event; all before it
// are known to show none. After a dropout nothing new is seen.
ScannedFollowUp::Seen ScannedFollowUp::seen_of(std::size_t participant,
                                               std::size_t arm) const {
  const OngoingParticipant& p = trial_.participants[participant];
  const double cut = trial_.cutoff - p.randomized;
  const double time = p.time - trial_.time_origin;
  Seen seen{p.status,
            static_cast<float>(time),
            static_cast<float>(cut),
            never_seen,
            -1,
            0,
            0.0F,
            0.0F,
            never_seen,
            library_.visit_of(arm, time)};
  if (p.status == FollowUp::dropout) seen.event_after = seen.time;
  if (!p.last_scan) return seen;
  const ScanSchedule& schedule = library_.schedule_of(arm);
  const int visit = library_.visit_of(arm, *p.last_scan);
  const bool pending =
      p.pending_read || *p.last_scan + library_.lag_of(reader_) > cut;
  seen.last_read = pending ? visit - 1 : visit;
  if (pending) {
    seen.first_visit = visit;
    seen.waits = static_cast<float>(*p.last_scan);
    seen.known_after = -1.0F;
  }
  if (p.status != FollowUp::ongoing) return seen;
  seen.scanned_until = static_cast<float>(*p.last_scan);
  if (cut >= schedule.deadline(visit, 1))
    seen.scans_over =
        static_cast<float>(schedule.nominal_day(visit + 2) - schedule.window());
  return seen;
}

// Of another reader than the endpoint's, the first call or the death. A call
// that the endpoint's rules make no event of isn't held against it.
ScannedFollowUp::Course ScannedFollowUp::shown(const ObservedCourse& course,
                                               std::size_t arm) const {
  const float call = course.call[static_cast<std::size_t>(reader_)];
  const auto visit_of = [&](float day) {
    return day < never_seen ? library_.visit_of(arm, day) : no_visit;
  };
  if (!reads_endpoint_) {
    const float event = std::min(call, course.death);
    return {event,           event,          course.death,
            course.scan_end, visit_of(call), visit_of(event)};
  }
  return {course.event,
          course.known,
          course.death,
          course.scan_end,
          course.event < never_seen ? visit_of(call) : no_visit,
          visit_of(course.event)};
}

bool ScannedFollowUp::agrees(const Seen& seen, const Course& course) {
  if (seen.status == FollowUp::event) return course.visit == seen.visit;
  const bool is_unknown =
      (course.known > seen.known_after) | (course.event > seen.event_after);
  return is_unknown & (course.death > seen.time) &
         (course.call_visit > seen.last_read) &
         (course.visit >= seen.first_visit) &
         (course.scan_end >= seen.scanned_until) &
         (course.scan_end < seen.scans_over);
}

double ScannedFollowUp::share_of(std::size_t participant,
                                 std::size_t arm) const {
  const auto& known = trial_.participants[participant].arm;
  if (known) return *known == arm ? 1.0 : 0.0;
  return shares_[arm];
}

void ScannedFollowUp::count_courses(std::size_t participant) {
  std::uint8_t* counts = &counts_[participant * row_];
  const Course* course = courses_.data();
  for (std::size_t arm = 0; arm < library_.arms(); ++arm) {
    const Seen seen = seen_of(participant, arm);
    for (std::size_t bin = 0; bin < library_.bins(); ++bin, ++counts) {
      unsigned agree = 0;
      for (std::size_t c = 0; c < CourseLibrary::per_bin; ++c, ++course)
        agree += agrees(seen, *course) ? 1U : 0U;
      *counts = static_cast<std::uint8_t>(agree);
    }
  }
  const std::span<const std::uint8_t> row = counts_of(participant);
  at_once_.push_back(std::ranges::count(row, 0) ==
                     static_cast<std::ptrdiff_t>(row_));
  if (at_once_.back()) take_as_seen_at_once(participant);
  const auto some = [](std::uint8_t count) { return count > 0; };
  const auto first = std::ranges::find_if(row, some);
  auto last = row.end();
  while (last != first && *(last - 1) == 0) --last;
  first_.push_back(static_cast<std::size_t>(first - row.begin()));
  last_.push_back(static_cast<std::size_t>(last - row.begin()));
}

// What no course shows: an event in its bin, no event from there on.
void ScannedFollowUp::take_as_seen_at_once(std::size_t participant) {
  const Seen seen = seen_of(participant, 0);
  const bool is_event = seen.status == FollowUp::event;
  unscanned_events_ += is_event ? 1 : 0;
  for (std::size_t arm = 0; arm < library_.arms(); ++arm)
    for (std::size_t bin = 0; bin < library_.bins(); ++bin) {
      const bool ends_before =
          bin + 1 < library_.bins() && library_.begin_of(bin + 1) <= seen.time;
      const bool begins_after = library_.begin_of(bin) > seen.time;
      if (!ends_before && !(is_event && begins_after))
        counts_[participant * row_ + arm * library_.bins() + bin] =
            CourseLibrary::per_bin;
    }
}

std::span<const std::uint8_t> ScannedFollowUp::counts_of(
    std::size_t participant) const {
  return std::span{counts_}.subspan(participant * row_, row_);
}

std::vector<double> ScannedFollowUp::bin_probabilities(
    const ArmHazards& hazards) const {
  std::vector<double> probabilities;
  probabilities.reserve(row_);
  for (std::size_t arm = 0; arm < library_.arms(); ++arm) {
    double before = 1.0;
    for (std::size_t bin = 1; bin < library_.bins(); ++bin) {
      const double after =
          std::exp(-hazards.cumulative_hazard(arm, library_.begin_of(bin)));
      probabilities.push_back(before - after);
      before = after;
    }
    probabilities.push_back(before);
  }
  return probabilities;
}

void ScannedFollowUp::log_densities(const ArmHazards& hazards,
                                    std::span<double> out) const {
  const std::vector<double> bins = bin_probabilities(hazards);
  for (std::size_t i = 0; i < trial_.participants.size(); ++i) {
    const std::span<const std::uint8_t> counts = counts_of(i);
    double probability = 0.0;
    for (std::size_t arm = 0; arm < library_.arms(); ++arm) {
      const std::size_t begin = arm * library_.bins();
      const std::size_t end = std::min(begin + library_.bins(), last_[i]);
      double of_arm = 0.0;
      for (std::size_t b = std::max(begin, first_[i]); b < end; ++b)
        of_arm += bins[b] * counts[b];
      probability += share_of(i, arm) * of_arm;
    }
    out[i] =
        std::log(std::max(probability, std::numeric_limits<double>::min()) /
                 library_size);
  }
}

FutureCourse ScannedFollowUp::future_of(const Seen& seen,
                                        const Course& course) const {
  const bool waits = seen.first_visit > 0 && course.visit == seen.first_visit;
  if (!waits) return in_time({course.event, course.known});
  return in_time({seen.waits, seen.waits + library_.lag_of(reader_)});
}

FutureCourse ScannedFollowUp::in_time(const FutureCourse& course) const {
  return {course.event + trial_.time_origin, course.known + trial_.time_origin};
}

int ScannedFollowUp::scans_over() const {
  int count = 0;
  for (std::size_t i = 0; i < trial_.participants.size(); ++i)
    count += seen_of(i, 0).scans_over < never_seen ? 1 : 0;
  return count;
}

ScannedDraws::ScannedDraws(const ScannedFollowUp& follow_up,
                           std::span<const std::size_t> drawn)
    : follow_up_(follow_up),
      drawn_(drawn.begin(), drawn.end()),
      new_cumulative_(follow_up.row_) {
  std::size_t size = 0;
  for (const std::size_t i : drawn_) {
    row_begin_.push_back(size);
    size += follow_up.last_[i] - follow_up.first_[i];
  }
  row_begin_.push_back(size);
  cumulative_.resize(size);
}

// A bin weighs its probability times the share of its courses that agree.
void ScannedDraws::begin(const ArmHazards& hazards) {
  const std::vector<double> bins = follow_up_.bin_probabilities(hazards);
  const std::size_t per_arm = follow_up_.library_.bins();
  for (std::size_t place = 0; place < drawn_.size(); ++place) {
    const std::size_t i = drawn_[place];
    const std::span<const std::uint8_t> counts = follow_up_.counts_of(i);
    double* out = &cumulative_[row_begin_[place]];
    double sum = 0.0;
    std::size_t b = follow_up_.first_[i];
    for (std::size_t arm = b / per_arm; b < follow_up_.last_[i]; ++arm) {
      const double share = follow_up_.share_of(i, arm);
      const std::size_t end =
          std::min((arm + 1) * per_arm, follow_up_.last_[i]);
      for (; b < end; ++b) *out++ = sum += share * (bins[b] * counts[b]);
    }
  }
  double sum = 0.0;
  for (std::size_t b = 0; b < bins.size(); ++b)
    new_cumulative_[b] = sum += bins[b] * follow_up_.shares_[b / per_arm];
}

namespace {

// Where a uniform falls in a row of cumulative weights.
std::size_t place_in(std::span<const double> cumulative, WordStream& words) {
  const double at = words.uniform() * cumulative.back();
  const auto found = std::ranges::upper_bound(cumulative, at);
  return std::min(static_cast<std::size_t>(found - cumulative.begin()),
                  cumulative.size() - 1);
}

}  // namespace

FutureCourse ScannedDraws::draw(std::size_t place, WordStream& words) const {
  const std::size_t i = drawn_[place];
  const std::span<const double> row = std::span{cumulative_}.subspan(
      row_begin_[place], row_begin_[place + 1] - row_begin_[place]);
  const std::size_t bin = follow_up_.first_[i] + place_in(row, words);
  const CourseLibrary& library = follow_up_.library_;
  const std::size_t arm = bin / library.bins();
  const ScannedFollowUp::Seen seen = follow_up_.seen_of(i, arm);
  for (;;) {
    const std::size_t number = words.below(CourseLibrary::per_bin);
    const ObservedCourse& course =
        library.course(arm, bin % library.bins(), number);
    if (follow_up_.at_once_[i])
      return follow_up_.in_time({std::max(course.event, seen.time),
                                 std::max(course.known, seen.known_after)});
    const ScannedFollowUp::Course& shown =
        follow_up_.courses_[bin * CourseLibrary::per_bin + number];
    if (!ScannedFollowUp::agrees(seen, shown)) continue;
    return follow_up_.reads_endpoint()
               ? follow_up_.future_of(seen, shown)
               : follow_up_.in_time({course.event, course.known});
  }
}

FutureCourse ScannedDraws::draw_new(WordStream& words) const {
  const std::size_t bin = place_in(new_cumulative_, words);
  const CourseLibrary& library = follow_up_.library_;
  const ObservedCourse& course =
      library.course(bin / library.bins(), bin % library.bins(),
                     words.below(CourseLibrary::per_bin));
  return follow_up_.in_time({course.event, course.known});
}

}  // namespace rehearse
