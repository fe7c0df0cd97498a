#pragma once

#include <functional>
#include <vector>

#include "rehearse/endpoint/assessment.hpp"

// One participant's assessment, walked day by day as domain.md §2 tells it,
// slowly and without any formula of the engine's.
namespace reference {

/// What was drawn for a visit. Calls by state: [0] stable, [1] progressed.
struct DrawnVisit {
  int offset;  // [days] from the nominal day
  bool missed;
  bool investigator[2];
  bool committee[2];
};

/// Days since randomization; `rehearse::never` where it doesn't happen.
struct DrawnParticipant {
  std::vector<rehearse::ScanInterval> intervals;
  int window = 0;
  double progression = rehearse::never;  // true
  double death = rehearse::never;
  double dropout = rehearse::never;
  double toxicity = rehearse::never;     // if still on treatment
  double new_therapy = rehearse::never;  // if that stop takes place
  bool scans_stop = false;               // at INV progression
  double lag = 0.0;                      // of the IRC's readings
  std::function<DrawnVisit(int)> visit;
};

struct WalkedScan {
  int visit;
  int day;
  bool investigator;
  bool committee;
};

/// Everything that takes place until a day.
struct Walk {
  std::vector<WalkedScan> scans;
  std::vector<int> nominal_days;     // by visit, from 0, beyond the walk's end
  double stopped = rehearse::never;  // INV progression that ended the scans
  double new_therapy = rehearse::never;
};
Walk walk(const DrawnParticipant& who, double until);

/// What is recorded at a cut, by a reader, under a rule set.
rehearse::Outcome outcome(const DrawnParticipant& who, const Walk& walk,
                          double cut, rehearse::Reviewer reviewer,
                          const rehearse::CensoringRules& rules);

}  // namespace reference
