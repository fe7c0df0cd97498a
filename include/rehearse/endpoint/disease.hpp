#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "rehearse/endpoint/event_time_model.hpp"
#include "rehearse/endpoint/model_spec.hpp"

namespace rehearse {

/// Control participants who take another therapy after progression.
struct Switching {
  double probability = 0.0;     ///< [1] of those who progress and live on
  double delay_mean = 0.0;      ///< [days] after progression, exponential
  double available_from = 0.0;  ///< [days] since enrolment opened
  double hazard_ratio = 1.0;    ///< [1] of death from the switch on
  double acceleration = 1.0;    ///< [1] instead: the remaining life's factor
  friend bool operator==(const Switching&, const Switching&) = default;
};

/// What of death differs in one arm.
struct ArmDeath {
  std::optional<double> first_event_fraction;
  std::optional<double> after_progression_hazard_ratio;
  friend bool operator==(const ArmDeath&, const ArmDeath&) = default;
};

/// Which part of the PFS hazard is death, and who dies after progression: an
/// illness-death model (Fleischer, Gaschler-Markefski & Bluhmki
/// 2009, Statistics in Medicine 28:2669).
struct DeathModel {
  double first_event_fraction = 0.0;      ///< [1], of the PFS hazard, [0, 1]
  double after_progression_hazard = 0.0;  ///< [1/day]; 0: nobody dies then
  /// Time from progression to death, instead of the hazard.
  std::optional<ModelSpec> after_progression{};
  /// Of death after progression, experimental / control [1].
  double after_progression_hazard_ratio = 1.0;
  std::vector<ArmDeath> arms{};  ///< by arm; empty, or what differs in each
  std::optional<Switching> switching{};
  friend bool operator==(const DeathModel&, const DeathModel&) = default;

  /// Whether anybody can die after progression.
  [[nodiscard]] bool follows_progression() const {
    return after_progression || after_progression_hazard > 0.0;
  }
};

/// Times since randomization [days], on the duration grid; `never` where it
/// doesn't happen. Overall survival is `death`.
struct DiseaseCourse {
  double progression;
  double death;
  double switched;              ///< to another therapy
  double death_without_switch;  ///< `death` where nobody switches
};

/// A participant of whom the PFS time is known, and the draws that decide the
/// rest.
struct CourseDraws {
  std::size_t arm = 0;
  double entry = 0.0;     ///< since enrolment opened [days]
  double pfs = 0.0;       ///< [days]
  double cause = 1.0;     ///< uniform in (0, 1]: which event ended PFS
  double after = 1.0;     ///< unit exponential: death after progression
  double switches = 1.0;  ///< uniform in (0, 1]: whether
  double delay = 1.0;     ///< unit exponential: when
};

/// A death model made ready for `arms` arms.
class DiseaseModel {
 public:
  /// \throws PreconditionError if a model isn't determined.
  DiseaseModel(const DeathModel& model, std::size_t arms);

  /// Death follows progression at H^-1(after / hazard ratio), the clock reset
  /// at progression. From a switch at s on, the hazard is another's:
  /// H^-1(H(s) + (after / hazard ratio - H(s)) / theta), or the time left
  /// after it `acceleration` times as long.
  [[nodiscard]] DiseaseCourse course(const CourseDraws& draws) const;

  /// Whether uniform causes, exponential times after progression, and both of
  /// a switch play a part.
  [[nodiscard]] bool needs_cause() const { return needs_cause_; }
  [[nodiscard]] bool needs_after() const { return dies_after_; }
  [[nodiscard]] bool needs_switch() const { return switching_.has_value(); }

 private:
  [[nodiscard]] double time_after(double hazard) const;
  [[nodiscard]] double death_after_switch(const CourseDraws& draws,
                                          double switched) const;

  struct Arm {
    double first_event_fraction;
    double after_hazard_ratio;
  };
  std::vector<Arm> arms_;
  bool needs_cause_ = false;
  bool dies_after_ = false;
  double after_hazard_ = 0.0;            // exponential
  std::optional<EventTimeModel> after_;  // any other
  std::optional<Switching> switching_;
};

}  // namespace rehearse
