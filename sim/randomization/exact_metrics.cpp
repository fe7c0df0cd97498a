#include "rehearse/randomization/exact_metrics.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

#include "randomization/count_distributions.hpp"
#include "randomization/exact_guesses.hpp"
#include "randomization/known_arms.hpp"
#include "randomization/single_list.hpp"
#include "randomization/strata_imbalance.hpp"
#include "randomization/trial_lists.hpp"
#include "rehearse/core/expect.hpp"
#include "rehearse/core/numbers.hpp"

namespace rehearse {
namespace {

ImbalanceDistribution unknown_distribution() {
  return {{}, {not_a_number, 0.0}, {not_a_number, 0.0}, {not_a_number, 0.0}, 0};
}

ImbalanceDistribution describe(std::vector<double> probability) {
  constexpr double nothing = 1e-15;
  while (probability.size() > 1 && probability.back() < nothing)
    probability.pop_back();
  ImbalanceDistribution result;
  double below = 0.0;
  for (std::size_t d = 0; d < probability.size(); ++d) {
    const auto size = static_cast<double>(d);
    result.mean.value += size * probability[d];
    result.mean_square.value += size * size * probability[d];
    below += probability[d];
    if (below < 0.95 - 1e-12) result.q95 = static_cast<std::uint32_t>(d) + 1;
  }
  result.balanced.value = probability[0];
  result.probability = std::move(probability);
  return result;
}

// Over a stratum's number of participants.
std::vector<double> mixed(const CountDistribution& counts,
                          const DistributionsByParticipants& after) {
  std::vector<double> sum;
  for (std::size_t i = 0; i < counts.probability.size(); ++i) {
    const std::vector<double>& distribution = after[counts.first + i];
    sum.resize(std::max(sum.size(), distribution.size()));
    for (std::size_t d = 0; d < distribution.size(); ++d)
      sum[d] += counts.probability[i] * distribution[d];
  }
  return sum;
}

// Imbalance of margins; what is alike is computed once.
class Margins {
 public:
  Margins(const TrialLists& lists, std::span<const std::uint32_t> ratio,
          const AllocationTrial& trial)
      : lists_(lists), ratio_(ratio), trial_(trial) {}

  MarginMetrics of(const AllocationMargin& margin) {
    MarginMetrics metrics;
    metrics.name = margin.name;
    std::vector<MarginStratum> strata;
    std::vector<std::size_t> which;
    for (std::size_t s = 0; s < trial_.stratum_share.size(); ++s) {
      const double share = trial_.stratum_share[s];
      const double members = margin.share_of_stratum[s];
      metrics.participants += trial_.participants * share * members;
      if (members <= 0.0 || share <= 0.0) continue;
      strata.push_back({lists_.list_of_stratum[s], share, members});
      which.push_back(s);
    }
    const bool whole_list = which.size() == 1 && strata[0].members >= 1.0;
    metrics.final = unknown_distribution();
    metrics.maximum = unknown_distribution();
    if (which.empty()) {
      metrics.final = metrics.maximum = describe({1.0});
    } else if (which.size() == 1 && (whole_list || ratio_.size() > 2)) {
      metrics.final = of_one(which[0], strata[0].members);
      if (whole_list) metrics.maximum = maximum_of(which[0]);
    } else if (ratio_.size() == 2) {
      metrics.final = of_several(std::move(strata));
    }
    return metrics;
  }

 private:
  ImbalanceDistribution of_one(std::size_t stratum, double members) {
    const std::size_t list = lists_.list_of_stratum[stratum];
    const auto [found, is_new] = finals_.try_emplace({list, members});
    if (is_new)
      found->second = list_imbalance(lists_.levels[list], ratio_, members);
    return found->second
               ? describe(mixed(lists_.counts[stratum], *found->second))
               : unknown_distribution();
  }

  ImbalanceDistribution maximum_of(std::size_t stratum) {
    const std::size_t list = lists_.list_of_stratum[stratum];
    const auto [found, is_new] = maxima_.try_emplace(list);
    if (is_new) found->second = list_maximum(lists_.levels[list], ratio_);
    return found->second
               ? describe(mixed(lists_.counts[stratum], *found->second))
               : unknown_distribution();
  }

  ImbalanceDistribution of_several(std::vector<MarginStratum> strata) {
    std::vector<Key> key;
    key.reserve(strata.size());
    for (const MarginStratum& s : strata)
      key.emplace_back(s.list, s.share, s.members);
    std::ranges::sort(key);
    const auto [found, is_new] = several_.try_emplace(std::move(key));
    if (is_new)
      found->second = describe(
          strata_imbalance(lists_.levels, ratio_, trial_.participants, strata));
    return found->second;
  }

  using Key = std::tuple<std::size_t, double, double>;
  using Curves = std::optional<DistributionsByParticipants>;

  const TrialLists& lists_;
  std::span<const std::uint32_t> ratio_;
  const AllocationTrial& trial_;
  std::map<std::pair<std::size_t, double>, Curves> finals_;
  std::map<std::size_t, Curves> maxima_;
  std::map<std::vector<Key>, ImbalanceDistribution> several_;
};

void check(const AllocationTrial& trial, std::span<const std::uint32_t> ratio) {
  const std::size_t strata = trial.stratum_share.size();
  expect(trial.participants >= 1 && strata >= 1, "a trial has participants");
  expect(ratio.size() >= 2, "an allocation is between arms");
  expect(trial.stratum_length.empty() || trial.stratum_length.size() == strata,
         "each stratum has a list");
  for (const AllocationMargin& margin : trial.margins)
    expect(margin.share_of_stratum.size() == strata,
           "a margin has a share in each stratum");
}

AllocationMetrics unknown_metrics(const AllocationTrial& trial) {
  constexpr Figure unknown{not_a_number, 0.0};
  AllocationMetrics metrics;
  for (const AllocationMargin& margin : trial.margins) {
    double share = 0.0;
    for (std::size_t s = 0; s < trial.stratum_share.size(); ++s)
      share += trial.stratum_share[s] * margin.share_of_stratum[s];
    metrics.margins.push_back({margin.name, share * trial.participants,
                               unknown_distribution(), unknown_distribution()});
  }
  metrics.sees_all = {unknown, unknown};
  if (!trial.site_share.empty()) metrics.sees_own_site = {unknown, unknown};
  metrics.deterministic = unknown;
  return metrics;
}

}  // namespace

AllocationMetrics exact_metrics(const Procedure& procedure,
                                std::span<const std::uint32_t> ratio,
                                const AllocationTrial& trial) {
  check(trial, ratio);
  AllocationMetrics metrics = unknown_metrics(trial);
  metrics.log2_lists = log2_lists(procedure, ratio, trial.stratum_length);
  const auto lists = lists_of_trial(procedure, ratio, trial);
  if (!lists) return metrics;
  Margins margins{*lists, ratio, trial};
  for (std::size_t m = 0; m < trial.margins.size(); ++m)
    metrics.margins[m] = margins.of(trial.margins[m]);
  const ExactGuesses guesses{procedure, ratio, trial, *lists};
  metrics.sees_all = guesses.sees_all();
  if (!trial.site_share.empty())
    metrics.sees_own_site = guesses.sees_own_site();
  metrics.deterministic = guesses.deterministic();
  return metrics;
}

}  // namespace rehearse
