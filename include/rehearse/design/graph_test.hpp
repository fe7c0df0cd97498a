#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "rehearse/design/group_sequential_plan.hpp"
#include "rehearse/design/hypothesis_graph.hpp"

namespace rehearse {

/// Whether looks of earlier analyses count again once a hypothesis's level has
/// grown. They may: the sequential p of a hypothesis holds at any level (Liu &
/// Anderson 2008, JASA 103:1621); Maurer & Bretz (2013) advise against it.
enum class LookBack : std::uint8_t { none, all };

/// A look of one hypothesis as it was had.
struct HypothesisLook {
  std::size_t hypothesis;
  std::size_t analysis;  ///< calendar order; looks of one data cut share it
  double events;         ///< or other information, in the plan's unit
  double z;              ///< one-sided
  /// Where the spending function is read. Nothing: as the plan says.
  std::optional<double> spending_time{};
};

struct GraphRejection {
  std::size_t hypothesis;
  std::size_t analysis;  ///< at which it is rejected
  std::size_t look;      ///< of its plan, 0 the first; an earlier by look-back
  double alpha;          ///< its level then
};

struct TestedHypothesis {
  double alpha_left;  ///< its level at the end; 0 once rejected
  std::vector<std::optional<double>> repeated_p;  ///< by look, `repeated_p`
  std::optional<double> sequential_p;             ///< by the last look
};

/// What a look was tested at last.
struct TestedLook {
  /// Its hypothesis's level once the look's analysis was over; where that
  /// rejected it, or later this look did, the level at which. 0 where it had
  /// none, or had been rejected before.
  double alpha = 0.0;
  double efficacy_z = std::numeric_limits<double>::infinity();  ///< of that
};

struct GraphTest {
  std::vector<GraphRejection> rejections;    ///< in order
  std::vector<TestedHypothesis> hypotheses;  ///< in the graph's order
  std::vector<TestedLook> looks;             ///< in the order of those given
};

/// Group-sequential tests of a graph's hypotheses (Maurer & Bretz 2013, Stat
/// Biopharm Res 5:311). At each analysis in turn the hypotheses
/// with a look there are tested at that look's bound for their present level:
/// `efficacy_at_level`, so all looks before had been tested at that level. A
/// rejection passes the level on and they are tested again, the first that
/// rejects first (`reject_in_turn`); none that is left depends on which.
///
/// `plans`: one for each hypothesis; their own alpha is of no account.
/// `looks`: a hypothesis's are the first ones of its plan, in their order and
/// each at a later analysis; hypotheses may come in any order. `look_back`: of
/// each hypothesis.
[[nodiscard]] GraphTest test_by_graph(
    HypothesisGraph graph, std::span<const GroupSequentialPlan> plans,
    std::span<const HypothesisLook> looks, std::span<const LookBack> look_back);

}  // namespace rehearse
