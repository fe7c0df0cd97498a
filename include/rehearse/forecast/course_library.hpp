#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "rehearse/endpoint/reviewed_endpoint.hpp"
#include "rehearse/trial/trial_plan.hpp"

namespace rehearse {

/// What is recorded of a participant of whom the time of progression or death
/// is given, if nobody drops out. Days since randomization; infinite where it
/// never happens.
struct ObservedCourse {
  float event;                ///< of the endpoint: its day ...
  float known;                ///< ... and when it is known
  float death;                ///< of any
  float scan_end;             ///< no scan after it; `never` where they go on
  std::array<float, 2> call;  ///< a reader's first, by `Reviewer`
};

/// Courses as the trial's own engine observes them: scans, both readers, rules,
/// read lag. In each arm as many for each bin of the latent time, which are
/// spread evenly over the bin: given the latent time nothing depends on a
/// model's parameters, so that one library serves all of them.
class CourseLibrary {
 public:
  /// Courses of an arm in a bin.
  static constexpr std::size_t per_bin = 128;

  /// Whose events are those of `view`. \pre plan.assessment
  CourseLibrary(const TrialPlan& plan, const EndpointView& view,
                std::uint64_t seed);

  [[nodiscard]] std::size_t arms() const { return schedules_.size(); }
  [[nodiscard]] std::size_t bins() const { return begin_.size(); }
  /// Where a bin begins [days since randomization]; it ends where the next
  /// does, and the last never.
  [[nodiscard]] double begin_of(std::size_t bin) const { return begin_[bin]; }
  [[nodiscard]] const ObservedCourse& course(std::size_t arm, std::size_t bin,
                                             std::size_t number) const {
    return courses_[(arm * bins() + bin) * per_bin + number];
  }
  /// The visit in whose time a day since randomization falls: from its earliest
  /// day to that of the next; 0 before the first.
  [[nodiscard]] int visit_of(std::size_t arm, double day) const;
  /// From a scan to what the reader says of it [days].
  [[nodiscard]] double lag_of(Reviewer reader) const {
    return reader == Reviewer::committee ? committee_lag_ : 0.0;
  }
  [[nodiscard]] const ScanSchedule& schedule_of(std::size_t arm) const {
    return schedules_[arm];
  }

 private:
  void observe(const TrialPlan& plan, const EndpointView& view,
               std::uint64_t seed, std::size_t arm);

  double committee_lag_;
  std::vector<double> begin_;
  std::vector<ScanSchedule> schedules_;  // of each arm
  std::vector<ObservedCourse> courses_;  // by arm, bin, number
};

/// Of the scenario's trial, whose events are those that its looks wait for;
/// none where events are seen when they happen.
[[nodiscard]] std::optional<CourseLibrary> course_library(
    const Scenario& scenario, const TrialPlan& plan);

}  // namespace rehearse
