#pragma once

#include <span>
#include <vector>

#include "rehearse/trial/enrolment_columns.hpp"
#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// The enrolment rate over time, integrated. Every enrolment model is a column
/// of cumulative rates, put through the inverse of the integral: unit
/// exponentials summed (poisson), the same over their total (uniform: the
/// order statistics of uniforms; Devroye 1986, V.2.1), or i/n (even).
class EnrolmentProfile {
 public:
  /// \throws PreconditionError if the plan's rates are negative or all zero.
  EnrolmentProfile(const EnrolmentPlan& plan, int participants);

  /// Expected participants (poisson) or share of the rate spent by `days`.
  [[nodiscard]] double cumulative_rate(double days) const;
  /// Expected share of the sample that has entered by `days`.
  [[nodiscard]] double entered_share(double days) const;

  /// Entry times [days] of `participants`, ascending and on the grid, from unit
  /// exponentials: one row more than they are, overwritten. `lanes`: numbers
  /// in a row.
  void entry_times(std::span<double> exponentials, std::span<double> entry,
                   std::size_t lanes = 1) const;

  /// When the sample is full, in expectation [days].
  [[nodiscard]] double expected_end() const;

  /// Times at which the rate changes its form, from 0 [days].
  [[nodiscard]] std::vector<double> breakpoints() const;

 private:
  EnrolmentModel model_;
  int participants_;
  std::vector<RateSegment> segments_;  // ascending start; never empty
  double total_ = 0.0;                 // cumulative rate at the end [1]
};

}  // namespace rehearse
