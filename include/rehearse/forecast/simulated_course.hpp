#pragma once

#include <optional>
#include <vector>

#include "rehearse/forecast/ongoing_trial.hpp"
#include "rehearse/trial/simulate.hpp"

namespace rehearse {

/// A simulated trial as its data would be at one cut-off after another: dates
/// are whole days, what happens on the day of randomization has the time 1.
class SimulatedCourse {
 public:
  /// `scenario` and `plan` are kept by reference.
  SimulatedCourse(const Scenario& scenario, const TrialPlan& plan);

  void simulate(std::uint64_t replicate);

  /// The day of the n-th event as it is known; nothing if there are fewer.
  [[nodiscard]] std::optional<double> day_of_event(int number) const;
  /// Arms are left out: it is blinded.
  [[nodiscard]] OngoingTrial seen_at(double cutoff);

 private:
  [[nodiscard]] OngoingParticipant seen(std::size_t i, double cutoff);

  const Scenario& scenario_;
  const TrialPlan& plan_;
  TrialSimulator simulator_;
  std::optional<Assessment> assessment_;
  std::optional<ReviewedEndpoint> endpoint_;
  std::vector<double> event_;  // since entry [days], never
  std::vector<double> known_;  // the same, when it is known
  std::vector<double> days_;   // of events as they are known, in order
};

}  // namespace rehearse
