#include "rehearse/randomization/allocation_chain.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "rehearse/core/expect.hpp"

namespace rehearse {
namespace {

using Counts = std::span<std::uint32_t>;

std::uint32_t total(std::span<const std::uint32_t> counts) {
  return std::accumulate(counts.begin(), counts.end(), 0U);
}

void take_sets(std::span<const std::uint32_t> ratio, Counts counts) {
  std::uint32_t sets = counts[0] / ratio[0];
  for (std::size_t k = 1; k < ratio.size(); ++k)
    sets = std::min(sets, counts[k] / ratio[k]);
  for (std::size_t k = 0; k < ratio.size(); ++k) counts[k] -= sets * ratio[k];
}

void begin_anew_at(std::uint32_t length, Counts counts) {
  if (total(counts) == length) std::ranges::fill(counts, 0U);
}

// Counts after which the rule goes on as after `counts`.
void reduce(const CompleteRandomization&, std::uint32_t, Counts counts) {
  std::ranges::fill(counts, 0U);
}
void reduce(const RandomAllocation&, std::uint32_t length, Counts counts) {
  begin_anew_at(length, counts);
}
void reduce(const MaximalProcedure&, std::uint32_t length, Counts counts) {
  begin_anew_at(length, counts);
}
void reduce(const WeiUrn&, std::uint32_t, Counts) {}
void reduce(const BlockUrn& urn, std::uint32_t, Counts counts) {
  take_sets(urn.ratio, counts);
}
void reduce(const BiasedCoin&, std::uint32_t, Counts counts) {
  take_sets(std::vector{1U, 1U}, counts);
}

constexpr std::uint32_t nowhere = 0xFFFFFFFF;

// The states of the level after the one whose steps are being made.
class NextLevel {
 public:
  // A state's place.
  std::uint32_t add(std::uint32_t state, double probability) {
    if (state >= place_.size()) place_.resize(state + 1, nowhere);
    if (place_[state] == nowhere) {
      place_[state] = static_cast<std::uint32_t>(states_.size());
      states_.push_back(state);
      reached_.push_back(0.0);
    }
    reached_[place_[state]] += probability;
    return place_[state];
  }

  // Leaves out the states that are less probable, and `before`'s steps there.
  void forget(ChainLevel& before, double negligible) {
    std::vector<std::uint32_t> kept(states_.size(), nowhere);
    std::uint32_t next = 0;
    for (std::size_t place = 0; place < states_.size(); ++place) {
      if (reached_[place] < negligible) {
        place_[states_[place]] = nowhere;
        continue;
      }
      states_[next] = states_[place];
      reached_[next] = reached_[place];
      kept[place] = next++;
    }
    if (next == states_.size()) return;
    states_.resize(next);
    reached_.resize(next);
    renumber(before, kept);
  }

  // The states and their probabilities; the next level is empty again.
  std::pair<std::vector<std::uint32_t>, std::vector<double>> take() {
    for (const std::uint32_t state : states_) place_[state] = nowhere;
    return {std::exchange(states_, {}), std::exchange(reached_, {})};
  }

 private:
  static void renumber(ChainLevel& level, std::span<const std::uint32_t> kept) {
    std::vector<ChainStep> steps;
    std::vector<std::uint32_t> first{0};
    for (std::size_t place = 0; place < level.states.size(); ++place) {
      for (ChainStep step : level.from(place)) {
        step.next = kept[step.next];
        if (step.next != nowhere) steps.push_back(step);
      }
      first.push_back(static_cast<std::uint32_t>(steps.size()));
    }
    level.steps = std::move(steps);
    level.first = std::move(first);
  }

  std::vector<std::uint32_t> place_;  // by state
  std::vector<std::uint32_t> states_;
  std::vector<double> reached_;
};

bool needs_length(const Procedure& procedure) {
  return std::holds_alternative<RandomAllocation>(procedure) ||
         std::holds_alternative<MaximalProcedure>(procedure);
}

}  // namespace

AllocationChain::AllocationChain(const Procedure& procedure,
                                 std::span<const std::uint32_t> ratio,
                                 std::uint32_t length)
    : procedure_(procedure),
      arms_(static_cast<std::uint32_t>(ratio.size())),
      length_(length) {
  expect(arms_ >= 2 && arms_ <= max_arms, "too few or many arms");
  expect(length > 0 || !needs_length(procedure),
         "the procedure needs its list's length");
  if (const auto* rule = std::get_if<RandomAllocation>(&procedure))
    expect(length % rule->shares == 0,
           "a list of random allocation holds whole ratio sets");
  (void)number_of(Key(arms_));
}

std::uint32_t AllocationChain::number_of(Key key) {
  const auto next = static_cast<std::uint32_t>(keys_.size());
  const auto [found, is_new] = numbers_.try_emplace(std::move(key), next);
  if (is_new) {
    keys_.push_back(found->first);
    steps_.emplace_back();
  }
  return found->second;
}

void AllocationChain::add_step(std::uint32_t from, double probability,
                               std::uint32_t arm, Key to) {
  if (probability <= 0.0) return;
  const std::uint32_t next = number_of(std::move(to));
  for (ChainStep& step : steps_[from])
    if (step.arm == arm && step.next == next) {
      step.probability += probability;
      return;
    }
  steps_[from].push_back({probability, arm, next});
}

// The key is what is left of the open block; nothing: a block opens.
void AllocationChain::add_block_steps(const PermutedBlocks& plan,
                                      std::uint32_t state) {
  const auto draw_from = [&](const Key& left, double probability) {
    for (std::uint32_t arm = 0; arm < arms_; ++arm) {
      if (left[arm] == 0) continue;
      Key after = left;
      --after[arm];
      add_step(state, probability * left[arm] / total(left), arm,
               std::move(after));
    }
  };
  const Key left = keys_[state];
  if (total(left) > 0) return draw_from(left, 1.0);
  double weights = 0.0;
  for (const PermutedBlocks::Size& size : plan.sizes()) weights += size.weight;
  for (const PermutedBlocks::Size& size : plan.sizes()) {
    Key block(arms_);
    for (const std::uint8_t arm : size.arms) ++block[arm];
    draw_from(block, size.weight / weights);
  }
}

template <class Rule>
void AllocationChain::add_counted_steps(const Rule& rule, std::uint32_t state) {
  const Key counts = keys_[state];
  std::vector<double> of_arm(arms_);
  probabilities(rule, AllocationCounts{counts, total(counts), length_}, of_arm);
  for (std::uint32_t arm = 0; arm < arms_; ++arm) {
    Key after = counts;
    ++after[arm];
    reduce(rule, length_, after);
    add_step(state, of_arm[arm], arm, std::move(after));
  }
}

std::span<const ChainStep> AllocationChain::steps(std::uint32_t state) {
  if (steps_[state].empty())
    std::visit(
        [&]<class Rule>(const Rule& rule) {
          if constexpr (std::is_same_v<Rule, PermutedBlocks>)
            add_block_steps(rule, state);
          else
            add_counted_steps(rule, state);
        },
        procedure_);
  return steps_[state];
}

std::optional<std::vector<ChainLevel>> unroll(AllocationChain& chain,
                                              std::uint32_t participants,
                                              std::size_t most,
                                              double negligible) {
  NextLevel next;
  next.add(AllocationChain::start, 1.0);
  std::vector<ChainLevel> levels;
  std::size_t places = 0;
  for (std::uint32_t n = 0; n <= participants; ++n) {
    if (n > 0) next.forget(levels.back(), negligible);
    auto [states, reached] = next.take();
    places += states.size();
    if (places > most) return std::nullopt;
    ChainLevel level{std::move(states), {0}, {}};
    for (std::size_t place = 0; place < level.states.size(); ++place) {
      for (ChainStep step : chain.steps(level.states[place])) {
        step.next = next.add(step.next, reached[place] * step.probability);
        level.steps.push_back(step);
      }
      level.first.push_back(static_cast<std::uint32_t>(level.steps.size()));
    }
    levels.push_back(std::move(level));
  }
  return levels;
}

bool shows_its_state(std::span<const ChainLevel> levels) {
  for (const ChainLevel& level : levels)
    for (std::size_t place = 0; place < level.states.size(); ++place) {
      std::uint32_t seen = 0;
      for (const ChainStep& step : level.from(place)) {
        if ((seen >> step.arm & 1U) != 0) return false;
        seen |= 1U << step.arm;
      }
    }
  return true;
}

}  // namespace rehearse
