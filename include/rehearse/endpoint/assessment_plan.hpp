#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "rehearse/endpoint/reader.hpp"
#include "rehearse/endpoint/scan_schedule.hpp"

namespace rehearse {

/// How an arm is scanned and read.
struct ArmAssessment {
  ScanSchedule schedule;
  double missed_probability = 0.0;  ///< [1] of each visit
  ReaderAccuracy investigator;
  Committee committee;
};

/// Stop of treatment for toxicity, and the new anticancer therapy that may
/// follow it. Scans go on until the new therapy begins.
struct Discontinuation {
  double hazard = 0.0;                   ///< [1/day], while on treatment
  double new_therapy_probability = 0.0;  ///< [1] of those who stop
  double new_therapy_delay_mean = 0.0;   ///< [days], exponential
};

/// The whole chain from disease to what is recorded. A value.
struct AssessmentSpec {
  std::vector<ArmAssessment> arms;       ///< by arm: 0 control, 1 experimental
  double correlation = 0.0;              ///< [1] of reads of one scan
  double stop_after_investigator = 0.0;  ///< [1] scans end at INV progression
  double committee_lag = 0.0;  ///< [days] from a scan to the IRC's reading
  Discontinuation discontinuation;
};

/// The specification made ready: what can be tabulated once. Shared by threads.
struct AssessmentPlan {
  explicit AssessmentPlan(const AssessmentSpec& spec);

  struct Arm {
    ScanSchedule schedule;
    FindingTable findings;
  };
  std::vector<Arm> arms;
  std::uint64_t stop_words;         ///< 2^32 P(scans end at INV progression)
  std::uint64_t new_therapy_words;  ///< 2^32 P(new therapy after a stop)
  double committee_lag;             ///< [days], on the duration grid
  Discontinuation discontinuation;
};

}  // namespace rehearse
