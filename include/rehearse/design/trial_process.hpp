#pragma once

#include <array>
#include <functional>
#include <optional>
#include <vector>

#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// The event of an arm's participants at a time.
struct EventAt {
  double hazard = 0.0;    ///< [1/time]
  double survival = 1.0;  ///< P(event later)
};

/// Follow-up of one arm's participants, time since entry. Any unit of time,
/// the same in the whole TrialProcess.
struct ArmProcess {
  std::function<EventAt(double)> at;  ///< a time; of the hazard > 0
  double dropout_hazard = 0.0;        ///< [1/time]

  [[nodiscard]] double hazard(double time) const { return at(time).hazard; }
  [[nodiscard]] double survival(double time) const { return at(time).survival; }
};

/// A stratum of the analysis, its cells mixed.
struct StratumProcess {
  double share;                            ///< of the participants
  std::array<ArmProcess, arm_count> arms;  ///< by role
};

/// Where the pace of enrolment differs from trial to trial.
struct RandomPace {
  double full_at;  ///< when the sample is full, expected
  /// Standard deviation over trials of the share that has entered by a time.
  std::function<double(double)> share_sd;
};

/// What a trial is expected to do, as functions of time.
struct TrialProcess {
  double participants = 0.0;
  std::array<double, arm_count> allocation{0.5, 0.5};  ///< shares by role
  std::vector<StratumProcess> strata;                  ///< shares sum to 1
  /// All strata together, by role, where that is less work than their sum;
  /// nothing: it is their sum.
  std::optional<std::array<ArmProcess, arm_count>> everybody;
  double null_hazard_ratio = 1.0;  ///< against which the score is
  /// Share of the participants that has entered by a time since enrolment
  /// opened: 0 at 0, 1 in the end.
  std::function<double(double)> entered_share;
  /// Times at which `entered_share` changes its form, its end among them.
  std::vector<double> entry_breakpoints;
  /// Of enrolment by sites, whose `entered_share` is an average over trials.
  std::optional<RandomPace> random_pace;
  /// Times since entry at which a hazard changes its form.
  std::vector<double> hazard_breakpoints;
};

/// What a log-rank test is expected to see at a data cut.
struct LogrankMoments {
  std::array<double, arm_count> events{};
  double score = 0.0;        ///< expected - observed events, experimental arm
  double information = 0.0;  ///< the test's variance of that score
  /// Mean of log(h1 / h0) over the events: its exponential is the average
  /// hazard ratio (Kalbfleisch & Prentice 1981, by both arms' events).
  double log_hazard_ratio = 0.0;
};

/// Expectations of the stratified log-rank test and of its events at `cut`,
/// since enrolment opened: with Y_a(s) the share of the participants that is
/// at risk in arm a at time s since entry, for each stratum
///
///   score        N ∫ Y0 Y1 / (Y0 + Y1) (h0 - h1) ds
///   information  N ∫ Y0 Y1 / (Y0 + Y1)^2 (Y0 h0 + Y1 h1) ds
///
/// (with Y1 times the null hazard ratio in the shares where that isn't 1;
/// Schoenfeld 1981; Lakatos 1988; Lachin & Foulkes 1986 for the events).
/// Relative error about 1e-11 where hazards are smooth between breakpoints
/// (they may be unbounded at entry as time^-0.7 is).
[[nodiscard]] LogrankMoments logrank_moments(const TrialProcess& trial,
                                             double cut);

/// Expected events by role at `cut`: those of `logrank_moments`, for less.
[[nodiscard]] std::array<double, arm_count> expected_events(
    const TrialProcess& trial, double cut);

/// When the sample is full, in expectation.
[[nodiscard]] double end_of_enrolment(const TrialProcess& trial);

/// When the expected events are `events` (> 0), since enrolment opened;
/// nothing if they never are.
[[nodiscard]] std::optional<double> time_of_events(const TrialProcess& trial,
                                                   double events);

}  // namespace rehearse
