#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "rehearse/montecarlo/look_result.hpp"
#include "rehearse/trial/scenario.hpp"
#include "support/reference_trial.hpp"

// The looks of a trial of several hypotheses and what is decided at them,
// written from the definitions. Bounds are those of the design layer at the
// level a hypothesis has; the first look's is known here too.
namespace reference {

/// Levels of all hypotheses where those of `rejected` pass theirs on: what a
/// rejected hypothesis has wanders along the first graph until it comes to one
/// that isn't rejected, or is lost.
std::vector<double> levels(const rehearse::Scenario& scenario,
                           const std::vector<bool>& rejected);

/// Every level that a hypothesis can come to have.
std::vector<double> possible_levels(const rehearse::Scenario& scenario,
                                    std::size_t hypothesis);

struct HypothesisLook {
  Cut cut{};
  std::size_t participants = 0;
  std::array<std::uint32_t, 2> events{};
  bool informed = false;
  double z = 0.0;
  double log_hazard_ratio = 0.0;
  // Decided:
  double level = 0.0;
  double efficacy_z = 0.0;  // at this level; +inf where it is 0
  rehearse::Stop stop = rehearse::Stop::none;
  bool by_look_back = false;  // stopped later than at its own time
};

struct HypothesesTrial {
  /// Of each simulated hypothesis.
  std::vector<std::vector<HypothesisLook>> looks;
  std::vector<bool> rejected;       ///< the same
  std::vector<double> rejected_at;  ///< level, or 0
  std::vector<double> decided_at;   ///< day of the rejection, or 0
  /// The least difference of a statistic from the bound it was held against.
  double nearest = 1.0;
};

/// A plan's look at `cut`, not decided.
HypothesisLook look_at(const rehearse::Scenario& scenario,
                       const rehearse::AnalysisPlan& plan,
                       const std::vector<Participant>& people, Cut cut);

HypothesesTrial test_hypotheses(const rehearse::Scenario& scenario,
                                const std::vector<Participant>& people);

/// Which would be rejected if only binding futility stopped anything, and those
/// of `certain` were as effective as can be.
std::vector<bool> rejected_beside(const rehearse::Scenario& scenario,
                                  const HypothesesTrial& trial,
                                  const std::vector<bool>& certain);

/// When the last hypothesis was decided, or harm stopped the trial.
double trial_end(const HypothesesTrial& trial);

/// The first look's efficacy bound of a plan with more looks, from its spending
/// function alone; NaN where another rule is used.
double first_bound(const rehearse::AnalysisPlan& plan, double level,
                   std::uint32_t events);

}  // namespace reference
