#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "rehearse/endpoint/reviewed_endpoint.hpp"
#include "rehearse/trial/stopping_rules.hpp"
#include "rehearse/trial/survival_test.hpp"

namespace rehearse {

/// How the hazard ratio is estimated where times are tied: by the Cox model's
/// partial likelihood (of which log-rank tests know nothing), or from the
/// intervals between scans, by the full likelihood of interval-censored times.
enum class Ties { efron, breslow, exact, interval };
/// Where spending functions and Wang-Tsiatis bounds are read: at the events
/// that a look has or at those planned, over the planned total; or at the
/// look's planned calendar time over the last look's.
enum class Information { actual, planned, calendar };
enum class TriggerRule { latest, earliest };

struct EfficacyPlan {
  RejectionRule rule = FunctionSpending{};
  Information information = Information::actual;  ///< futility's and harm's too
};

/// What futility bounds need beside what each look says.
struct FutilityPlan {
  std::optional<SpendingRule> spending;  ///< of beta, for FutilityBySpending
  double power = 0.9;                    ///< of the design: beta is 1 - power
  FutilityRule rule = FutilityRule::non_binding;
};

/// A level of a factor; both by index.
struct FactorLevel {
  std::size_t factor = 0;
  std::size_t level = 0;
  friend bool operator==(const FactorLevel&, const FactorLevel&) = default;
};

/// So many events in a population, of the endpoint and the arms of an analysis
/// that may be of another one.
struct EventsIn {
  int events = 0;
  std::vector<FactorLevel> population;  ///< as in `Comparison`
};

/// A planned analysis. It happens when its triggers say (`at`).
struct Look {
  std::string name;
  std::optional<int> events;  ///< trigger: the trial's n-th event
  /// Trigger instead: this says nothing of the analysis's own events, so that
  /// the look has none planned. Of hypotheses.
  std::optional<EventsIn> events_in;
  /// Whence these events are: share of the last look's, rounded up [1].
  std::optional<double> information;
  std::optional<double> calendar;   ///< trigger: since first entry [days]
  std::optional<double> follow_up;  ///< trigger: since last entry [days]
  TriggerRule at = TriggerRule::latest;
  std::optional<double> wait_at_most;  ///< [days], bounds an event trigger
  /// Instead of all these: at that look of the first hypothesis, or of the
  /// analysis's `with_analysis`. By index.
  std::optional<std::size_t> with;
  std::optional<double> information_fraction;  ///< planned, without `events`
  bool efficacy = true;                        ///< may stop for efficacy
  FutilityAtLook futility;
  bool harm = true;  ///< may stop for harm, where there is a rule for it
};

/// Which levels of the participants an analysis goes by, in its strata and its
/// population: those recorded at randomization, or those corrected later.
enum class StratumLevels : std::uint8_t { randomized, corrected };

/// What overall survival is taken for of those who switch therapy: theirs,
/// censored at the switch, as it would have been without (which only a
/// simulation knows), or as a rank-preserving model estimates that.
enum class Switchers { as_randomized, censored, without_switch, modelled };

/// Whose times an analysis compares, and times to what.
struct Comparison {
  bool overall_survival = false;                   ///< death alone, not PFS
  Switchers switchers = Switchers::as_randomized;  ///< of overall survival
  /// Those with all of these levels; none: everybody.
  std::vector<FactorLevel> population;
  std::size_t arm = 1;  ///< experimental, against the control
  friend bool operator==(const Comparison&, const Comparison&) = default;
};

struct AnalysisPlan {
  Comparison comparison;
  std::size_t with_analysis = 0;  ///< of a trial's, that looks are `with`
  double alpha = 0.025;           ///< of one tail
  Tails tails = Tails::one;
  SurvivalTest test = WeightedLogRankTest{};  ///< times in days
  std::vector<SurvivalTest> also_tests;       ///< on the same data and looks
  double null_hazard_ratio = 1.0;        ///< not 1: of the log-rank test alone
  std::vector<std::size_t> stratify_by;  ///< indices of factors
  StratumLevels levels = StratumLevels::randomized;
  Ties ties = Ties::efron;
  EfficacyPlan efficacy;
  FutilityPlan futility;
  std::optional<HarmRule> harm;
  std::vector<Look> looks;            ///< in order; at least one
  std::optional<int> planned_events;  ///< information 1, if not the last look's
  /// Of each look, where spending functions are read; none: as `efficacy` says.
  std::vector<double> spending_time;
  EndpointView endpoint;  ///< analysed, where the trial is assessed by scans
  EndpointView trigger;   ///< its events are those that looks wait for
};

/// Whether some look may stop for futility.
[[nodiscard]] inline bool stops_for_futility(const AnalysisPlan& plan) {
  for (const Look& look : plan.looks)
    if (!std::holds_alternative<std::monostate>(look.futility)) return true;
  return false;
}

}  // namespace rehearse
