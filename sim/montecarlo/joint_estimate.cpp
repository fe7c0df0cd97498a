#include "rehearse/montecarlo/joint_estimate.hpp"

#include <algorithm>
#include <numeric>

#include "rehearse/montecarlo/graph_decision.hpp"
#include "rehearse/montecarlo/tally.hpp"

namespace rehearse {

void RejectedSets::merge(const RejectedSets& other) {
  for (std::size_t set = 0; set < counts_.size(); ++set)
    counts_[set] += other.counts_[set];
}

std::uint64_t RejectedSets::count(
    const std::function<bool(RejectedSet)>& holds) const {
  std::uint64_t sum = 0;
  for (std::size_t set = 0; set < counts_.size(); ++set)
    if (holds(static_cast<RejectedSet>(set))) sum += counts_[set];
  return sum;
}

std::uint64_t RejectedSets::replicates() const {
  return std::reduce(counts_.begin(), counts_.end());
}

Proportion RejectedSets::probability(
    const std::function<bool(RejectedSet)>& holds) const {
  return proportion_of(count(holds), replicates());
}

Proportion RejectedSets::conditional(
    const std::function<bool(RejectedSet)>& holds,
    const std::function<bool(RejectedSet)>& given) const {
  return proportion_of(
      count([&](RejectedSet set) { return holds(set) && given(set); }),
      count(given));
}

RejectedSet rejected_set(std::span<const LookResult> looks,
                         std::span<const std::size_t> count) {
  RejectedSet rejected = 0;
  std::size_t first = 0;
  for (std::size_t h = 0; h < count.size(); ++h) {
    if (rejects(looks.subspan(first, count[h])))
      rejected |= RejectedSet{1} << h;
    first += count[h];
  }
  return rejected;
}

double trial_end(std::span<const LookResult> looks,
                 std::span<const std::size_t> count) {
  double end = 0.0;
  std::size_t first = 0;
  for (const std::size_t own : count) {
    const auto of = looks.subspan(first, own);
    first += own;
    const auto stop = std::ranges::find_if(
        of, [](const LookResult& look) { return look.stop != Stop::none; });
    if (stop != of.end() && stop->stop == Stop::harm)
      return stop->analysis_time;
    const LookResult& last = stop == of.end() ? of.back() : *stop;
    end = std::max(end, last.analysis_time);
  }
  return end;
}

std::vector<Success> joint_successes(const Scenario& scenario) {
  Success any{"any", {}};
  Success all{"all", {{}}};
  for (const std::size_t h : simulated_hypotheses(scenario)) {
    any.any_of.push_back({h});
    all.any_of.front().push_back(h);
  }
  std::vector<Success> successes{any, all};
  for (const Success& success : scenario.multiplicity.success)
    if (success.name != "any" && success.name != "all")
      successes.push_back(success);
  return successes;
}

bool succeeds(const Success& success, std::span<const std::size_t> simulated,
              RejectedSet rejected) {
  const auto is_rejected = [&](std::size_t hypothesis) {
    const auto at = std::ranges::find(simulated, hypothesis);
    return at != simulated.end() &&
           (rejected >> (at - simulated.begin()) & 1U) != 0;
  };
  return std::ranges::any_of(success.any_of, [&](const auto& conjunction) {
    return std::ranges::all_of(conjunction, is_rejected);
  });
}

}  // namespace rehearse
