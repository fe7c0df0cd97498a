#include "randomization/known_arms.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace rehearse {
namespace {

constexpr double rounding = 1e-12;  // of a sum of probabilities

using Places = std::vector<std::uint32_t>;  // ascending

// Arms that lead to the same places, the probability that they were drawn and
// the list is at each of them, and their number as a share of all sequences.
struct Known {
  std::vector<double> at;
  double sequences = 0.0;
};
using KnownLevel = std::map<Places, Known>;

// Where the list may be after one more.
struct After {
  std::map<std::uint32_t, double> at;  // by place in the next level

  void add(std::uint32_t place, double probability) {
    at[place] += probability;
  }
  [[nodiscard]] Places places() const {
    Places all;
    for (const auto& [place, p] : at) all.push_back(place);
    return all;
  }
};
using AfterArm = std::array<After, max_arms>;

AfterArm after_each_arm(const ChainLevel& level, const Places& places,
                        std::span<const double> at) {
  AfterArm after;
  for (std::size_t i = 0; i < places.size(); ++i)
    for (const ChainStep& step : level.from(places[i]))
      after[step.arm].add(step.next, at[i] * step.probability);
  return after;
}

double sum_of(const After& after) {
  double sum = 0.0;
  for (const auto& [place, p] : after.at) sum += p;
  return sum;
}

// Adds what follows from `known` to the next level; the certain share of it.
double follow(const ChainLevel& level, const Places& places, const Known& known,
              KnownLevel& next) {
  std::size_t arms = 0;
  double sum = 0.0;
  for (const After& after : after_each_arm(level, places, known.at)) {
    if (after.at.empty()) continue;
    ++arms;
    Known& to = next[after.places()];
    to.at.resize(after.at.size());
    to.sequences += known.sequences;
    std::size_t i = 0;
    for (const auto& [place, p] : after.at) {
      to.at[i++] += p;
      sum += p;
    }
  }
  return arms == 1 ? sum : 0.0;
}

// Visits each level's sets of places: visit(n, level's certain share, next).
template <class Visit>
void walk(std::span<const ChainLevel> levels, Visit visit) {
  KnownLevel now;
  now[{0}] = {{1.0}, 1.0};
  for (const ChainLevel& level : levels) {
    KnownLevel next;
    double certain = 0.0;
    for (const auto& [places, known] : now)
      certain += follow(level, places, known, next);
    visit(certain, next);
    now = std::move(next);
  }
}

}  // namespace

std::vector<double> certain_allocations(std::span<const ChainLevel> levels) {
  std::vector<double> certain;
  walk(levels,
       [&](double share, const KnownLevel&) { certain.push_back(share); });
  return certain;
}

std::vector<double> log2_sequences(std::span<const ChainLevel> levels) {
  std::vector<double> log2_number;
  double log2_scale = 0.0;
  walk(levels, [&](double, KnownLevel& next) {
    double sum = 0.0;
    for (const auto& [places, known] : next) sum += known.sequences;
    for (auto& [places, known] : next) known.sequences /= sum;
    log2_scale += std::log2(sum);
    log2_number.push_back(log2_scale);
  });
  return log2_number;
}

namespace {

// The list's place as one who saw the arms believes it to be, and how probable
// it is that he does. The key: places and rounded probabilities.
struct Belief {
  Places places;
  std::vector<double> at;  // sums to 1
  double probability = 0.0;
};
using BeliefKey = std::vector<std::int64_t>;
using Beliefs = std::map<BeliefKey, Belief>;

BeliefKey key_of(const Belief& belief) {
  constexpr double finest = 1e-9;
  BeliefKey key;
  for (std::size_t i = 0; i < belief.places.size(); ++i) {
    key.push_back(belief.places[i]);
    key.push_back(std::llround(belief.at[i] / finest));
  }
  return key;
}

// Adds the beliefs after one more arm; the probability of the likeliest arm.
double learn(const ChainLevel& level, const Belief& belief, Beliefs& next) {
  double likeliest = 0.0;
  for (const After& after : after_each_arm(level, belief.places, belief.at)) {
    const double probability = sum_of(after);
    if (probability <= rounding) continue;
    likeliest = std::max(likeliest, probability);
    Belief to{after.places(), {}, 0.0};
    for (const auto& [place, p] : after.at) to.at.push_back(p / probability);
    next.try_emplace(key_of(to), to).first->second.probability +=
        belief.probability * probability;
  }
  return likeliest;
}

}  // namespace

std::optional<std::vector<double>> most_likely_guesses(
    std::span<const ChainLevel> levels) {
  constexpr std::size_t most_beliefs = 20'000;
  std::vector<double> right;
  Beliefs now{{{}, {{0}, {1.0}, 1.0}}};
  for (const ChainLevel& level : levels) {
    Beliefs next;
    double sum = 0.0;
    for (const auto& [key, belief] : now)
      sum += belief.probability * learn(level, belief, next);
    if (next.size() > most_beliefs) return std::nullopt;
    right.push_back(sum);
    now = std::move(next);
  }
  return right;
}

}  // namespace rehearse
