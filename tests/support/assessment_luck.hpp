#pragma once

#include <array>
#include <cstdint>

#include "rehearse/endpoint/assessment_plan.hpp"
#include "support/assessment_walk.hpp"

// What is drawn for the participants of an assessed replicate: from the
// addresses of random numbers, by Random123's words, sums for integrals and
// bisection for quantiles.
namespace reference {

struct TrueCourse {
  std::size_t arm;
  double progression;  // days since randomization, as the others
  double death;
  double dropout;
};

class AssessmentLuck {
 public:
  /// `spec` is kept by reference, and the luck by what it draws.
  AssessmentLuck(const rehearse::AssessmentSpec& spec, std::uint64_t seed,
                 std::uint64_t replicate);

  [[nodiscard]] DrawnParticipant draw(std::size_t participant,
                                      const TrueCourse& course) const;

 private:
  [[nodiscard]] DrawnVisit visit(std::size_t participant, std::size_t arm,
                                 int number) const;

  const rehearse::AssessmentSpec& spec_;
  std::uint64_t seed_;
  std::uint64_t replicate_;
  // By arm and state: P(both call), P(INV), P(IRC).
  std::array<std::array<std::array<double, 3>, 2>, 2> joint_;
};

}  // namespace reference
