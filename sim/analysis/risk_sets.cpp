#include "rehearse/analysis/risk_sets.hpp"

#include <algorithm>

#include "rehearse/core/expect.hpp"

namespace rehearse {
namespace {

// Numbers of participants of both arms in one word: control low.
using BothArms = std::uint64_t;

constexpr BothArms one_of(std::size_t arm) { return 1ULL << (32 * arm); }
constexpr std::uint32_t control_of(BothArms n) {
  return static_cast<std::uint32_t>(n);
}
constexpr std::uint32_t experimental_of(BothArms n) {
  return static_cast<std::uint32_t>(n >> 32);
}

constexpr bool same_risk_set(ObservationKey a, ObservationKey b) {
  return (a ^ b) >> 2 == 0;  // of one tick and one stratum
}

class Collector {
 public:
  explicit Collector(AnalysisWorkspace& workspace)
      : control_(workspace.control.data()),
        experimental_(workspace.experimental.data()) {}

  // The events `d` of one time and stratum, with `n` at risk.
  template <Ties ties>
  void add(BothArms d, BothArms n) {
    const std::uint32_t events = control_of(d) + experimental_of(d);
    const double n0 = control_of(n);
    const double n1 = experimental_of(n);
    const double share = n1 / (n0 + n1);
    const double variance = events * (share * (1.0 - share));
    events_ += d;
    sets_.expected += events * share;
    sets_.with_experimental += experimental_of(n) > 0 ? events : 0U;
    sets_.without_control += control_of(n) == 0 ? events : 0U;
    // Written even if nobody had an event: cheaper than to ask.
    control_[rows_] = n0;
    experimental_[rows_] = n1;
    if (events <= 1) {
      rows_ += events;
      sets_.variance += variance;
    } else {
      sets_.variance += variance * (n0 + n1 - events) / (n0 + n1 - 1.0);
      add_tied<ties>(d, n0, n1);
    }
  }

  [[nodiscard]] RiskSets finish() {
    sets_.events = {control_of(events_), experimental_of(events_)};
    const std::size_t filled = (rows_ + 7) / 8 * 8;
    std::fill(control_ + rows_, control_ + filled, 1.0);
    std::fill(experimental_ + rows_, experimental_ + filled, 0.0);
    sets_.control = {control_, filled};
    sets_.experimental = {experimental_, filled};
    return sets_;
  }

 private:
  template <Ties ties>
  void add_tied(BothArms d, double n0, double n1) {
    const double d0 = control_of(d);
    const double d1 = experimental_of(d);
    for (double l = 0.0; l < d0 + d1; ++l, ++rows_) {
      const double out = ties == Ties::efron ? l / (d0 + d1) : 0.0;
      control_[rows_] = n0 - out * d0;
      experimental_[rows_] = n1 - out * d1;
    }
  }

  RiskSets sets_;
  BothArms events_ = 0;
  std::size_t rows_ = 0;
  double* control_;
  double* experimental_;
};

void count_at_risk(std::span<const ObservationKey> sorted,
                   std::span<BothArms> at_risk) {
  std::ranges::fill(at_risk, 0);
  for (const ObservationKey key : sorted)
    at_risk[stratum_of(key)] += one_of(arm_of(key));
}

template <Ties ties>
RiskSets collect(std::span<const ObservationKey> sorted,
                 std::span<BothArms> at_risk, AnalysisWorkspace& workspace) {
  count_at_risk(sorted, at_risk);
  Collector collector{workspace};
  BothArms events = 0;
  BothArms leaving = 0;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const ObservationKey key = sorted[i];
    const BothArms one = one_of(arm_of(key));
    leaving += one;
    events += is_event(key) ? one : 0;
    if (i + 1 < sorted.size() && same_risk_set(key, sorted[i + 1])) continue;
    BothArms& n = at_risk[stratum_of(key)];
    collector.add<ties>(events, n);
    n -= leaving;
    events = leaving = 0;
  }
  return collector.finish();
}

}  // namespace

RiskSets collect_risk_sets(std::span<const ObservationKey> sorted,
                           std::size_t strata, Ties ties,
                           AnalysisWorkspace& workspace) {
  expect(strata > 0 && strata <= max_strata, "strata out of range");
  workspace.reserve(sorted.size(), strata);
  const std::span at_risk = std::span{workspace.at_risk}.first(strata);
  return ties == Ties::efron
             ? collect<Ties::efron>(sorted, at_risk, workspace)
             : collect<Ties::breslow>(sorted, at_risk, workspace);
}

}  // namespace rehearse
