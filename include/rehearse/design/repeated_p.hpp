#pragma once

#include <optional>
#include <span>
#include <vector>

#include "rehearse/design/bound_recursion.hpp"

namespace rehearse {

/// What a look had.
struct SeenLook {
  double events = 0.0;
  std::optional<double> z;  ///< of its test; unknown of a look before
};

/// Bounds of the looks so far at the events that they had.
[[nodiscard]] std::vector<LookBounds> bounds_at(const SolvedPlan& solved,
                                                std::span<const SeenLook> seen);

/// The least alpha at which the plan rejects at the last of these looks, whose
/// z is known (Jennison & Turnbull 2000, section 9.5): `efficacy_at_level` anew
/// at each alpha. At least 1e-15. Nothing where it is 0.5 or more, where the
/// look can't reject, or where a rule states bounds that no alpha changes
/// (Haybittle-Peto).
[[nodiscard]] std::optional<double> repeated_p(const GroupSequentialPlan& plan,
                                               std::span<const SeenLook> seen);

/// The repeated p of each look; nothing where its z isn't known.
[[nodiscard]] std::vector<std::optional<double>> repeated_p_by_look(
    const GroupSequentialPlan& plan, std::span<const SeenLook> seen);

/// The least alpha at which the plan rejects by now: the least repeated p of
/// the looks so far (Liu & Anderson 2008, JASA 103:1621). Nothing where none
/// is.
[[nodiscard]] std::optional<double> sequential_p(
    std::span<const std::optional<double>> repeated);

}  // namespace rehearse
