#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace rehearse {

/// Keys of a config that move together, and their values step by step, as texts
/// that `--set KEY=VALUE` takes.
struct SweepAxis {
  std::vector<std::string> keys;
  std::vector<std::vector<std::string>> steps;  ///< a value for each key
};

/// One cell of a grid: a value for each key of the plan.
struct SweepCell {
  std::vector<std::string> values;
};

/// What a sweep varies. Axes are crossed, the last one fastest.
struct SweepPlan {
  std::vector<SweepAxis> axes;
  /// KEY=VALUE texts that choose the cell with which the others are compared;
  /// keys that it leaves out have the config's own value where that is among
  /// theirs, and otherwise their first.
  std::vector<std::string> reference;
};

/// An axis of one key, or what is wrong with its text.
struct ParsedAxis {
  SweepAxis axis;
  std::string fault;  ///< empty where there is an axis
};

/// KEY=V1,V2,… or KEY=LO:HI:STEP, with units where the key has them ("5
/// months:8 months:0.5 months"); HI is included when reached within 1e-9 of a
/// step. Commas inside (), [], {} or quotes don't separate.
[[nodiscard]] ParsedAxis parse_axis(std::string_view text);

/// Puts the axes that hold `keys` together into one, in place of the first.
/// Returns what is wrong (a key that isn't varied, unequal numbers of values),
/// or nothing.
[[nodiscard]] std::string zip_axes(SweepPlan& plan,
                                   const std::vector<std::string>& keys);

[[nodiscard]] std::vector<std::string> sweep_keys(const SweepPlan& plan);
[[nodiscard]] std::vector<SweepCell> sweep_cells(const SweepPlan& plan);

/// The inverse: axes whose cells are these, with a value for each key; where no
/// fewer do, one of all keys.
[[nodiscard]] std::vector<SweepAxis> axes_of_cells(
    const std::vector<std::string>& keys,
    const std::vector<std::vector<std::string>>& cells);

/// The cell that the plan's reference names; the number of cells if there is
/// none, with `fault` saying why.
[[nodiscard]] std::size_t reference_cell(const SweepPlan& plan,
                                         std::string& fault);

/// Whether a key plays its part only after a replicate is simulated: cells that
/// differ in such keys alone share their replicates.
[[nodiscard]] bool is_analysis_key(std::string_view key);

}  // namespace rehearse
