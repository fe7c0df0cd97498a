#pragma once

#include "rehearse/forecast/enrolment_fit.hpp"
#include "rehearse/random/word_stream.hpp"

namespace rehearse {

/// Rates of sites: gamma with this shape and mean shape / inverse_scale.
struct SiteRates {
  double shape;
  double inverse_scale;  ///< [days]
};

/// log P(what a site has entered by the cut-off), but for a constant. With n
/// entries since it opened at u, c the cut-off, k the shape and b the inverse
/// scale: Gamma(k + n) / Gamma(k) b^k (b + c - u)^-(k + n), averaged over u
/// where that is uniform; of a site that isn't open for certain also the
/// probability of that.
[[nodiscard]] double log_site(const EnrollingSite& site, double cutoff,
                              const SiteRates& rates);

/// When it opened, or will, given the same; and its rate [1/day].
struct DrawnSite {
  double opens;
  double rate;
};
[[nodiscard]] DrawnSite draw_site(const EnrollingSite& site, double cutoff,
                                  const SiteRates& rates, WordStream& words);

}  // namespace rehearse
