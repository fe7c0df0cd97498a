#include "rehearse/analysis/risk_sets.hpp"

#include <algorithm>

#include "rehearse/analysis/exact_ties.hpp"
#include "rehearse/core/expect.hpp"

namespace rehearse {
namespace {

// Numbers of participants in one word: all of them low, experimental high.
using Counts = std::uint64_t;

constexpr Counts one(ObservationKey key) { return 1 | (key & 2) << 31; }
constexpr Counts one_event(ObservationKey key) {
  return one(key) & (0 - (~key & 1));
}
constexpr std::uint32_t all_of(Counts n) {
  return static_cast<std::uint32_t>(n);
}
constexpr std::uint32_t experimental_of(Counts n) {
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
  void add(Counts d, Counts n) {
    const double events = all_of(d);
    const double at_risk = all_of(n);
    const double n1 = experimental_of(n);
    const double share = n1 / at_risk;
    const double expected = events * share;
    const double variance = expected * (1.0 - share);
    events_ += d;
    sets_.expected += expected;
    // Written even if nobody had an event: cheaper than to ask.
    control_[rows_] = at_risk - n1;
    experimental_[rows_] = n1;
    if (all_of(d) <= 1) {
      rows_ += all_of(d);
      sets_.variance += variance;
    } else {
      sets_.variance += variance * (at_risk - events) / (at_risk - 1.0);
      if constexpr (ties == Ties::exact)
        add_exact(d, n);
      else
        add_tied<ties>(d, at_risk - n1, n1);
    }
  }

  [[nodiscard]] RiskSets finish() {
    sets_.events = {all_of(events_) - experimental_of(events_),
                    experimental_of(events_)};
    const std::size_t filled = (rows_ + 7) / 8 * 8;
    std::fill(control_ + rows_, control_ + filled, 1.0);
    std::fill(experimental_ + rows_, experimental_ + filled, 0.0);
    sets_.control = {control_, filled};
    sets_.experimental = {experimental_, filled};
    return sets_;
  }

 private:
  template <Ties ties>
  void add_tied(Counts d, double n0, double n1) {
    const double events = all_of(d);
    const double d1 = experimental_of(d);
    for (std::uint32_t l = 0; l < all_of(d); ++l, ++rows_) {
      const double out = ties == Ties::efron ? l / events : 0.0;
      control_[rows_] = n0 - out * (events - d1);
      experimental_[rows_] = n1 - out * d1;
    }
  }

  void add_exact(Counts d, Counts n) {
    exact_tie_rows(
        {all_of(d), {all_of(n) - experimental_of(n), experimental_of(n)}},
        {control_ + rows_, all_of(d)}, {experimental_ + rows_, all_of(d)});
    rows_ += all_of(d);
  }

  RiskSets sets_;
  Counts events_ = 0;
  std::size_t rows_ = 0;
  double* control_;
  double* experimental_;
};

// At risk in each stratum.
struct Strata {
  std::span<Counts> at_risk;
  Counts& operator[](std::size_t stratum) { return at_risk[stratum]; }
};

// ... in the only one: a register instead of memory.
struct OneStratum {
  Counts at_risk = 0;
  Counts& operator[](std::size_t) { return at_risk; }
};

// All are under observation from the start.
struct AllFromStart {
  std::span<const ObservationKey> sorted;

  template <class AtRisk>
  void admit_first(AtRisk& at_risk) {
    for (const ObservationKey key : sorted)
      at_risk[stratum_of(key)] += one(key);
  }
  template <class AtRisk>
  void admit_before(ObservationKey, AtRisk&) {}
};

// ... from entries of their own, which are before a time to count at it.
struct LateEntries {
  std::span<const ObservationKey> entries;

  template <class AtRisk>
  void admit_first(AtRisk&) {}
  template <class AtRisk>
  void admit_before(ObservationKey key, AtRisk& at_risk) {
    while (!entries.empty() && tick_of(entries.front()) < tick_of(key)) {
      at_risk[stratum_of(entries.front())] += one(entries.front());
      entries = entries.subspan(1);
    }
  }
};

template <Ties ties, class AtRisk, class Arrivals>
RiskSets collect(std::span<const ObservationKey> sorted, AtRisk at_risk,
                 Arrivals arrivals, AnalysisWorkspace& workspace) {
  arrivals.admit_first(at_risk);
  Collector collector{workspace};
  Counts events = 0;
  Counts leaving = 0;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const ObservationKey key = sorted[i];
    leaving += one(key);
    events += one_event(key);
    if (i + 1 < sorted.size() && same_risk_set(key, sorted[i + 1])) continue;
    arrivals.admit_before(key, at_risk);
    Counts& n = at_risk[stratum_of(key)];
    collector.add<ties>(events, n);
    n -= leaving;
    events = leaving = 0;
  }
  return collector.finish();
}

}  // namespace

RiskSets collect_risk_sets(std::span<const ObservationKey> sorted,
                           std::size_t strata, Ties ties,
                           AnalysisWorkspace& workspace,
                           std::span<const ObservationKey> entries) {
  expect(strata > 0 && strata <= max_strata, "strata out of range");
  workspace.reserve(sorted.size(), strata);
  expect(entries.empty() || entries.size() == sorted.size(),
         "everybody enters, or all are there from the start");
  const auto collect_of = [&](auto at_risk, auto arrivals) {
    switch (ties) {
      case Ties::breslow:
        return collect<Ties::breslow>(sorted, at_risk, arrivals, workspace);
      case Ties::exact:
        return collect<Ties::exact>(sorted, at_risk, arrivals, workspace);
      case Ties::efron:
      case Ties::interval:  // the hazard ratio isn't found from these
        break;
    }
    return collect<Ties::efron>(sorted, at_risk, arrivals, workspace);
  };
  const auto collect_from = [&](auto at_risk) {
    return entries.empty() ? collect_of(at_risk, AllFromStart{sorted})
                           : collect_of(at_risk, LateEntries{entries});
  };
  if (strata == 1) return collect_from(OneStratum{});
  const std::span at_risk = std::span{workspace.at_risk}.first(strata);
  std::ranges::fill(at_risk, 0);
  return collect_from(Strata{at_risk});
}

}  // namespace rehearse
