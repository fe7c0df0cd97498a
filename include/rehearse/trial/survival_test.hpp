#pragma once

#include <cstddef>
#include <variant>
#include <vector>

namespace rehearse {

// How much the events at a time t count in a log-rank test. S is the
// Kaplan-Meier curve of both arms pooled within the stratum, S(t-) its value
// just before t; n are those at risk in the stratum.

/// S(t-)^rho (1 - S(t-))^gamma; (0, 0) is the log-rank test. Fleming &
/// Harrington (1991), "Counting Processes and Survival Analysis", section 7.2.
struct FlemingHarrington {
  double rho = 0.0;    ///< [1] >= 0
  double gamma = 0.0;  ///< [1] >= 0
  bool operator==(const FlemingHarrington&) const = default;
};

/// 1 / max(S(t-), S(delay)): events after `delay` count alike. Magirr & Burman
/// (2019), Statist. Med. 38:3782, "modestly weighted".
struct ModestlyWeighted {
  double delay = 0.0;  ///< >= 0 [the data's unit; days in the simulator]
  bool operator==(const ModestlyWeighted&) const = default;
};

/// n: Gehan (1965), Biometrika 52:203, as Breslow (1970) has it.
struct Gehan {
  bool operator==(const Gehan&) const = default;
};

/// sqrt(n): Tarone & Ware (1977), Biometrika 64:156.
struct TaroneWare {
  bool operator==(const TaroneWare&) const = default;
};

using EventWeight =
    std::variant<FlemingHarrington, ModestlyWeighted, Gehan, TaroneWare>;

inline constexpr std::size_t max_combined_weights = 8;

/// One weight: that test. More: MaxCombo, whose statistic is the largest z of
/// them. Lee (2007), Comput. Stat. Data Anal. 51:6557; Karrison (2016), Stata
/// J. 16:678.
struct WeightedLogRankTest {
  std::vector<EventWeight> weights{FlemingHarrington{}};  ///< 1 to 8
  bool operator==(const WeightedLogRankTest&) const = default;
};

enum class RmstContrast { difference, ratio };

/// Restricted mean survival times: the areas under both arms' curves up to
/// `horizon`.
struct RmstTest {
  double horizon = 0.0;  ///< > 0 [the data's unit; days in the simulator]
  RmstContrast contrast = RmstContrast::difference;
  bool operator==(const RmstTest&) const = default;
};

/// Difference of both arms' survival at `time`.
struct MilestoneTest {
  double time = 0.0;  ///< > 0 [the data's unit; days in the simulator]
  bool operator==(const MilestoneTest&) const = default;
};

enum class IntervalScore { sun, finkelstein };

/// A score test of interval-censored times: an event is known to lie between
/// two scans. Sun (1996), Stat. Med. 15:1387; Finkelstein (1986), Biometrics
/// 42:845.
struct IntervalTest {
  IntervalScore score = IntervalScore::sun;
  bool operator==(const IntervalTest&) const = default;
};

/// A test of survival in two arms. The default is the log-rank test.
using SurvivalTest =
    std::variant<WeightedLogRankTest, RmstTest, MilestoneTest, IntervalTest>;

}  // namespace rehearse
