#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "rehearse/trial/scenario.hpp"

// A replicate written straight from the definitions, slowly, one participant
// at a time: words from the Random123 library, times by bisection, risk sets
// by counting. It shares the Scenario and the addresses of random numbers with
// the engine, and no formula.
namespace reference {

struct Participant {
  double entry = 0.0;  // [days], to the nearest 2^-24; durations 2^-14
  std::vector<std::size_t> levels;
  std::vector<std::size_t> recorded;  // the levels, at randomization
  bool ineligible = false;
  std::size_t site = 0;
  std::size_t stratum = 0;  // of randomization
  std::size_t block = 0;
  int arm = 0;              // from 1 on experimental
  double event_time = 0.0;  // PFS
  double dropout_time = 0.0;
  double progression = 0.0;  // these four: 2^20 where it doesn't happen
  double death = 0.0;
  double switched = 0.0;  // to another therapy
  double death_without_switch = 0.0;
};

/// In order of entry.
std::vector<Participant> simulate(const rehearse::Scenario& scenario,
                                  std::uint64_t replicate);

/// When the look happens, and whether its trigger occurred.
struct Cut {
  double time;
  bool reached;
};
Cut cut_of(const rehearse::Look& look, const std::vector<Participant>& people,
           double previous);
/// The look of those whom `comparison` is of; the clocks are the trial's.
Cut cut_of(
    const rehearse::Look& look, const rehearse::Comparison& comparison,
    const std::vector<Participant>& people, double previous,
    rehearse::StratumLevels levels = rehearse::StratumLevels::randomized);

/// What is known of a participant at a cut. Arm 1 is the experimental arm that
/// is compared.
struct Observation {
  double time;
  bool event;
  int arm;
  std::size_t stratum;
};
std::vector<Observation> observe(const rehearse::Scenario& scenario,
                                 const std::vector<Participant>& people,
                                 double cut);
/// Of those whom the plan's comparison is of.
std::vector<Observation> observe(const rehearse::Scenario& scenario,
                                 const rehearse::AnalysisPlan& plan,
                                 const std::vector<Participant>& people,
                                 double cut);

struct LogRank {
  double score = 0.0;  // expected less observed experimental events
  double variance = 0.0;
};
LogRank logrank(const std::vector<Observation>& data);
double logrank_z(const std::vector<Observation>& data);
double cox_log_hazard_ratio(const std::vector<Observation>& data,
                            rehearse::Ties ties);
double kaplan_meier_median(const std::vector<Observation>& data, int arm);

}  // namespace reference
