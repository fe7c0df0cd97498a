#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "rehearse/text/csv_table.hpp"
#include "rehearse/trial/observation_key.hpp"
#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// Which columns of a data file hold what.
struct SurvivalColumns {
  std::string time;
  std::string event;
  std::string arm;
  std::string experimental;         ///< level of the experimental arm
  std::vector<std::string> strata;  ///< their joint values are the strata
  /// Ends of the interval that has the event; empty where there are none.
  std::string left = {};
  std::string right = {};
  std::string censor = {};  ///< instead of `event`: 0 is an event
  std::string entry = {};   ///< under observation after this time
  std::string weight = {};  ///< a row stands for so many participants
  std::string id = {};      ///< of the participant
};

/// A data file ready to be analysed.
struct SurvivalData {
  std::string name;                        ///< of the file
  std::array<std::string, arm_count> arm;  ///< levels, by role
  std::vector<ObservationKey> sorted;      ///< ticks index `times`
  std::vector<double> times;               ///< distinct, in the data's unit
  std::size_t strata = 1;
  std::vector<std::size_t> left_out;  ///< rows with a missing value, and
  RowUnit unit = RowUnit::line;       ///< what they are numbered by
  std::vector<ObservationKey> keys;   ///< in the file's order
  std::vector<std::size_t> rows;      ///< of the table, of each key
  /// When each came under observation; ascending, empty: at 0.
  std::vector<ObservationKey> entries;
  std::size_t tied_times = 0;  ///< distinct times taken for the one before
};

/// Takes the columns out of a table. A time is a finite number >= 0. An event
/// is 1 and a censoring 0, or TRUE and FALSE, or 2 and 1 where there is no 0,
/// as R reads them; in column `censor` 0 is an event and a whole number above
/// it the code of a censoring, as in ADaM. Rows in which a used column is empty
/// or NA are left out, as R does. An entry is a time before that of its row. A
/// weight is a whole number: so many keys are made of its row. Strata are
/// numbered by their values, numbers by size. Times that only rounding tells
/// apart are tied (rank_times). \throws IoError bad_data, at "file:line", if a
/// column is not there, a value is none of these, or there are not two arms of
/// which one is experimental.
[[nodiscard]] SurvivalData survival_data(const CsvTable& table,
                                         const SurvivalColumns& columns);

}  // namespace rehearse
