#include "randomization/exact_guesses.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "randomization/known_arms.hpp"
#include "randomization/single_list.hpp"
#include "rehearse/core/moments.hpp"
#include "rehearse/core/numbers.hpp"

namespace rehearse {
namespace {

constexpr Figure no_guess{not_a_number, 0.0};

// Simulated lists: all together, of each kind at least, and what they may cost
// in steps of the filter.
constexpr double usual_lists = 20'000;
constexpr double least_lists = 16;
constexpr double most_steps = 2e7;
constexpr std::uint64_t lists_seed = 1;

double sum(std::span<const double> column) {
  return std::accumulate(column.begin(), column.end(), 0.0);
}

}  // namespace

ExactGuesses::ExactGuesses(const Procedure& procedure,
                           std::span<const std::uint32_t> ratio,
                           const AllocationTrial& trial,
                           const TrialLists& lists)
    : procedure_(procedure), ratio_(ratio), trial_(trial), lists_(lists) {
  std::map<std::pair<std::size_t, double>, std::size_t> kinds;
  for (std::size_t s = 0; s < lists.counts.size(); ++s) {
    const auto [kind, is_new] = kinds.try_emplace(
        {lists.list_of_stratum[s], trial.stratum_share[s]}, strata_.size());
    if (is_new) {
      strata_.push_back({s, 0.0});
      reached_.push_back(reaching(lists.counts[s]));
    }
    strata_[kind->second].many += 1.0;
  }
}

// Over the trial's participants.
double ExactGuesses::average(const std::vector<Curve>& of_list) const {
  double total = 0.0;
  for (std::size_t k = 0; k < strata_.size(); ++k) {
    const Curve& curve = of_list[lists_.list_of_stratum[strata_[k].first]];
    total += strata_[k].many * std::inner_product(reached_[k].begin(),
                                                  reached_[k].end(),
                                                  curve.begin(), 0.0);
  }
  return total / trial_.participants;
}

std::optional<std::vector<ExactGuesses::Curve>> ExactGuesses::convergence(
    double seen) const {
  std::vector<Curve> curves;
  for (const std::vector<ChainLevel>& levels : lists_.levels) {
    auto curve = list_convergence(levels, ratio_, seen);
    if (!curve) return std::nullopt;
    curves.push_back(*std::move(curve));
  }
  return curves;
}

Predictability ExactGuesses::sees_all() const {
  Predictability guesses{no_guess, no_guess};
  if (const auto curves = convergence(1.0))
    guesses.convergence = {average(*curves), 0.0};
  guesses.most_likely = most_likely_of_all(guesses.convergence);
  return guesses;
}

// Under blocks of several sizes with equal arms, the arm furthest behind has
// the most left in whichever block may be open.
Figure ExactGuesses::most_likely_of_all(const Figure& convergence) const {
  const bool blocks = std::holds_alternative<PermutedBlocks>(procedure_);
  const bool equal = std::ranges::count(ratio_, ratio_[0]) ==
                     static_cast<std::ptrdiff_t>(ratio_.size());
  if (blocks && equal) return convergence;
  std::vector<Curve> curves;
  for (const std::vector<ChainLevel>& levels : lists_.levels) {
    auto curve = most_likely_guesses(levels);
    if (!curve) {
      const std::vector<double> all{1.0};
      return filtered(all, all, convergence.value);
    }
    curves.push_back(*std::move(curve));
  }
  return {average(curves), 0.0};
}

Predictability ExactGuesses::sees_own_site() const {
  std::map<double, double> sites;  // their number by share
  for (const double share : trial_.site_share)
    if (share > 0.0) sites[share] += 1.0;
  double right = 0.0;
  std::vector<double> seen;
  std::vector<double> weight;
  for (const auto& [share, many] : sites) {
    const auto curves = convergence(share);
    right += curves ? many * share * average(*curves) : not_a_number;
    seen.push_back(share);
    weight.push_back(many * share);
  }
  const double usual = std::isnan(right) ? 0.5 : right;
  return {{right, 0.0}, filtered(seen, weight, usual)};
}

Figure ExactGuesses::deterministic() const {
  std::vector<Curve> curves;
  for (const std::vector<ChainLevel>& levels : lists_.levels)
    curves.push_back(certain_allocations(levels));
  return {average(curves), 0.0};
}

// A kind for each kind of stratum and share seen.
std::vector<ExactGuesses::FilterKind> ExactGuesses::filter_kinds(
    std::span<const double> seen, std::span<const double> weight) const {
  std::vector<FilterKind> kinds;
  double steps = 0.0;
  for (std::size_t k = 0; k < strata_.size(); ++k) {
    if (reached_[k].empty()) continue;
    const auto levels =
        std::span{lists_.levels[lists_.list_of_stratum[strata_[k].first]]}
            .first(reached_[k].size());
    double all_steps = 0.0;  // of the filter, once through the levels
    for (const ChainLevel& level : levels)
      all_steps += 2.0 * static_cast<double>(level.steps.size());
    const double expected = sum(reached_[k]);
    for (std::size_t i = 0; i < seen.size(); ++i) {
      const double factor = strata_[k].many * weight[i] / trial_.participants;
      const double lists =
          std::max(least_lists, usual_lists * factor * expected);
      kinds.push_back({{levels, reached_[k], seen[i]}, factor, lists});
      const double times = seen[i] < 1.0 ? 1.0 + seen[i] * expected : 1.0;
      steps += lists * all_steps * times;
    }
  }
  for (FilterKind& kind : kinds)
    kind.lists = std::ceil(
        std::max(least_lists, kind.lists * std::min(1.0, most_steps / steps)));
  return kinds;
}

// Of onlookers who see such shares of the participants, averaged by weight.
Figure ExactGuesses::filtered(std::span<const double> seen,
                              std::span<const double> weight,
                              double usual) const {
  double right = usual;
  double variance = 0.0;
  std::uint64_t replicate = 0;
  for (const FilterKind& kind : filter_kinds(seen, weight)) {
    std::vector<double> sums(static_cast<std::size_t>(kind.lists));
    for (double& one : sums)
      one = filtered_guesses(
          kind.onlooker, usual,
          WordStream{{lists_seed, Purpose::allocation, replicate++}, 0});
    const Moments moments = Moments::of(sums);
    right += kind.factor * moments.mean;
    variance += std::pow(kind.factor * moments.sd(), 2) / kind.lists;
  }
  return {right, std::sqrt(variance)};
}

}  // namespace rehearse
