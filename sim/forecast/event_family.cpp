#include "rehearse/forecast/event_family.hpp"

#include <algorithm>
#include <cmath>

#include "rehearse/core/expect.hpp"

namespace rehearse {
namespace {

// Behind quantiles of the event times, halfway to the next event: no event is
// on a cut, and no piece is without one.
std::vector<double> cuts_of(std::vector<double> times) {
  std::ranges::sort(times);
  const std::size_t pieces =
      std::clamp<std::size_t>(times.size() / events_a_piece, 1, most_pieces);
  std::vector<double> cuts;
  for (std::size_t k = 1; k < pieces; ++k) {
    const double last = times[k * times.size() / pieces - 1];
    const auto next = std::ranges::upper_bound(times, last);
    if (next == times.end()) break;
    const double cut = 0.5 * (last + *next);
    if (cuts.empty() || cut > cuts.back()) cuts.push_back(cut);
  }
  return cuts;
}

EventTimeModel piecewise(std::span<const double> cuts,
                         std::span<const double> log_rates) {
  std::vector<LinearPiece> pieces{{0.0, std::exp(log_rates[0])}};
  for (std::size_t k = 0; k < cuts.size(); ++k)
    pieces.push_back({cuts[k], std::exp(log_rates[k + 1])});
  EventTimeModel model;
  model.family = Family::piecewise_exponential;
  model.pieces = PiecewiseLinear{pieces};
  return model;
}

EventTimeModel with_scale(Family family, double log_scale,
                          double log_inverse_shape) {
  EventTimeModel model;
  model.family = family;
  model.scale = std::exp(log_scale);
  model.shape = std::exp(-log_inverse_shape);
  return model;
}

}  // namespace

EventFamily event_family(Family family, std::vector<double> event_times) {
  if (family != Family::piecewise_exponential) return {family, {}};
  return {family, cuts_of(std::move(event_times))};
}

std::vector<std::string> parameter_names(const EventFamily& family) {
  switch (family.family) {
    case Family::exponential:
      return {"log rate"};
    case Family::weibull:
    case Family::log_logistic:
      return {"log scale", "log(1/shape)"};
    case Family::log_normal:
      return {"mu", "log sigma"};
    case Family::cure:
      return {"logit cured", "log scale", "log(1/shape)"};
    case Family::piecewise_exponential:
      break;
  }
  std::vector<std::string> names;
  for (std::size_t k = 0; k <= family.cuts.size(); ++k)
    names.push_back("log rate " + std::to_string(k + 1));
  return names;
}

EventTimeModel event_model(const EventFamily& family,
                           std::span<const double> p) {
  switch (family.family) {
    case Family::exponential:
      return with_scale(Family::exponential, -p[0], 0.0);
    case Family::piecewise_exponential:
      return piecewise(family.cuts, p);
    case Family::cure: {
      EventTimeModel model = with_scale(Family::weibull, p[1], p[2]);
      model.cured = 1.0 / (1.0 + std::exp(-p[0]));
      return model;
    }
    default:
      return with_scale(family.family, p[0], p[1]);
  }
}

std::vector<std::vector<double>> starts_of(const EventFamily& family,
                                           double events, double exposure) {
  expect(events > 0.0 && exposure > 0.0, "a fit begins with events");
  const double log_mean = std::log(exposure / events);
  switch (family.family) {
    case Family::exponential:
      return {{-log_mean}};
    case Family::piecewise_exponential:
      return {std::vector<double>(family.cuts.size() + 1, -log_mean)};
    case Family::cure:
      return {{-2.0, log_mean - 0.2, 0.0}, {0.5, log_mean - 1.0, -0.3}};
    default:  // near the exponential's median, but for the Weibull
      return {
          {family.family == Family::weibull ? log_mean : log_mean - 0.4, 0.0}};
  }
}

double log_weak_prior(const EventFamily& family, std::span<const double> p) {
  if (family.family != Family::cure) return 0.0;
  // log of c (1 - c), c the share: the density of the logit of a uniform.
  return -std::abs(p[0]) - 2.0 * std::log1p(std::exp(-std::abs(p[0])));
}

}  // namespace rehearse
