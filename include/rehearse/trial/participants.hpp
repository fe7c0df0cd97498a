#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "rehearse/core/lanes.hpp"
#include "rehearse/trial/analysis_plan.hpp"

namespace rehearse {

/// One simulated trial's participants as columns, in order of entry; or those
/// of `block_lanes` trials side by side, one row for each participant. All
/// times in days, on the grids of core/time_grid.hpp.
struct Participants {
  Column<double> entry;        ///< since enrolment opened
  Column<std::uint32_t> cell;  ///< joint factor levels, last fastest
  /// The cell as recorded at randomization; empty: it is the true one.
  std::vector<std::uint32_t> recorded;
  std::vector<std::uint32_t> site;       ///< empty where there are no sites
  std::vector<std::uint32_t> stratum;    ///< of randomization
  std::vector<std::uint32_t> block;      ///< within the stratum, from 0
  Column<std::uint8_t> arm;              ///< 0 control, then experimental
  std::vector<std::uint8_t> ineligible;  ///< 1: not analysed; empty: nobody
  Column<double> event_time;             ///< since entry; `never` if cured
  Column<double> progression;            ///< since entry; empty: not told apart
  Column<double> death;                  ///< the same
  Column<double> switched;               ///< to another therapy; the same
  Column<double> death_without_switch;   ///< the same
  Column<double> dropout_time;  ///< since entry; `never` if it can't be

  std::size_t lanes = 1;  ///< trials side by side

  /// Of one trial.
  [[nodiscard]] std::size_t size() const { return entry.size() / lanes; }
  /// Participant i's cell by those levels.
  [[nodiscard]] std::uint32_t cell_by(StratumLevels levels,
                                      std::size_t i) const {
    return levels == StratumLevels::corrected || recorded.empty() ? cell[i]
                                                                  : recorded[i];
  }
  [[nodiscard]] bool is_analysed(std::size_t i) const {
    return ineligible.empty() || ineligible[i] == 0;
  }
  /// Columns of `participants` rows; sites, strata and blocks, which only
  /// listings show, where there is one lane.
  void resize(std::size_t participants, bool with_sites,
              std::size_t lanes_side_by_side = 1);
  void tell_progression_and_death_apart();  ///< makes room for the two
};

}  // namespace rehearse
