#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "rehearse/forecast/arm_hazards.hpp"
#include "rehearse/forecast/course_library.hpp"
#include "rehearse/forecast/future_course.hpp"
#include "rehearse/forecast/ongoing_trial.hpp"
#include "rehearse/random/word_stream.hpp"

namespace rehearse {

/// What the data say of participants who are scanned and read: with a library
/// of courses, the probability of what was seen is the share of courses that
/// agree with it,
///   P(seen) = sum over arms a, bins b of share_a P(T in b | a) m_ab / M,
/// m_ab of M courses; and what is to come is a course drawn from those that
/// agree. Both are exact but for the library's size.
///
/// A course agrees: with an event, where the reader of the data has his in the
/// time of the same visit; with none, where it isn't known by the cut-off or is
/// at a scan that is still to be read, that reader has called no scan of a
/// visit up to the last that he read, the participant was alive when last seen,
/// and scans went on up to the last that was made; where two visits have passed
/// since without one, they ended before the second.
class ScannedFollowUp {
 public:
  /// Keeps all by reference. `reader`: whose events the data have; `endpoint`:
  /// whose the library's are. `shares`: of each arm where a participant's isn't
  /// known [1].
  ScannedFollowUp(const CourseLibrary& library, const OngoingTrial& trial,
                  Reviewer reader, Reviewer endpoint,
                  std::span<const double> shares);

  /// log P(seen) of each participant, by these hazards.
  void log_densities(const ArmHazards& hazards, std::span<double> out) const;

  /// Whether the data's events are the endpoint's.
  [[nodiscard]] bool reads_endpoint() const { return reads_endpoint_; }

  /// P(T in each bin), arm by arm.
  [[nodiscard]] std::vector<double> bin_probabilities(
      const ArmHazards& hazards) const;

  /// Participants whose event no course has: at a time without a scan. They are
  /// taken for events that were seen when they happened.
  [[nodiscard]] int unscanned_events() const { return unscanned_events_; }
  /// Ongoing participants who had no scan for two visits.
  [[nodiscard]] int scans_over() const;

 private:
  friend class ScannedDraws;
  // Of a participant, in days since randomization.
  struct Seen {
    FollowUp status;
    float time;         // of the event or dropout, or when last seen
    float known_after;  // an event known by then would be in the data ...
    float event_after;  // ... but for one after this
    int last_read;      // visit whose scan was the last read; -1: unknown
    int first_visit;    // no event before its time: that which waits ...
    float waits;        // ... and its day
    float scanned_until, scans_over;  // scans ended from the one to the other
    int visit;                        // in whose time the event is
  };
  // What the reader of the data shows of a course; likewise, infinite where it
  // never is.
  struct Course {
    float event;
    float known;
    float death;
    float scan_end;
    int call_visit;  // of the first call; the largest number: none
    int visit;       // in whose time the event is; the same
  };
  [[nodiscard]] Seen seen_of(std::size_t participant, std::size_t arm) const;
  [[nodiscard]] Course shown(const ObservedCourse& course,
                             std::size_t arm) const;
  [[nodiscard]] static bool agrees(const Seen& seen, const Course& course);
  // On the data's scale of time.
  [[nodiscard]] FutureCourse in_time(const FutureCourse& course) const;
  // Of one that agrees; the scan that waits is known by its day.
  [[nodiscard]] FutureCourse future_of(const Seen& seen,
                                       const Course& course) const;
  void count_courses(std::size_t participant);
  void take_as_seen_at_once(std::size_t participant);
  [[nodiscard]] std::span<const std::uint8_t> counts_of(
      std::size_t participant) const;
  [[nodiscard]] double share_of(std::size_t participant, std::size_t arm) const;

  const CourseLibrary& library_;
  const OngoingTrial& trial_;
  Reviewer reader_;
  bool reads_endpoint_;          // the data's events are the endpoint's
  std::vector<Course> courses_;  // by arm, bin, number
  std::vector<double> shares_;
  std::size_t row_;                        // arms times bins
  std::vector<std::uint8_t> counts_;       // courses that agree, by participant
  std::vector<std::size_t> first_, last_;  // bins that have some
  std::vector<bool> at_once_;              // no course agrees
  int unscanned_events_ = 0;
};

/// Draws the courses of participants by hazards, one set of them after another.
class ScannedDraws {
 public:
  /// Keeps `follow_up` by reference. `drawn`: participants of the data whose
  /// course is asked for, in ascending order.
  ScannedDraws(const ScannedFollowUp& follow_up,
               std::span<const std::size_t> drawn);

  void begin(const ArmHazards& hazards);
  /// Of the `place`-th of those drawn.
  [[nodiscard]] FutureCourse draw(std::size_t place, WordStream& words) const;
  /// Of one who is still to enter.
  [[nodiscard]] FutureCourse draw_new(WordStream& words) const;

 private:
  const ScannedFollowUp& follow_up_;
  std::vector<std::size_t> drawn_;
  std::vector<std::size_t> row_begin_;  // of each in `cumulative_`
  std::vector<double> cumulative_;      // over the bins that have courses
  std::vector<double> new_cumulative_;  // over all, those who enter
};

}  // namespace rehearse
