#include "rehearse/data/observed_arms.hpp"

#include <algorithm>

#include "participant_columns.hpp"
#include "rehearse/core/time_grid.hpp"

namespace rehearse {
namespace {

ObservationKey key_of(const ListedTrial& listed, std::size_t index,
                      std::size_t view) {
  const auto key = [](double time, bool event) {
    return pack(ticks(time), 0, Role::control, event);
  };
  if (listed.trial.review) {
    const Outcome& seen = listed.trial.review->outcomes[view][index];
    return key(seen.time, is_event(seen.reason));
  }
  const Observed seen =
      observed_at(listed.trial.looks[listed.look].analysis_time,
                  listed.trial.participants, index);
  return key(seen.time, seen.reason == EndReason::event);
}

}  // namespace

std::vector<ArmKeys> observed_arms(const ListedTrial& trial, std::size_t view) {
  const Participants& people = trial.trial.participants;
  const double cut = trial.trial.looks[trial.look].analysis_time;
  std::vector<ArmKeys> arms(trial.config.scenario.arms.size());
  for (std::size_t i = 0; i < people.size() && people.entry[i] < cut; ++i)
    arms[people.arm[i]].push_back(key_of(trial, i, view));
  for (ArmKeys& keys : arms) std::ranges::sort(keys);
  return arms;
}

std::size_t at_risk_at(std::span<const ObservationKey> keys,
                       std::uint64_t tick) {
  return static_cast<std::size_t>(
      keys.end() - std::ranges::lower_bound(keys, tick, {}, tick_of));
}

}  // namespace rehearse
