#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "rehearse/analysis/envelope_matrix.hpp"
#include "rehearse/analysis/interval_counts.hpp"

namespace rehearse {

/// The baseline cumulative hazard of a stratum that maximizes the likelihood
/// of its counts, and the memory to find it. Kept from one hazard ratio to the
/// next: a near one is where the search begins.
struct BaselineHazard {
  std::vector<double> jump;        ///< at each innermost interval but the last
  std::vector<double> cumulative;  ///< after k of them; [jumps + 1]

  // The rest is scratch.
  std::vector<double> leaving;     ///< weight of -cumulative in the likelihood
  std::vector<double> pull;        ///< of each event count: slope at its ends
  std::vector<double> curve;       ///< ... and curvature
  std::vector<double> slope;       ///< of the likelihood, by node
  std::vector<double> mixed;       ///< ... and of it in the log hazard ratio
  std::vector<double> proposal;    ///< jumps
  std::vector<double> reached;     ///< sums of jumps tried
  std::vector<double> ascent;      ///< slope at the proposal, by jump from 1
  std::vector<double> step;        ///< from the jumps to the proposal
  std::vector<double> candidate;   ///< jumps part of the way
  std::vector<std::uint8_t> free;  ///< jumps that may be above 0
  std::vector<std::uint32_t> group;         ///< free jumps up to each node
  std::vector<std::uint32_t> reach;         ///< first column of each matrix row
  std::vector<double> solution;             ///< by group
  std::vector<double> moved;                ///< by group
  std::vector<double> group_events;         ///< at the search's begin
  std::vector<double> group_leaving;        ///< ... who leave before the next
  std::vector<std::uint32_t> latest_begin;  ///< of events that end at a node
  EnvelopeMatrix matrix;
};

/// The profile log-likelihood of the log hazard ratio, at one value of it.
struct ProfilePoint {
  double log_likelihood = 0.0;
  double score = 0.0;        ///< its first derivative
  double information = 0.0;  ///< minus its second
};

/// Begins a search: from the fewest innermost intervals that hold everybody.
void begin_search(const IntervalCounts& counts, BaselineHazard& hazard);

/// Maximizes over the baseline, given the experimental arm's log hazard ratio
/// (finite), from where `hazard` is. A participant with hazard ratio r who is
/// known to have the event in (first, last] contributes, with L the cumulative
/// hazard, exp(-r L(first)) - exp(-r L(last)), the latter 0 for survivors
/// (Zeng, Mao & Lin 2016, Biometrika 103:253, equation 2).
///
/// The log of it is concave in the jumps of L, which are at least 0: Newton's
/// method, each step a quadratic program, found by pivoting in blocks (Júdice
/// & Pires 1994, Comput Oper Res 21:587). Converged when neither a jump nor its
/// absence can be bettered by 1e-10.
[[nodiscard]] ProfilePoint maximize_baseline(const IntervalCounts& counts,
                                             double log_hazard_ratio,
                                             BaselineHazard& hazard);

}  // namespace rehearse
