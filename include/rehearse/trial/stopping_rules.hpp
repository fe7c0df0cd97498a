#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

namespace rehearse {

// How a trial may stop early. Z is positive in favour of the experimental arm.

enum class Spending : std::uint8_t {
  none,
  lan_demets_obrien_fleming,
  lan_demets_pocock,
  hwang_shih_decani,
  kim_demets
};

/// Cumulative error by a spending function of the information fraction.
struct FunctionSpending {
  Spending family = Spending::none;
  double parameter = 0.0;  ///< gamma or rho of the family
};

/// Cumulative error stated for each look [1]; the last is the total.
struct PointSpending {
  std::vector<double> cumulative;
};

/// Bounds C t^(delta - 1/2), t the information fraction and C such that the
/// total error is exact (Wang & Tsiatis 1987). Delta 0: O'Brien & Fleming
/// 1979; 1/2: Pocock 1977.
struct WangTsiatis {
  double delta = 0.0;
};

/// One bound at all looks but the last, whose bound spends what is left
/// (Haybittle 1971, Peto et al. 1976).
struct HaybittlePeto {
  double z = 3.0;
};

using SpendingRule = std::variant<FunctionSpending, PointSpending>;
using RejectionRule =
    std::variant<FunctionSpending, PointSpending, WangTsiatis, HaybittlePeto>;

/// Whether a rule can reject at its last look alone.
[[nodiscard]] inline bool spends_nothing_early(const RejectionRule& rule) {
  const auto* function = std::get_if<FunctionSpending>(&rule);
  return function != nullptr && function->family == Spending::none;
}

/// Futility where beta is spent.
struct FutilityBySpending {};

/// Futility at or below a z.
struct FutilityAtZ {
  double z;
};

/// Futility at or above an observed hazard ratio.
struct FutilityAtHazardRatio {
  double hazard_ratio;
};

/// The effect under which conditional power is computed.
enum class Trend : std::uint8_t { current, design };

/// Futility where the power to reject at a later look, given the data so far,
/// is at or below `power` (stochastic curtailment: Lan, Simon & Halperin
/// 1982). Later looks are taken at their planned information, with efficacy
/// bounds that do not count on this look's stopping anybody for futility.
struct FutilityAtConditionalPower {
  double power;
  Trend trend = Trend::current;
};

/// monostate: the look may not stop for futility.
using FutilityAtLook =
    std::variant<std::monostate, FutilityBySpending, FutilityAtZ,
                 FutilityAtHazardRatio, FutilityAtConditionalPower>;

/// Whether the efficacy bounds count on trials stopping for futility.
enum class FutilityRule : std::uint8_t { non_binding, binding };

/// Two tails are symmetric: Z at or below minus the efficacy bound rejects in
/// favour of control, and is counted as harm. Each spends `alpha`.
enum class Tails : std::uint8_t { one, two };

/// Harm: Z at or below bounds of its own, the mirror image of the efficacy
/// bounds of that rule and level. They count on no other stopping, and the
/// efficacy bounds don't count on them.
struct HarmRule {
  double alpha;  ///< P(stop for harm) under the null hypothesis, at most
  RejectionRule rule;
};

inline constexpr std::size_t most_looks = 20;

}  // namespace rehearse
