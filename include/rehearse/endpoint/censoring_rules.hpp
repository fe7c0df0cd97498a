#pragma once

#include <cstdint>
#include <string_view>

#include "rehearse/core/time_grid.hpp"
#include "rehearse/endpoint/scan_schedule.hpp"

namespace rehearse {

/// What a rule set makes of a situation.
enum class Treatment : std::uint8_t {
  ignore,     ///< what came later counts as if the situation hadn't arisen
  last_scan,  ///< censored at the last adequate scan before it
  day_1,      ///< censored on day 1
  event,      ///< the situation is an event: see `CensoringRules`
};

/// A rule set: the treatment of each situation, in order of precedence. What
/// remains is an event on its day, or is censored at the last adequate scan.
/// Censored at the last scan where there is none is censored on day 1.
struct CensoringRules {
  /// No scan was read, and no death by the deadline. `event`: a later death.
  Treatment no_scan = Treatment::day_1;
  /// A new anticancer therapy before the event. `event`: on its first day.
  Treatment new_therapy = Treatment::last_scan;
  /// A death, or nothing, after the deadline where scans ended at INV
  /// progression and IRC called none. `event`: the INV progression, on its
  /// day, also where a death by the deadline or a new therapy follows.
  Treatment scans_stopped = Treatment::last_scan;
  /// Progression or death after the deadline. `event`: on its day, as `ignore`.
  Treatment after_missed_visits = Treatment::last_scan;
  /// Consecutive missed visits that may precede an event: sets the deadline.
  int missed_visits_allowed = 1;

  friend bool operator==(const CensoringRules&,
                         const CensoringRules&) = default;
};

/// Whether a situation may count as an event: then what is read later may show
/// that it wasn't one, and an event may be known later than it happened.
[[nodiscard]] constexpr bool makes_events(const CensoringRules& rules) {
  return rules.no_scan == Treatment::event ||
         rules.new_therapy == Treatment::event ||
         rules.scans_stopped == Treatment::event;
}

/// FDA (2007), Guidance for Industry: Clinical Trial Endpoints for the
/// Approval of Cancer Drugs and Biologics, appendix 3, table A.
inline constexpr CensoringRules fda_rules{};
/// What happened counts whatever preceded it: EMA (2008),
/// EMA/CHMP/27994/2008, appendix 1 to the guideline on anticancer products.
inline constexpr CensoringRules treatment_policy_rules{
    .no_scan = Treatment::ignore,
    .new_therapy = Treatment::ignore,
    .scans_stopped = Treatment::ignore,
    .after_missed_visits = Treatment::ignore};

/// Why a participant's time ends where it does. Events first.
enum class Reason : std::uint8_t {
  progression,
  death,
  new_therapy_event,
  investigator_progression_event,
  no_scan,
  new_therapy,
  scans_stopped,
  missed_visits,
  lost,
  no_event,
};
inline constexpr std::size_t reason_count = 10;

[[nodiscard]] constexpr bool is_event(Reason reason) {
  return reason < Reason::no_scan;
}
/// For a reader: "death", "new anticancer therapy" …
[[nodiscard]] std::string_view text(Reason reason);

struct Outcome {
  double time;  ///< since randomization [days], on the duration grid
  Reason reason;
  friend bool operator==(const Outcome&, const Outcome&) = default;
};

/// A scan that was made.
struct Scan {
  int visit = 0;  ///< 0: none since randomization
  int day = 0;    ///< since randomization [days]
  friend bool operator==(const Scan&, const Scan&) = default;
};

/// All that is known of a participant at a data cut, by one reader. Days since
/// randomization; `never` where it didn't happen or isn't known yet.
struct KnownCourse {
  double progression = never;  ///< the reader's first call
  double death = never;
  double new_therapy = never;
  double scans_stopped = never;  ///< INV progression that ended the scans,
                                 ///< where this reader called none
  Scan last_scan{};   ///< the last that was read, before the first event; no
                      ///< scan follows a new therapy
  bool lost = false;  ///< dropped out
};

/// \pre last_scan is before progression, and not after death.
[[nodiscard]] Outcome evaluate(const CensoringRules& rules,
                               const KnownCourse& known,
                               const ScanSchedule& schedule);

}  // namespace rehearse
