#include "forecast/site_opening.hpp"

#include <algorithm>
#include <boost/math/special_functions/gamma.hpp>
#include <boost/random/gamma_distribution.hpp>
#include <cmath>

#include "forecast/enrolment_rate.hpp"
#include "rehearse/core/in_double.hpp"

namespace rehearse {
namespace {

// v^-power between two ends: what openings u in a window weigh, v = b + c - u.
struct Power {
  double from;  // > 0
  double to;    // > from
  double power;

  [[nodiscard]] bool is_log() const { return std::abs(power - 1.0) < 1e-9; }
  // (to / from)^(1 - power) - 1
  [[nodiscard]] double growth() const {
    return std::expm1((1.0 - power) * std::log(to / from));
  }
  [[nodiscard]] double log_integral() const {
    if (is_log()) return std::log(std::log(to / from));
    return (1.0 - power) * std::log(from) + std::log(growth() / (1.0 - power));
  }
  [[nodiscard]] double draw(double uniform) const {
    if (is_log()) return from * std::pow(to / from, uniform);
    return from * std::pow(1.0 + uniform * growth(), 1.0 / (1.0 - power));
  }
};

// A site whose opening is uniform over a window.
struct Window {
  Window(const EnrollingSite& site, double cutoff, const SiteRates& rates)
      : width(site.window),
        now(std::min(cutoff + 1.0, site.closes)),
        shut(std::max(0.0, site.opens + site.window -
                               std::max(cutoff + 1.0, site.opens))) {
    const double latest = std::min({site.opens + width, now, site.first});
    can_be_open = latest > site.opens;
    if (can_be_open)
      open = {rates.inverse_scale + now - latest,
              rates.inverse_scale + now - site.opens,
              rates.shape + site.entered};
    if (site.entered > 0) shut = 0.0;
  }
  // Weight of being open, of all openings 1.
  [[nodiscard]] double log_open(const SiteRates& rates) const {
    return rates.shape * std::log(rates.inverse_scale) + open.log_integral() -
           std::log(width);
  }

  double width;
  double now;
  double shut;  // days of the window in which it would not be open yet
  bool can_be_open = false;
  Power open{1.0, 2.0, 1.0};
};

double log_gamma_ratio(double shape, double entered) {
  return boost::math::lgamma(shape + entered, InDouble{}) -
         boost::math::lgamma(shape, InDouble{});
}

double gamma_rate(double shape, double inverse_scale, WordStream& words) {
  boost::random::gamma_distribution<double> gamma{shape, 1.0 / inverse_scale};
  return gamma(words);
}

}  // namespace

double log_site(const EnrollingSite& site, double cutoff,
                const SiteRates& rates) {
  const double entered = entered_in(site);
  if (site.window == 0.0) {
    const double exposure = exposure_of(site, cutoff);
    if (exposure <= 0.0) return 0.0;
    return log_gamma_ratio(rates.shape, entered) -
           rates.shape * std::log1p(exposure / rates.inverse_scale) -
           entered * std::log(rates.inverse_scale + exposure);
  }
  const Window window{site, cutoff, rates};
  if (!window.can_be_open) return 0.0;
  const double open =
      log_gamma_ratio(rates.shape, entered) + window.log_open(rates);
  if (window.shut == 0.0) return open;
  return std::log(std::exp(open) + window.shut / window.width);
}

DrawnSite draw_site(const EnrollingSite& site, double cutoff,
                    const SiteRates& rates, WordStream& words) {
  if (site.window == 0.0)
    return {site.opens,
            gamma_rate(rates.shape + entered_in(site),
                       rates.inverse_scale + exposure_of(site, cutoff), words)};
  const Window window{site, cutoff, rates};
  const double shut = window.shut / window.width;
  const double open =
      window.can_be_open ? std::exp(window.log_open(rates)) : 0.0;
  // After the cut-off where nobody has entered, perhaps; the rate is any.
  if (site.entered == 0 && words.uniform() * (open + shut) < shut)
    return {site.opens + window.width - window.shut * words.uniform(),
            gamma_rate(rates.shape, rates.inverse_scale, words)};
  const double v = window.open.draw(words.uniform());
  return {window.now + rates.inverse_scale - v,
          gamma_rate(rates.shape + site.entered, v, words)};
}

}  // namespace rehearse
