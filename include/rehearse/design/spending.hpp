#pragma once

#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// Error probability spent up to `information_fraction` [1] (>= 0; 1 and above
/// spend it all), of a one-sided `total` in (0, 1). With t the fraction:
///
///   lan_demets_obrien_fleming  2 - 2 Phi(z_{1 - total/2} / sqrt t)
///   lan_demets_pocock          total ln(1 + (e - 1) t)
///   hwang_shih_decani(gamma)   total (1 - e^{-gamma t}) / (1 - e^{-gamma}),
///                              total t for gamma = 0
///   kim_demets(rho)            total t^rho
///   none                       0: everything is left to the last look
///
/// Lan & DeMets 1983 (the first two), Hwang, Shih & DeCani 1990, Kim & DeMets
/// 1987 (rho > 0).
[[nodiscard]] double cumulative_spending(Spending spending, double parameter,
                                         double total,
                                         double information_fraction);

}  // namespace rehearse
