#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "rehearse/core/lanes.hpp"
#include "rehearse/endpoint/assessment.hpp"

namespace rehearse {

// The visits of a block's replicates, one in each lane: kernels compiled for
// each instruction set. Times since randomization are whole steps of the
// duration grid in 32 bits, scans are of whole days. Their results are exact:
// what `Assessment` has of each replicate, the same bytes everywhere.

using Step = std::int32_t;
using Day = std::int32_t;

/// It doesn't happen, or later than 2^16 days (179 years).
inline constexpr Step never_step = 1 << 30;
inline constexpr unsigned step_bits = 14;  ///< 2^14 steps a day
inline constexpr Day never_day = never_step >> step_bits;

/// Visits of a participant whose days are kept.
inline constexpr int most_visits = 64;
/// In the place of the day of a scan that wasn't made; later than any.
inline constexpr std::int16_t no_scan_day = 32'767;

/// `AssessmentPlan` of two arms as the kernels take it.
struct BlockVisitPlan {
  explicit BlockVisitPlan(const AssessmentPlan& plan);

  struct Limits {  // see `limit_of`
    std::int32_t both, investigator, committee;
  };
  struct Arm {
    std::array<Day, most_visits + 4> first_day{};  ///< of each visit's window
    std::int32_t window_days = 0;
    std::array<Limits, 2> limits{};  ///< by TumourState
    std::int32_t missed_from = 0;
  };
  std::array<Arm, 2> arms;
  std::int32_t stop_limit;      ///< scans end at INV progression below it
  bool has_stops;               ///< any of the discontinuation's words is used
  const AssessmentPlan* whole;  ///< for what isn't done in lanes
  int visits;  ///< that are followed: `most_visits`, or as many as fit
  std::array<Day, most_visits + 2> earliest{};  ///< day of each, in any arm
};

/// What the trial will record of a participant if it never ends, in each
/// replicate: `ParticipantHistory`.
struct HistoryRow {
  Lanes<Step> death, dropout, new_therapy, scan_end, scans_stopped;
  struct Call {
    Lanes<Day> day;           ///< `never_day`: there is none
    Lanes<Day> visit_before;  ///< of the last scan before it
    Lanes<Day> day_before;
  };
  std::array<Call, 2> first_call;  ///< by Reviewer
};

/// The last scan on or before some day, in each replicate.
struct LastScanRow {
  Lanes<Day> visit;  ///< 0: there is none
  Lanes<Day> day;
};

/// The scans of a participant in each replicate, by visit; as many visits as
/// the longest of them was followed.
struct ScanDays {
  Column<std::int16_t> day;     ///< rows of `most_visits` times the lanes
  Column<std::int16_t> visits;  ///< how many there are of each lane
};

/// Follows a block's participants from visit to visit, until both readers have
/// called progression or scans end. Courses are columns of the block.
struct BlockFollowing {
  const BlockVisitPlan& plan;
  std::uint64_t seed;
  std::uint64_t replicate;  ///< of the first lane
  CourseColumns courses;
  std::span<const double> entry;  ///< [days]
  double until;  ///< later visits needn't be followed [days, as entries]
  std::span<HistoryRow> histories;
  ScanDays& scans;
  std::span<LastScanRow> last;  ///< up to the end of scans
  std::span<std::uint16_t>
      open;  ///< lanes of which visits are left: a bit each
  /// Lanes with a word of 2^32 - 1, from which 32 bits can't tell a limit of
  /// 2^32: a bit each.
  std::uint16_t unsure = 0;
  bool shortened = false;  ///< visits were left out for `until`
};
void follow_block(BlockFollowing& following);

}  // namespace rehearse
