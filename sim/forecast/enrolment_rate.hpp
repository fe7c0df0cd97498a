#pragma once

#include <span>

#include "rehearse/forecast/enrolment_fit.hpp"

namespace rehearse {

/// The whole trial's rate over time; not of `sites`. Times since the beginning
/// of the origin's day.
class EnrolmentRate {
 public:
  EnrolmentRate(EnrolmentForm form, std::span<const double> parameters);

  [[nodiscard]] double log_rate(double time) const;    ///< [1/day]
  [[nodiscard]] double cumulative(double time) const;  ///< [1]
  /// When so many are expected to have entered [days].
  [[nodiscard]] double time_of(double cumulative) const;

 private:
  double log_highest_;  // rate
  double highest_;
  double delta_;  // 0: constant
};

/// Days that a site was open by the cut-off, whose own day is over.
[[nodiscard]] double exposure_of(const EnrollingSite& site, double cutoff);
/// Who entered in them.
[[nodiscard]] double entered_in(const EnrollingSite& site);

}  // namespace rehearse
