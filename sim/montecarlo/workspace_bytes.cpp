// What a run takes of memory, before it is begun.
#include <algorithm>
#include <iterator>
#include <vector>

#include "rehearse/endpoint/block_visits.hpp"
#include "rehearse/montecarlo/estimate_power.hpp"
#include "rehearse/montecarlo/graph_decision.hpp"
#include "rehearse/montecarlo/tally.hpp"
#include "rehearse/randomization/allocate.hpp"
#include "rehearse/trial/simulate.hpp"

namespace rehearse {

std::uint64_t workspace_bytes(const Scenario& scenario, unsigned threads) {
  // Bytes of a participant's columns (Participants, draws, observations, keys)
  // and of the analysis (two risk-set columns and their like).
  constexpr std::uint64_t participant_bytes = 49 + 2 * 8 + 4 * 8 + 64;
  // Visit and stop words, histories, the settled outcomes of three views.
  constexpr std::uint64_t review_bytes = 32 * 4 + 16 + 160 + 3 * 150 + 40;
  // Columns of a block, and the bits of the lists.
  constexpr std::uint64_t lane_bytes = 3 * 8 + 4 + 1 + 2 * 8 + 4 * 4 + 4;
  // ... where it is reviewed: courses and their draws; histories, scans and the
  // last of them; exposures; three views' outcomes and keys; risk sets.
  constexpr std::uint64_t review_lane_bytes =
      8 * 8 + sizeof(HistoryRow) / block_lanes + 2 * (most_visits + 1) + 4 * 8 +
      4 * 4 + 3 * (3 * 4 + 1 + 3 * 4) + 1 + 6 * 4;
  const std::uint64_t strata = scenario.stratum_streams.size();
  const bool in_lanes = scenario.participants <= most_block_participants;
  // A hypothesis has columns of those whom it compares, and all their courses;
  // in lanes its keys, roles and dropout.
  constexpr std::uint64_t course_bytes = 8 * 8;
  constexpr std::uint64_t compared_lane_bytes = 4 * 4 + 1 + 8;
  std::vector<AnalysisPlan> plans = hypothesis_plans(scenario);
  std::ranges::move(switching_plans(scenario), std::back_inserter(plans));
  std::uint64_t looks = scenario.analysis.looks.size();
  for (const AnalysisPlan& plan : plans) looks += 2 * plan.looks.size();
  const std::uint64_t lane_hypothesis_bytes =
      in_lanes
          ? block_lanes * (course_bytes + compared_lane_bytes * plans.size())
          : 0;
  const std::uint64_t hypothesis_bytes =
      plans.empty() ? 0
                    : course_bytes + participant_bytes * plans.size() +
                          lane_hypothesis_bytes;
  const std::uint64_t thread_bytes =
      (participant_bytes + hypothesis_bytes +
       (scenario.review ? review_bytes : 0) +
       (in_lanes ? block_lanes * lane_bytes : 0) +
       (in_lanes && scenario.review ? block_lanes * review_lane_bytes : 0)) *
          static_cast<std::uint64_t>(scenario.participants) +
      (sizeof(BlockSequence) + 9 + 64) * strata +
      chunk_replicates * looks * sizeof(LookResult);
  return std::max(threads, 1U) * thread_bytes;
}

}  // namespace rehearse
