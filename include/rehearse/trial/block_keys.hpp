#pragma once

#include <cstdint>
#include <span>

#include "rehearse/core/lanes.hpp"

namespace rehearse {

// Data sets of a block of replicates: what a participant contributes is 32
// bits, so that sixteen of them go through a vector at once.
//
//   time in steps of 2^-14 day | arm | censored (0 event)
//
// Sorting the integers sorts each lane's data by time, arm and censoring, as
// `ObservationKey` has them. With the stratum above the time it sorts by
// stratum first; the time then has the bits that are left. Who has not
// entered by the cut, and rows that fill up, are `nobody`: censored before
// anything happened.
using BlockKey = std::uint32_t;

inline constexpr BlockKey nobody = 1;
inline constexpr unsigned block_arm_bits = 1;
inline constexpr unsigned block_time_shift = block_arm_bits + 1;
inline constexpr unsigned block_time_bits = 32 - block_time_shift;

/// Steps of 2^-17 day in which events are ordered on the calendar: of what
/// isn't told apart by them the exact times are asked.
using CalendarStep = std::int32_t;
inline constexpr CalendarStep never_seen = 0x7FFFFFFF;
inline constexpr double calendar_steps_per_day = 131'072.0;

// Kernels over columns with rows of `block_lanes`, compiled for each
// instruction set. Their results are exact: the same bytes everywhere.

/// Whom a comparison leaves out: of another arm, or not in its population.
inline constexpr std::uint8_t left_out = 2;

/// Columns of a block, of one length: what a comparison takes of its
/// participants.
struct BlockColumns {
  std::span<const double> entry;       ///< [days]
  std::span<const double> event;       ///< since entry [days]
  std::span<const double> dropout;     ///< since entry [days]
  std::span<const std::uint8_t> role;  ///< a `Role`, or `left_out`
  std::span<const std::uint32_t> cell;
};

/// Each participant as seen if the trial never ended (`keys`: times of more
/// bits than there are, the largest; who is left out is `nobody`), when the
/// events happen (`calendar`), and how many there are in each lane.
void observe_block(const BlockColumns& columns, std::span<BlockKey> keys,
                   std::span<CalendarStep> calendar,
                   Lanes<std::uint32_t>& events);

/// Of each lane: values at most `pivot`, the largest of them and the smallest
/// of the others (`never_seen` where there is none).
struct CalendarSplit {
  Lanes<std::int32_t> at_most;
  Lanes<CalendarStep> below;
  Lanes<CalendarStep> above;
};
void split_calendar(std::span<const CalendarStep> calendar,
                    const Lanes<CalendarStep>& pivot, CalendarSplit& split);

/// How many of each lane's first rows, of which it has `entered`, aren't left
/// out.
void count_compared(std::span<const std::uint8_t> role,
                    const Lanes<std::uint32_t>& entered,
                    Lanes<std::uint32_t>& compared);

/// Rows at which a lane has `value`: how many, and the last.
struct CalendarRows {
  Lanes<std::int32_t> count;
  Lanes<std::int32_t> row;
};
void find_in_calendar(std::span<const CalendarStep> calendar,
                      const Lanes<CalendarStep>& value, CalendarRows& rows);

/// The data sets at the lanes' cuts [days], in the participants' order, into
/// the last rows of `data`, and `nobody` into the rows before. `entered`: how
/// many had by the cut.
void cut_block(std::span<const BlockKey> keys, std::span<const double> entry,
               const Lanes<double>& cut, const Lanes<std::uint32_t>& entered,
               std::span<BlockKey> data);

/// The same with the stratum of the participant's cell above the time.
/// `shifted_strata`: of each cell, shifted to where it belongs.
void add_strata(std::span<const BlockKey> data,
                std::span<const std::uint32_t> cells,
                std::span<const std::uint32_t> shifted_strata,
                std::span<BlockKey> by_stratum);

/// Sorts each lane ascending, by a network of comparisons: sixteen rows at a
/// time in registers. Rows are a multiple of sixteen.
void sort_block(std::span<BlockKey> data);

}  // namespace rehearse
