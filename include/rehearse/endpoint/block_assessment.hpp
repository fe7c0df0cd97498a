#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "rehearse/endpoint/block_outcomes.hpp"
#include "rehearse/endpoint/reviewed_endpoint.hpp"

namespace rehearse {

/// `Assessment` of a block's replicates, one in each lane: one block after
/// another, in memory taken once.
class BlockAssessment {
 public:
  /// `plan`, of two arms, is kept by reference.
  BlockAssessment(const AssessmentPlan& plan, std::size_t participants);

  /// As `Assessment::assess`, of `replicate` and those after it. Courses and
  /// entries are columns of the block; `entry` is kept. Visits after `until`
  /// [days since enrolment opened] are left out.
  void assess(std::uint64_t seed, std::uint64_t replicate,
              const CourseColumns& courses, std::span<const double> entry,
              double until = never);

  /// The lanes' cuts [days since enrolment opened] that are earlier than this
  /// see all that they would; of later ones, visits were left out.
  [[nodiscard]] const Lanes<double>& complete_before() const {
    return complete_before_;
  }

  /// Whether some were for `until`.
  [[nodiscard]] bool is_shortened() const { return shortened_; }
  /// Whether some visits of the lane were left out.
  [[nodiscard]] bool has_open(std::size_t lane) const {
    return (any_open_ >> lane & 1U) != 0;
  }

  [[nodiscard]] std::size_t rows() const { return histories_.size(); }
  [[nodiscard]] std::span<const HistoryRow> histories() const {
    return histories_;
  }
  [[nodiscard]] const AssessmentPlan& plan() const { return plan_; }
  /// From a scan to its reading [steps].
  [[nodiscard]] Step lag_of(Reviewer reviewer) const;

  /// What `reviewer` knows at the lanes' cuts; of those who haven't entered it
  /// means nothing. Valid until asked for with other cuts.
  [[nodiscard]] BlockKnowledge known_at(const Lanes<double>& cuts,
                                        Reviewer reviewer);
  /// ... in the end.
  [[nodiscard]] BlockKnowledge known_in_end();
  /// ... on a day of each's own [steps since randomization], or in the end.
  [[nodiscard]] BlockKnowledge known_on(std::span<const Step> exposure,
                                        Reviewer reviewer);

  /// Scans by visit, `no_scan_day` where there was none, of a row's lane.
  [[nodiscard]] const ScanDays& scans() const { return scans_; }

 private:
  // The last scans that are read at some exposures.
  struct ReadScans {
    bool known = false;
    Column<LastScanRow> last;
  };
  void limit_completeness();

  const AssessmentPlan& plan_;
  BlockVisitPlan visits_;
  std::span<const std::uint8_t> arms_;
  std::span<const double> entry_;
  Column<HistoryRow> histories_;
  ScanDays scans_;
  Column<LastScanRow> final_;  // up to the end of scans
  std::vector<std::uint16_t> open_;
  unsigned any_open_ = 0;
  bool shortened_ = false;
  Lanes<double> complete_before_;
  Lanes<double> cuts_;  // what follows is of
  bool have_cuts_ = false;
  Column<Step> exposure_;
  Column<Step> end_;               // longest exposures there are
  Column<Step> limit_;             // of what is read
  std::array<ReadScans, 2> read_;  // at the cuts, by Reviewer
  Column<Step> own_exposure_;      // to days of each's own
  Column<LastScanRow> own_;
};

/// `ReviewedEndpoint` of a block's replicates.
class BlockReviewedEndpoint {
 public:
  /// `assessment` is kept by reference.
  BlockReviewedEndpoint(BlockAssessment& assessment, const EndpointView& view);

  /// Anew for each block, once it is assessed.
  void settle();

  /// When each participant counts as an event [steps since randomization],
  /// `never_step` if not: `Assessment::event_known`.
  [[nodiscard]] std::span<const Step> event_known() const { return known_; }

  /// Outcomes at the lanes' cuts; of those who haven't entered they mean
  /// nothing. Valid until the next call.
  void find_outcomes_at(const Lanes<double>& cuts);
  [[nodiscard]] std::span<const Step> times() const { return time_; }
  [[nodiscard]] std::span<const std::uint8_t> reasons() const {
    return reason_;
  }

  /// As `ReviewedEndpoint::last_known` [steps].
  [[nodiscard]] Step last_known(std::size_t i, std::size_t lane) const;
  [[nodiscard]] const BlockAssessment& assessment() const {
    return assessment_;
  }

 private:
  void ask_on_days();
  void ask_of_scans_before_death();
  [[nodiscard]] Step first_scan(std::size_t i, std::size_t lane) const;

  BlockAssessment& assessment_;
  BlockRules rules_;
  Column<Step> known_;
  Column<Step> time_;  // of the outcomes last asked for
  Column<std::uint8_t> reason_;
  Column<Step> day_;  // asked for
};

}  // namespace rehearse
