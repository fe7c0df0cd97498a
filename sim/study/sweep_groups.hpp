#pragma once

#include <cstddef>
#include <vector>

#include "rehearse/study/sweep.hpp"

namespace rehearse {

using Group = std::vector<const Cell*>;

/// Cells of `wanted` whose replicates are the same, in the order of their
/// first; no more of them together than memory holds.
[[nodiscard]] std::vector<Group> groups_of(
    const Sweep& sweep, const std::vector<std::size_t>& wanted);

/// The groups of the cells that are open, after that of the reference, with
/// which all are compared: by itself where it is done.
[[nodiscard]] std::vector<Group> reference_first(
    const Sweep& sweep, const std::vector<std::size_t>& open);

}  // namespace rehearse
