#include "rehearse/data/observed_arms.hpp"

#include <algorithm>
#include <optional>

#include "participant_columns.hpp"
#include "rehearse/core/time_grid.hpp"

namespace rehearse {
namespace {

ObservationKey key_of(double time, bool event) {
  return pack(ticks(time), 0, Role::control, event);
}

ObservationKey key_of(const Observed& seen) {
  return key_of(seen.time, seen.reason == EndReason::event);
}

double cut_of(const ListedTrial& listed) {
  return listed.trial.looks[listed.look].analysis_time;
}

ObservationKey key_of(const ListedTrial& listed, std::size_t index,
                      std::size_t view) {
  if (listed.trial.review) {
    const Outcome& seen = listed.trial.review->outcomes[view][index];
    return key_of(seen.time, is_event(seen.reason));
  }
  return key_of(observed_at(cut_of(listed), listed.trial.participants, index));
}

// The key of each participant who has entered, by arm; without one they are
// left out.
template <class Key>
std::vector<ArmKeys> sorted_arms(const ListedTrial& listed, const Key& key) {
  const Participants& people = listed.trial.participants;
  const double cut = cut_of(listed);
  std::vector<ArmKeys> arms(listed.config.scenario.arms.size());
  for (std::size_t i = 0; i < people.size() && people.entry[i] < cut; ++i)
    if (const std::optional<ObservationKey> one = key(i))
      arms[people.arm[i]].push_back(*one);
  for (ArmKeys& keys : arms) std::ranges::sort(keys);
  return arms;
}

}  // namespace

std::vector<ArmKeys> observed_arms(const ListedTrial& trial, std::size_t view) {
  return sorted_arms(trial, [&](std::size_t index) {
    return std::optional{key_of(trial, index, view)};
  });
}

std::vector<ArmKeys> compared_arms(const ListedTrial& trial) {
  const Scenario& scenario = trial.config.scenario;
  const Participants& people = trial.trial.participants;
  const AnalysisPlan& analysis = *listed_looks(scenario)[trial.look].analysis;
  const bool survival = analysis.comparison.overall_survival;
  const std::size_t view =
      trial.trial.review && !survival ? view_of(scenario, analysis) : 0;
  return sorted_arms(
      trial, [&](std::size_t index) -> std::optional<ObservationKey> {
        if (!compares(scenario, analysis, people, index)) return std::nullopt;
        if (survival) return key_of(survival_at(cut_of(trial), people, index));
        return key_of(trial, index, view);
      });
}

std::size_t at_risk_at(std::span<const ObservationKey> keys,
                       std::uint64_t tick) {
  return static_cast<std::size_t>(
      keys.end() - std::ranges::lower_bound(keys, tick, {}, tick_of));
}

}  // namespace rehearse
