#include "rehearse/forecast/simulated_course.hpp"

#include <algorithm>
#include <cmath>

#include "rehearse/core/time_grid.hpp"

namespace rehearse {

SimulatedCourse::SimulatedCourse(const Scenario& scenario,
                                 const TrialPlan& plan)
    : scenario_(scenario), plan_(plan), simulator_(plan) {
  if (!plan.assessment) return;
  assessment_.emplace(*plan.assessment, plan.participants);
  endpoint_.emplace(*assessment_, scenario.analysis.trigger);
}

void SimulatedCourse::simulate(std::uint64_t replicate) {
  simulator_.enrol(replicate);
  simulator_.randomize(replicate);
  simulator_.draw_times(replicate);
  const Participants& people = simulator_.participants();
  if (assessment_) {
    simulator_.draw_courses(replicate);
    assessment_->assess(
        plan_.seed, replicate,
        {people.arm, people.progression, people.death, people.dropout_time});
    endpoint_->settle();
  }
  event_.clear();
  known_.clear();
  days_.clear();
  for (std::size_t i = 0; i < people.size(); ++i) {
    const bool happens = people.event_time[i] <= people.dropout_time[i];
    event_.push_back(happens ? people.event_time[i] : never);
    known_.push_back(event_.back());
    if (endpoint_) {
      known_.back() = endpoint_->event_known(i);
      event_.back() = endpoint_->outcome_at(i, never).time;
    }
    if (known_.back() < longest_duration)
      days_.push_back(std::floor(people.entry[i] + known_.back()));
  }
  std::ranges::sort(days_);
}

std::optional<double> SimulatedCourse::day_of_event(int number) const {
  const auto n = static_cast<std::size_t>(number);
  if (n > days_.size()) return std::nullopt;
  return days_[n - 1];
}

OngoingTrial SimulatedCourse::seen_at(double cutoff) {
  OngoingTrial trial;
  trial.cutoff = cutoff;
  trial.time_origin = 1.0;
  const Participants& people = simulator_.participants();
  for (std::size_t i = 0;
       i < people.size() && std::floor(people.entry[i]) <= cutoff; ++i)
    trial.participants.push_back(seen(i, cutoff));
  return trial;
}

OngoingParticipant SimulatedCourse::seen(std::size_t i, double cutoff) {
  const Participants& people = simulator_.participants();
  const double entry = people.entry[i];
  const auto time_to = [&](double day) {
    return day - std::floor(entry) + 1.0;
  };
  const double dropped = std::floor(entry + people.dropout_time[i]);
  OngoingParticipant p;
  p.randomized = std::floor(entry);
  if (!people.site.empty()) p.site = people.site[i];
  if (std::floor(entry + known_[i]) <= cutoff) {
    p.status = FollowUp::event;
    p.time = time_to(std::floor(entry + event_[i]));
    return p;
  }
  p.status = dropped <= cutoff ? FollowUp::dropout : FollowUp::ongoing;
  p.time = time_to(std::min(dropped, cutoff));
  if (!assessment_) return p;
  const double followed =
      std::min(cutoff + 1.0 - entry, assessment_->history(i).scan_end);
  const Scan scan = assessment_->last_scan(i, followed);
  if (scan.visit == 0) return p;
  p.last_scan = scan.day;
  const double lag = scenario_.analysis.trigger.reviewer == Reviewer::committee
                         ? plan_.assessment->committee_lag
                         : 0.0;
  p.pending_read = std::floor(entry + scan.day + lag) > cutoff;
  return p;
}

}  // namespace rehearse
