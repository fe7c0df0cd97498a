#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "rehearse/core/errors.hpp"
#include "rehearse/forecast/ongoing_trial.hpp"
#include "rehearse/text/csv_table.hpp"
#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// Which columns of a running trial's data hold what. One that isn't named is
/// read under its usual name, where it is there: "id", "site", and so on.
struct OngoingColumns {
  std::string id = {};
  std::string site = {};
  std::string randomized = {};  ///< date
  std::string arm = {};
  std::string event = {};      ///< 1 or 0
  std::string censor = {};     ///< instead of `event`: 0 is an event
  std::string dropout = {};    ///< 1 or 0; or COLUMN=VALUE|VALUE: who has these
  std::string time = {};       ///< days since randomization; or
  std::string date = {};       ///< of event, dropout or last contact
  std::string last_scan = {};  ///< date, or days since randomization
  std::string pending = {};    ///< 1: that scan isn't read yet
};

/// How a running trial's data are read.
struct OngoingChoice {
  OngoingColumns columns;
  std::string cutoff;        ///< ISO; the last day of which data are known
  double time_origin = 0.0;  ///< time of the day of randomization, 0 or 1
  Blinding blinding = Blinding::blinded;  ///< blinded: no arm is looked at
};

/// What was read, and what is doubtful in it.
struct OngoingData {
  OngoingTrial trial;
  std::vector<std::string> ids;  ///< of the trial's participants, in order
  std::vector<Diagnostic> warnings;
};

/// Ongoing participants who were last seen longer before the cut-off are
/// warned of [days].
inline constexpr double stale_after = 90.0;

/// `columns`, what is empty filled as CDISC's ADaM names it (ADSL, and ADTTE of
/// the ADaM Basic Data Structure for Time-to-Event Analyses 1.0): USUBJID,
/// SITEID, RANDDT or else TRTSDT or STARTDT, TRTP or else TRT01P or ARM, CNSR,
/// ADT or else AVAL.
/// \throws IoError bad_data where what is needed isn't there, or where the rows
/// have several parameters (PARAMCD), or AVAL another unit than days.
[[nodiscard]] OngoingColumns adam_ongoing_columns(const CsvTable& table,
                                                  OngoingColumns columns);

/// A running trial's participants, a row each.
///
/// - Dates are days (see `DateForm`), each column's in one form; a time of day
///   is passed over. Whoever has neither event nor dropout is followed to his
///   time or date, or to the cut-off where that is empty.
/// - A time of 0 days, of which no model knows, becomes half a day.
/// - `last_scan` has dates, or numbers of days on the scale of `time`.
/// - Day 0 is the scenario's `start_date`, or else the first randomization.
/// - Sites are those of the scenario; where it has none the column isn't read.
///
/// \throws DataError with every fault of the columns, or else of the rows, in
/// file order.
[[nodiscard]] OngoingData ongoing_data(const CsvTable& table,
                                       const Scenario& scenario,
                                       const OngoingChoice& choice);

}  // namespace rehearse
