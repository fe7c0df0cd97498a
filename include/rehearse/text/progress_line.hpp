#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace rehearse {

/// How far a run is.
struct ProgressState {
  std::uint64_t done = 0;        ///< replicates
  std::uint64_t replicates = 0;  ///< of the run; 0: nobody knows
  std::size_t cells_done = 0;
  std::size_t cells = 0;  ///< of a sweep; 0: it is none
  double seconds = 0.0;   ///< since the start [s]
  /// A word, named where nobody knows how many replicates there are.
  std::string task = {};
  std::string unit = "replicates";  ///< what is counted
};

/// A bar and what is left, in at most `width` columns: what there is no room
/// for is left out, the bar first made short. Without a number of replicates,
/// the task and how many were done.
[[nodiscard]] std::string progress_line(const ProgressState& state,
                                        std::size_t width);

}  // namespace rehearse
