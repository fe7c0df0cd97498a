#pragma once

#include <functional>
#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "rehearse/forecast/exact_draws.hpp"
#include "rehearse/forecast/future_table.hpp"
#include "rehearse/forecast/scanned_follow_up.hpp"
#include "rehearse/montecarlo/estimate_power.hpp"

namespace rehearse {

/// What futures are made of. Pair number `p` of them has one set of parameters.
struct FuturesPlan {
  std::uint64_t seed = 1;
  std::size_t pairs = 0;
  std::vector<Milestone> milestones;
  std::vector<double> months;  ///< ends of them [days since the origin]
  std::vector<Need> needs;
  std::size_t to_enter = 0;  ///< participants who are still to enter
  /// Whether the events of the data are the endpoint's own.
  bool events_are_known = true;
  std::function<ArmHazards(std::size_t pair)> hazards;
  std::function<double(std::size_t pair)> dropout_hazard;  ///< [1/day]
  /// Their entries, in order [days since the origin]; infinite: never.
  std::function<void(std::size_t pair, std::span<double> entries,
                     WordStream& words)>
      enter;
};

/// How courses are drawn: `participants_drawn` says of whom.
using FollowUpDraws = std::variant<ExactDraws, ScannedDraws>;

/// Those whose event is still to come or, where the data's events are another
/// reader's, everybody.
[[nodiscard]] std::vector<std::size_t> participants_drawn(
    const OngoingTrial& trial, const FuturesPlan& plan);

/// Twice `plan.pairs` futures, the same for any number of threads; nothing if
/// it was stopped. `draws`: each thread works on a copy.
[[nodiscard]] std::optional<FutureTable> simulate_futures(
    const OngoingTrial& trial, const FuturesPlan& plan,
    const FollowUpDraws& draws, const RunOptions& options);

}  // namespace rehearse
