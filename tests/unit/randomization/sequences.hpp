#pragma once
// Every sequence of arms that a procedure can give, written down with its
// probability, and what follows from them: the slow, obvious reference of the
// exact metrics.

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <numeric>
#include <set>
#include <vector>

#include "rehearse/randomization/procedure.hpp"

namespace rehearse::enumeration {

using Arms = std::vector<std::uint32_t>;
using Sequences = std::map<Arms, double>;
using Ratio = std::vector<std::uint32_t>;
using Distribution = std::vector<double>;

struct Design {
  Procedure procedure;
  Ratio ratio;
  std::uint32_t list = 0;  // its length
};

// ---- all sequences, straight from the rules ----

struct Enumeration {
  const Design& design;
  std::uint32_t length;
  Sequences all;

  void counted(const Arms& arms, std::uint32_t since, double probability) {
    if (arms.size() == length) {
      all[arms] += probability;
      return;
    }
    if (arms.size() - since == design.list && design.list > 0)
      since = static_cast<std::uint32_t>(arms.size());
    std::vector<std::uint32_t> counts(design.ratio.size());
    for (std::size_t i = since; i < arms.size(); ++i) ++counts[arms[i]];
    const AllocationCounts state{
        counts, static_cast<std::uint32_t>(arms.size()) - since, design.list};
    std::vector<double> of_arm(counts.size());
    std::visit(
        [&]<class Rule>(const Rule& rule) {
          if constexpr (!std::is_same_v<Rule, PermutedBlocks>)
            probabilities(rule, state, of_arm);
        },
        design.procedure);
    for (std::uint32_t arm = 0; arm < of_arm.size(); ++arm) {
      if (of_arm[arm] <= 0.0) continue;
      Arms more = arms;
      more.push_back(arm);
      counted(more, since, probability * of_arm[arm]);
    }
  }

  // Every arrangement of every block, the last one cut.
  void in_blocks(const PermutedBlocks& plan, const Arms& arms,
                 double probability) {
    if (arms.size() >= length) {
      all[Arms(arms.begin(), arms.begin() + length)] += probability;
      return;
    }
    double weights = 0.0;
    for (const auto& size : plan.sizes()) weights += size.weight;
    for (const auto& size : plan.sizes()) {
      std::vector<std::uint8_t> block = size.arms;
      std::ranges::sort(block);
      std::vector<Arms> arrangements;
      do {
        arrangements.push_back(arms);
        arrangements.back().insert(arrangements.back().end(), block.begin(),
                                   block.end());
      } while (std::ranges::next_permutation(block).found);
      for (const Arms& more : arrangements)
        in_blocks(plan, more,
                  probability * size.weight / weights /
                      static_cast<double>(arrangements.size()));
    }
  }
};

inline Sequences sequences_of(const Design& design, std::uint32_t length) {
  Enumeration enumeration{design, length, {}};
  if (const auto* plan = std::get_if<PermutedBlocks>(&design.procedure))
    enumeration.in_blocks(*plan, {}, 1.0);
  else
    enumeration.counted({}, 0, 1.0);
  return enumeration.all;
}

// ---- what is asked of them ----

inline std::uint32_t imbalance(const Ratio& ratio,
                               const std::vector<int>& counts) {
  int widest = 0;
  for (std::size_t j = 0; j < counts.size(); ++j)
    for (std::size_t k = 0; k < counts.size(); ++k)
      widest = std::max(widest, static_cast<int>(ratio[j]) * counts[k] -
                                    static_cast<int>(ratio[k]) * counts[j]);
  return static_cast<std::uint32_t>(widest);
}

inline void add(Distribution& to, std::uint32_t d, double p) {
  if (d >= to.size()) to.resize(d + 1);
  to[d] += p;
}

inline std::vector<int> count(const Arms& arms, std::size_t first,
                              std::size_t last, std::uint32_t mask,
                              std::size_t of_arms) {
  std::vector<int> counts(of_arms);
  for (std::size_t i = first; i < last; ++i)
    if ((mask >> i & 1U) != 0) ++counts[arms[i]];
  return counts;
}

inline double convergence_guess(const Ratio& ratio,
                                const std::vector<int>& counts,
                                std::uint32_t arm) {
  // Deviations from the share of those seen, in whole numbers.
  const int seen = std::accumulate(counts.begin(), counts.end(), 0);
  const int shares = std::accumulate(ratio.begin(), ratio.end(), 0);
  std::vector<int> behind;
  for (std::size_t k = 0; k < ratio.size(); ++k)
    behind.push_back(static_cast<int>(ratio[k]) * seen - shares * counts[k]);
  const int most = std::ranges::max(behind);
  if (behind[arm] != most) return 0.0;
  return 1.0 / static_cast<double>(std::ranges::count(behind, most));
}

// One who sees each participant with probability `seen`; those that come do so
// with probability reached[i]. Expected numbers of right guesses, over `seen`.
struct Right {
  double convergence = 0.0;
  double most_likely = 0.0;
};

inline Right right_guesses(const Sequences& all, const Ratio& ratio,
                           double seen, const std::vector<double>& reached) {
  Right right;
  std::map<Arms, std::vector<double>> next;  // by those seen: weight of arms
  for (const auto& [arms, p] : all)
    for (std::size_t i = 0; i < arms.size(); ++i)
      for (std::uint32_t mask = seen < 1.0 ? 0 : (1U << i) - 1;
           mask < (1U << i); ++mask) {
        double weight = p * reached[i];
        Arms known;
        for (std::size_t j = 0; j < i; ++j) {
          const bool sees = (mask >> j & 1U) != 0;
          weight *= sees ? seen : 1.0 - seen;
          if (sees) known.push_back(arms[j]);
        }
        if (weight == 0.0) continue;
        right.convergence +=
            weight * convergence_guess(
                         ratio, count(arms, 0, i, mask, ratio.size()), arms[i]);
        auto& weights = next[known];
        weights.resize(ratio.size());
        weights[arms[i]] += weight;
      }
  for (const auto& [known, weights] : next)
    right.most_likely += std::ranges::max(weights);
  return right;
}

inline double certain_share(const Sequences& all, std::uint32_t length) {
  std::map<Arms, std::set<std::uint32_t>> next;
  for (const auto& [arms, p] : all)
    for (std::size_t i = 0; i < length; ++i)
      next[Arms(arms.begin(), arms.begin() + static_cast<int>(i))].insert(
          arms[i]);
  double certain = 0.0;
  for (const auto& [arms, p] : all)
    for (std::size_t i = 0; i < length; ++i)
      if (next[Arms(arms.begin(), arms.begin() + static_cast<int>(i))].size() ==
          1)
        certain += p;
  return certain / length;
}

}  // namespace rehearse::enumeration
