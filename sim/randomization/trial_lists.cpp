#include "randomization/trial_lists.hpp"

#include <algorithm>
#include <map>

#include "randomization/known_arms.hpp"

namespace rehearse {
namespace {

constexpr std::size_t most_places = 1U << 19;
constexpr double negligible = 1e-18;  // a state's probability

// The length by which a procedure's lists differ; 0 where they don't.
std::uint32_t telling_length(const Procedure& procedure, std::uint32_t length) {
  const bool tells = std::holds_alternative<RandomAllocation>(procedure) ||
                     std::holds_alternative<MaximalProcedure>(procedure);
  return tells ? length : 0;
}

}  // namespace

std::optional<TrialLists> lists_of_trial(const Procedure& procedure,
                                         std::span<const std::uint32_t> ratio,
                                         const AllocationTrial& trial) {
  TrialLists lists;
  std::map<std::uint32_t, std::size_t> list_of_length;
  std::vector<std::uint32_t> longest;
  for (std::size_t s = 0; s < trial.stratum_share.size(); ++s) {
    lists.counts.push_back(
        binomial_counts(trial.participants, trial.stratum_share[s]));
    const std::uint32_t length =
        trial.stratum_length.empty()
            ? 0
            : telling_length(procedure, trial.stratum_length[s]);
    const auto [found, is_new] =
        list_of_length.try_emplace(length, longest.size());
    if (is_new) longest.push_back(0);
    lists.list_of_stratum.push_back(found->second);
    std::uint32_t& most = longest[found->second];
    most = std::max(most, lists.counts.back().last());
  }
  lists.levels.resize(longest.size());
  std::size_t room = most_places;
  for (const auto& [length, list] : list_of_length) {
    AllocationChain chain{procedure, ratio, length};
    auto levels = unroll(chain, longest[list], room, negligible);
    if (!levels) return std::nullopt;
    for (const ChainLevel& level : *levels) room -= level.states.size();
    lists.levels[list] = *std::move(levels);
  }
  return lists;
}

std::optional<double> log2_lists(const Procedure& procedure,
                                 std::span<const std::uint32_t> ratio,
                                 std::span<const std::uint32_t> lengths) {
  if (lengths.empty()) return std::nullopt;
  std::map<std::uint32_t, std::vector<std::uint32_t>> by_list;
  for (const std::uint32_t length : lengths) {
    if (length == 0) return std::nullopt;
    by_list[telling_length(procedure, length)].push_back(length);
  }
  double sum = 0.0;
  for (const auto& [list, lengths_of_list] : by_list) {
    AllocationChain chain{procedure, ratio, list};
    const auto levels =
        unroll(chain, std::ranges::max(lengths_of_list) - 1, most_places);
    if (!levels) return std::nullopt;
    const std::vector<double> number = log2_sequences(*levels);
    for (const std::uint32_t length : lengths_of_list)
      sum += number[length - 1];
  }
  return sum;
}

}  // namespace rehearse
