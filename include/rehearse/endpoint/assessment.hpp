#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "rehearse/endpoint/assessment_plan.hpp"
#include "rehearse/endpoint/censoring_rules.hpp"
#include "rehearse/endpoint/visit_draws.hpp"

namespace rehearse {

/// What is to be observed: columns of one length, in days since randomization
/// on the duration grid, `never` where it doesn't happen.
struct CourseColumns {
  std::span<const std::uint8_t> arm;
  std::span<const double> progression;  ///< true, latent
  std::span<const double> death;
  std::span<const double> dropout;
};

/// A reader's first call, and the last scan made before it.
struct FirstCall {
  double day = never;  ///< of the scan
  Scan before;
};

/// What the trial will record of a participant if it never ends.
struct ParticipantHistory {
  double death = never;    ///< known only if before dropout
  double dropout = never;  ///< [days], as the others
  double new_therapy = never;
  double scan_end = never;  ///< no scan after it: dropout, death, new therapy,
                            ///< or INV progression that stopped the scans
  double scans_stopped = never;  ///< that INV progression
  Scan last_scan;  ///< the last up to scan_end, unless both readers called
  std::array<FirstCall, 2> first_call;  ///< by Reviewer
};

/// A planned visit, for listings.
struct Visit {
  int number;
  int nominal_day;
  int actual_day;
  Finding finding;
};

/// The observed histories of one replicate after another, in memory taken
/// once. A replicate is drawn as if it never ended; each cut selects from it,
/// so that a later cut sees the same scans and more.
class Assessment {
 public:
  /// `plan` is kept by reference.
  Assessment(const AssessmentPlan& plan, std::size_t participants);

  /// Draws from Purpose::visit (see `VisitDraws`) and, in item i of
  /// Purpose::discontinuation, four words for participant i: whether scans
  /// stop at INV progression, whether a new therapy follows a toxicity stop,
  /// when that stop is, and how long after it the therapy begins.
  void assess(std::uint64_t seed, std::uint64_t replicate,
              const CourseColumns& courses);

  [[nodiscard]] std::size_t size() const { return histories_.size(); }
  [[nodiscard]] const ParticipantHistory& history(std::size_t i) const {
    return histories_[i];
  }
  [[nodiscard]] const AssessmentPlan& plan() const { return plan_; }
  [[nodiscard]] const ScanSchedule& schedule_of(std::size_t i) const {
    return plan_.arms[arms_[i]].schedule;
  }
  /// What `reviewer` knows of participant `i` after a follow-up of `cut` > 0
  /// [days since randomization], and its outcome.
  [[nodiscard]] KnownCourse known_at(std::size_t i, double cut,
                                     Reviewer reviewer);
  [[nodiscard]] Outcome outcome_at(std::size_t i, double cut, Reviewer reviewer,
                                   const CensoringRules& rules);
  /// The day since randomization from which on nothing that `reviewer` knows
  /// of participant `i` changes the outcome under any rules; `never` if none.
  [[nodiscard]] double settled_from(std::size_t i, Reviewer reviewer) const {
    // When the first event or the dropout is known, all scans before are read.
    const ParticipantHistory& history = histories_[i];
    const double call =
        history.first_call[static_cast<std::size_t>(reviewer)].day;
    return std::min(std::min(std::min(call, history.death), history.dropout) +
                        lag_of(reviewer),
                    never);
  }
  /// The first day since randomization on which participant `i` counts as an
  /// event, `never` if there is none. For event-driven cuts.
  [[nodiscard]] double event_known(std::size_t i, Reviewer reviewer,
                                   const CensoringRules& rules);
  /// The day since randomization from which on `reviewer` reads no scan of
  /// participant `i`; `never` where scans go on for ever.
  [[nodiscard]] double last_read(std::size_t i, Reviewer reviewer) const {
    const double end = histories_[i].scan_end;
    return end < longest_duration ? end + lag_of(reviewer) : never;
  }
  /// The last adequate scan on or before `day` [days]; visit 0 if none.
  [[nodiscard]] Scan last_scan(std::size_t i, double day);
  /// Every visit of participant `i` up to `cut`, missed ones too: `visits` is
  /// replaced.
  void list_visits(std::size_t i, double cut, std::vector<Visit>& visits);

 private:
  struct TreatmentStop {
    double toxicity = never;  // [days]; not drawn without a new therapy
    double new_therapy = never;
  };
  [[nodiscard]] TreatmentStop treatment_stop(std::size_t i, double end) const;
  void follow(std::size_t i);
  void record_calls(std::size_t i, Finding finding, const FirstCall& call,
                    double toxicity);
  [[nodiscard]] Scan last_scan_by_visit(std::size_t i, int visit, double day);
  [[nodiscard]] double first_scan(std::size_t i);  // [days], never if none
  [[nodiscard]] double lag_of(Reviewer reviewer) const {
    return reviewer == Reviewer::committee ? plan_.committee_lag : 0.0;
  }

  const AssessmentPlan& plan_;
  VisitDraws draws_;
  std::vector<std::uint32_t> stop_words_;  // four each: see `assess`
  std::vector<std::uint8_t> arms_;
  std::vector<double> progression_;  // true
  std::vector<ParticipantHistory> histories_;
};

}  // namespace rehearse
