#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "rehearse/trial/scenario.hpp"

// A trial in the plainest loop: participants as structs, drawn one after the
// other with Boost's distributions on the Random123 library's own generator.
// It shares nothing with the engine, neither numbers nor formulas: only what
// both say over many replicates can agree.
namespace plain {

/// A Weibull time at the factors' reference levels.
struct Weibull {
  double shape;  // [1]
  double scale;  // [days]
};

struct Factor {
  std::vector<double> prevalence;
  std::vector<double> hazard_ratio;
};

/// A trigger, and where a trial is stopped for futility.
struct Look {
  std::optional<int> events;
  std::optional<double> calendar;  // [days] since the first entry; with
                                   // `events` the later of both
  std::optional<double> futility_z;
};

/// Arms: 0 control, 1 experimental. Success is z >= 1.96 at the last look.
struct Design {
  int participants = 0;
  std::array<int, 2> allocation{1, 1};
  std::vector<int> block_sizes;
  std::vector<double> block_weights;
  std::vector<Factor> factors;
  bool stratified = false;  // blocks and log-rank test, by all factors
  double duration = 0.0;    // [days] of uniform entries; 0: a Poisson process
  double rate = 0.0;        // [1/day] of it, and ...
  double late_rate = 0.0;   // ... after `change`
  double change = 0.0;      // [days]
  std::array<Weibull, 2> event;
  /// Exponential times alone: until then both arms have the control's hazard.
  double delay = 0.0;                       // [days]
  std::array<double, 2> dropout_hazard{0};  // [1/day]
  std::vector<Look> looks;
  // Errors of conduct, by their probabilities.
  double recorded_wrong = 0.0;  // each factor; then another level
  bool corrected = false;       // the test's strata are the true levels
  double ineligible = 0.0;      // takes a place, isn't analysed
  double forced = 0.0;          // the other arm is given, the row is used up
};

/// The design with errors of conduct, drawn at random.
Design with_errors(Design design, std::uint32_t number);

/// Drawn at random; the same for the same number.
Design random_design(std::uint32_t number);

/// The design as the engine takes it.
rehearse::Scenario scenario_of(const Design& design);

/// What one look of one trial finds. The medians are Kaplan & Meier's.
struct Found {
  double time = 0.0;  // [days]
  double participants = 0.0;
  std::array<double, 2> events{};
  double z = 0.0;  // stratified log-rank: positive favours experimental
  std::array<std::optional<double>, 2> median;  // [days]
};

struct Result {
  std::vector<Found> looks;
  bool success = false;
};

Result simulate(const Design& design, std::uint32_t replicate);

}  // namespace plain
