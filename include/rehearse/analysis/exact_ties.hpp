#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// The d >= 2 events of one time in one stratum, and those at risk just before
/// it, by role.
struct TiedEvents {
  std::uint32_t events = 0;
  std::array<std::uint32_t, arm_count> at_risk{};
};

/// Rows (n0, n1) of the exact partial likelihood of tied events, one for each
/// event, in units of one participant: a row is 0 in the arm that has no say
/// in it, and n0 + n1 = 1.
///
/// Given that d of n participants have the event, the number x of experimental
/// ones is noncentral hypergeometric: P(x) is proportional to
/// C(n1, x) C(n0, d - x) r^x at hazard ratio r (Cox 1972, JRSS B 34:187,
/// section 6; Gail, Lubin & Rubinstein 1981, Biometrika 68:703, sum over the
/// same sets one by one). As a polynomial in r the sum over x has real roots
/// alone, so x is a sum of d independent events with the probabilities
/// n1 r / (n1 r + n0) of d rows (Harkness 1965, Ann. Math. Statist. 36:938;
/// Vatutin & Mikhailov 1982, Theory Probab. Appl. 27:734): the same form as
/// the rows of Efron and Breslow. The roots are those of the Jacobi polynomial
/// P_m^(|n0 - d|, |n1 - d|), m the number of rows that compare the arms, found
/// as eigenvalues of a symmetric tridiagonal matrix (Golub & Welsch 1969,
/// Math. Comp. 23:221). Takes time in proportion to m^2.
///
/// `control` and `experimental` have room for d rows.
void exact_tie_rows(const TiedEvents& tied, std::span<double> control,
                    std::span<double> experimental);

}  // namespace rehearse
