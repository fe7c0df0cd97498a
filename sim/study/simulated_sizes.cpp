#include "simulated_sizes.hpp"

#include <fmt/format.h>

#include <utility>

#include "rehearse/study/size.hpp"

namespace rehearse {

bool SimulatedSizes::calibrate() {
  const FoundDisease found = found_disease(config_, run_);
  disease_ = found.changes;
  return !found.interrupted;
}

std::optional<double> SimulatedSizes::power_at(
    int events, std::vector<std::string> changes) {
  changes.insert(changes.end(), disease_.begin(), disease_.end());
  TriedSize tried{read_(changes), {}, {}};
  const std::uint64_t replicates = tried.config.scenario.replicates;
  state_.replicates += replicates;
  run_.show(state_);
  const bool ended = simulate_(run_.options(state_), tried);
  state_.done += replicates;
  run_.show(state_);
  if (!ended) return std::nullopt;
  const double power = tried.power.estimate;
  tried_[events] = std::move(tried);
  return power;
}

const TriedSize* SimulatedSizes::find(int events) const {
  const auto found = tried_.find(events);
  return found == tried_.end() ? nullptr : &found->second;
}

Proportion power_difference(const TriedSize& more, const TriedSize& fewer) {
  std::uint64_t only_more = 0;
  std::uint64_t only_fewer = 0;
  for (std::size_t i = 0; i < more.succeeded.size(); ++i) {
    only_more += more.succeeded[i] && !fewer.succeeded[i] ? 1 : 0;
    only_fewer += fewer.succeeded[i] && !more.succeeded[i] ? 1 : 0;
  }
  return paired_difference_of(only_more, only_fewer, more.succeeded.size());
}

void fail_out_of_reach(const TriedSize& most, int events, double power,
                       const std::string& advice) {
  throw ConfigError{
      {{"",
        fmt::format("the power {} is out of reach (with {} participants and {} "
                    "events the simulated power is {:.4f} ± {:.4f}): {}, or "
                    "ask for a lower --power",
                    power, most.config.scenario.participants, events,
                    most.power.estimate, most.power.mcse, advice),
        "", 0}}};
}

}  // namespace rehearse
