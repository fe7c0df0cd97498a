#include "rehearse/analysis/possible_allocations.hpp"

#include <array>
#include <cmath>
#include <map>

#include "rehearse/core/expect.hpp"
#include "rehearse/trial/scenario.hpp"

namespace rehearse {
namespace {

constexpr std::array<std::uint8_t, arm_count> both_arms{0, 1};

// The states that a list may be in, with the probability of its arms so far
// and of that state.
using Belief = std::map<std::uint32_t, double>;

Belief after(AllocationChain& chain, const Belief& before, std::uint8_t arm) {
  Belief next;
  for (const auto& [state, probability] : before)
    for (const ChainStep& step : chain.steps(state))
      if (step.arm == arm || arm == unknown_arm)
        next[step.next] += probability * step.probability;
  return next;
}

// The first arms of a list.
struct Beginning {
  std::vector<std::uint8_t> arms;
  Belief belief;
};

std::vector<PossibleAllocation> without_states(
    std::vector<Beginning> beginnings) {
  std::vector<PossibleAllocation> sequences;
  for (Beginning& beginning : beginnings) {
    double probability = 0.0;
    for (const auto& state : beginning.belief) probability += state.second;
    sequences.push_back({std::move(beginning.arms), probability});
  }
  return sequences;
}

// Whether one list has more than `most` sequences of `length` arms. Beginnings
// that may be in the same states go on alike, and each goes on somehow: too
// many at any length are too many at the end.
bool has_more_than(std::size_t most, AllocationChain& chain,
                   std::size_t length) {
  std::map<Belief, std::size_t> counts{{{{AllocationChain::start, 1.0}}, 1}};
  for (std::size_t n = 0; n < length; ++n) {
    std::map<Belief, std::size_t> longer;
    std::size_t all = 0;
    for (const auto& [belief, count] : counts)
      for (const std::uint8_t arm : both_arms) {
        Belief next = after(chain, belief, arm);
        if (next.empty()) continue;
        for (auto& state : next) state.second = 1.0;  // states alone matter
        longer[std::move(next)] += count;
        all += count;
      }
    if (all > most) return true;
    counts = std::move(longer);
  }
  return false;
}

// Every sequence of `length` arms of one list.
std::vector<PossibleAllocation> sequences_of(AllocationChain& chain,
                                             std::size_t length) {
  std::vector<Beginning> beginnings{{{}, {{AllocationChain::start, 1.0}}}};
  for (std::size_t n = 0; n < length; ++n) {
    std::vector<Beginning> longer;
    for (const Beginning& beginning : beginnings)
      for (const std::uint8_t arm : both_arms) {
        Belief belief = after(chain, beginning.belief, arm);
        if (belief.empty()) continue;
        longer.push_back({beginning.arms, std::move(belief)});
        longer.back().arms.push_back(arm);
      }
    beginnings = std::move(longer);
  }
  return without_states(std::move(beginnings));
}

// Each allocation with each sequence of arms for the participants at `places`.
std::vector<PossibleAllocation> crossed(
    std::span<const PossibleAllocation> allocations,
    std::span<const PossibleAllocation> sequences,
    std::span<const std::size_t> places) {
  std::vector<PossibleAllocation> all;
  all.reserve(allocations.size() * sequences.size());
  for (const PossibleAllocation& allocation : allocations)
    for (const PossibleAllocation& sequence : sequences) {
      all.push_back(allocation);
      all.back().probability *= sequence.probability;
      for (std::size_t i = 0; i < places.size(); ++i)
        all.back().arms[places[i]] = sequence.arms[i];
    }
  return all;
}

// All ways on from the first participants' arms.
void minimize_on(const Minimization& before,
                 std::span<const std::uint32_t> levels,
                 PossibleAllocation& so_far,
                 std::vector<PossibleAllocation>& all) {
  if (levels.empty()) {
    all.push_back(so_far);
    return;
  }
  const auto own = levels.first(before.factors());
  std::array<double, arm_count> of_arm{};
  before.probabilities(own, of_arm);
  const double probability = so_far.probability;
  for (const std::uint8_t arm : both_arms) {
    if (of_arm[arm] <= 0.0) continue;
    Minimization with = before;
    with.add(own, arm);
    so_far.arms.push_back(arm);
    so_far.probability = probability * of_arm[arm];
    minimize_on(with, levels.subspan(own.size()), so_far, all);
    so_far.arms.pop_back();
  }
  so_far.probability = probability;
}

}  // namespace

std::optional<std::vector<PossibleAllocation>> possible_allocations(
    std::span<const std::uint32_t> strata, std::span<AllocationChain> chains,
    std::size_t most) {
  std::vector<std::vector<std::size_t>> places(chains.size());
  for (std::size_t i = 0; i < strata.size(); ++i)
    places[strata[i]].push_back(i);
  std::vector<PossibleAllocation> all{
      {std::vector<std::uint8_t>(strata.size()), 1.0}};
  for (std::size_t s = 0; s < chains.size(); ++s) {
    expect(chains[s].arms() == arm_count, "the lists are of two arms");
    const std::size_t length = places[s].size();
    if (has_more_than(most / all.size(), chains[s], length))
      return std::nullopt;
    all = crossed(all, sequences_of(chains[s], length), places[s]);
  }
  return all;
}

std::optional<std::vector<PossibleAllocation>> possible_allocations(
    const Minimization& start, std::span<const std::uint32_t> levels,
    std::size_t most) {
  const auto participants =
      static_cast<double>(levels.size()) / static_cast<double>(start.factors());
  if (std::exp2(participants) > static_cast<double>(most)) return std::nullopt;
  std::vector<PossibleAllocation> all;
  PossibleAllocation nobody{{}, 1.0};
  minimize_on(start, levels, nobody, all);
  return all;
}

bool can_be_allocated(std::span<const std::uint32_t> strata,
                      std::span<const std::uint8_t> arms,
                      std::span<AllocationChain> chains) {
  std::vector<Belief> beliefs(chains.size(), {{AllocationChain::start, 1.0}});
  for (std::size_t i = 0; i < strata.size(); ++i) {
    Belief& belief = beliefs[strata[i]];
    belief = after(chains[strata[i]], belief, arms[i]);
    if (belief.empty()) return false;
  }
  return true;
}

bool can_be_allocated(Minimization start, std::span<const std::uint32_t> levels,
                      std::span<const std::uint8_t> arms) {
  const std::size_t factors = start.factors();
  for (std::size_t i = 0; i < arms.size() && arms[i] != unknown_arm; ++i) {
    const auto own = levels.subspan(i * factors, factors);
    std::array<double, arm_count> of_arm{};
    start.probabilities(own, of_arm);
    if (of_arm[arms[i]] <= 0.0) return false;
    start.add(own, arms[i]);
  }
  return true;
}

}  // namespace rehearse
