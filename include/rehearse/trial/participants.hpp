#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace rehearse {

/// One simulated trial's participants as columns, in order of entry. All times
/// in days, on the grids of core/time_grid.hpp.
struct Participants {
  std::vector<double> entry;           ///< since enrolment opened
  std::vector<std::uint32_t> cell;     ///< joint factor levels, last fastest
  std::vector<std::uint32_t> site;     ///< empty where there are no sites
  std::vector<std::uint32_t> stratum;  ///< of randomization
  std::vector<std::uint32_t> block;    ///< within the stratum, from 0
  std::vector<std::uint8_t> arm;       ///< 0 control, 1 experimental
  std::vector<double> event_time;      ///< since entry; `never` if cured
  std::vector<double> progression;     ///< since entry; empty: not told apart
  std::vector<double> death;           ///< the same
  std::vector<double> dropout_time;    ///< since entry; `never` if it can't be

  [[nodiscard]] std::size_t size() const { return entry.size(); }
  void resize(std::size_t participants, bool with_sites);
  void tell_progression_and_death_apart();  ///< makes room for the two
};

}  // namespace rehearse
