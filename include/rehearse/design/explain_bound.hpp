#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "rehearse/core/words.hpp"
#include "rehearse/trial/stopping_rules.hpp"

namespace rehearse {

/// What a published bound is a number of.
enum class BoundScale { p, z, hazard_ratio };

[[nodiscard]] constexpr auto words_of(BoundScale) {
  using enum BoundScale;
  return std::to_array<Word<BoundScale>>(
      {{"p", p}, {"z", z}, {"hr", hazard_ratio}});
}

/// A bound as a publication states it.
struct PrintedBound {
  BoundScale scale = BoundScale::p;
  double value = 0.0;
  double digit = 0.0;  ///< one unit of its last printed digit, > 0
  /// Information of the planned looks, ascending: events, or fractions of the
  /// last look's, which is then 1.
  std::vector<double> looks;
  std::size_t look = 0;     ///< whose bound it is
  double allocation = 0.5;  ///< share of one arm, for hazard ratios
};

/// Whether the information is in events, without which there is no hazard
/// ratio.
[[nodiscard]] inline bool has_events(const PrintedBound& bound) {
  return bound.looks.back() > 1.0;
}

/// The rules that a bound is tried with, the most usual first.
enum class BoundFamily {
  lan_demets_obrien_fleming,
  haybittle_peto,
  lan_demets_pocock,
  obrien_fleming,
  pocock,
  hwang_shih_decani,
  kim_demets,
  wang_tsiatis,
  user
};

[[nodiscard]] constexpr auto words_of(BoundFamily) {
  using enum BoundFamily;
  return std::to_array<Word<BoundFamily>>(
      {{"lan-demets-obrien-fleming", lan_demets_obrien_fleming},
       {"haybittle-peto", haybittle_peto},
       {"lan-demets-pocock", lan_demets_pocock},
       {"obrien-fleming", obrien_fleming},
       {"pocock", pocock},
       {"hwang-shih-decani", hwang_shih_decani},
       {"kim-demets", kim_demets},
       {"wang-tsiatis", wang_tsiatis},
       {"user", user}});
}

/// What of a rule was chosen such that it gives the bound: so chosen, a rule
/// gives nearly any.
enum class ChosenToFit { nothing, parameter, information, alpha };

[[nodiscard]] constexpr auto words_of(ChosenToFit) {
  using enum ChosenToFit;
  return std::to_array<Word<ChosenToFit>>({{"nothing", nothing},
                                           {"parameter", parameter},
                                           {"information", information},
                                           {"alpha", alpha}});
}

/// Whether a rule's bound has the printed digits: rounded to them, cut off
/// after them, or neither.
enum class DigitMatch { rounded, cut, none };

[[nodiscard]] constexpr auto words_of(DigitMatch) {
  using enum DigitMatch;
  return std::to_array<Word<DigitMatch>>(
      {{"rounded", rounded}, {"cut", cut}, {"none", none}});
}

/// A rule, and the bound that it gives.
struct BoundCandidate {
  BoundFamily family;
  /// gamma, rho, Delta, z (Haybittle & Peto) or the alpha spent (`user`, of
  /// one tail).
  std::optional<double> parameter;
  ChosenToFit chosen = ChosenToFit::nothing;
  /// 2: a printed p is taken for a two-sided one, of a trial at twice `alpha`.
  int sides = 2;
  std::optional<double> alpha;  ///< of one tail; nothing: the bound has none
  double information = 0.0;     ///< at which the rule has this bound
  double z = 0.0;
  double alpha_spent = 0.0;  ///< of one tail, up to this look
  double difference = 0.0;   ///< from the printed value, on its scale
  DigitMatch digits = DigitMatch::none;
};

/// One-sided levels that bounds are tried at, the usual one first: 0.025, and
/// what is left of it where alpha is split.
[[nodiscard]] std::span<const double> usual_alphas();

/// Whether a bound of level `alpha` (one-sided) can be so low in z: no look's
/// is below the one that has all of alpha. Digits count.
[[nodiscard]] bool within_alpha(const PrintedBound& bound, double alpha);

/// Z at the printed bound, a p being of one side or of two.
[[nodiscard]] double printed_z(const PrintedBound& bound, int sides);

/// The value of a bound at `z` on the printed bound's scale.
[[nodiscard]] double value_at(const PrintedBound& bound, int sides, double z);

/// Which rules give a printed bound, best first:
///
/// 1. rules as they are that have the printed digits, 2. those with something
/// chosen to fit, 3. all others by their distance. Within 1 by how much of it
/// is unusual (an alpha other than the first of `alphas`, which are one-sided
/// and in (0, 0.5); digits cut off instead of rounded; a family with a
/// parameter), then a stated bound that is the very number printed, then in
/// the order of the families; within 2 by what was chosen and the families;
/// two sides before one.
///
/// Tried: spending functions of Lan & DeMets (1983), of Hwang, Shih & DeCani
/// (1990) with whole gammas from -10 to 4, of Kim & DeMets (1987) with rho 1,
/// 1.5, 2 and 3; bounds of O'Brien & Fleming (1979), Pocock (1977), Wang &
/// Tsiatis (1987) with Delta 0.25, and Haybittle & Peto (1971, 1976) with z 3
/// or a p of 0.0001, 0.0002, 0.0005 or 0.001 of one or two sides. Chosen to
/// fit, at the first of `alphas`: gamma, rho, Delta; the information at which
/// Lan & DeMets' O'Brien-Fleming function would have this bound, the looks
/// before staying; where there is no look before, the alpha that a user would
/// spend here. Each tail is by itself: that the other stops some trials isn't
/// counted.
[[nodiscard]] std::vector<BoundCandidate> explain_bound(
    const PrintedBound& bound, std::span<const double> alphas);

}  // namespace rehearse
