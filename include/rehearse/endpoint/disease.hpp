#pragma once

#include <span>

namespace rehearse {

/// Which part of the PFS hazard is death, and who dies after progression: an
/// illness-death model (Fleischer, Gaschler-Markefski & Bluhmki
/// 2009, Statistics in Medicine 28:2669). The same in both arms.
struct DeathModel {
  double first_event_fraction = 0.0;      ///< [1], of the PFS hazard, [0, 1]
  double after_progression_hazard = 0.0;  ///< [1/day]; 0: nobody dies then
  friend bool operator==(const DeathModel&, const DeathModel&) = default;
};

/// Times since randomization [days], on the duration grid; `never` where it
/// doesn't happen. Overall survival is `death`.
struct DiseaseCourse {
  double progression;
  double death;
};

/// The course behind a PFS time [days]. `cause`, uniform in (0, 1], decides
/// which event ended PFS; `after`, a unit exponential, when death follows
/// progression (clock reset at progression).
[[nodiscard]] DiseaseCourse disease_course(const DeathModel& model, double pfs,
                                           double cause, double after);

/// `disease_course` of each participant. Columns of one length.
void disease_courses(const DeathModel& model, std::span<const double> pfs,
                     std::span<const double> cause,
                     std::span<const double> after,
                     std::span<double> progression, std::span<double> death);

}  // namespace rehearse
