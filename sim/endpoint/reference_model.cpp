// From what a protocol states of a whole arm to the model of the factors'
// reference levels.
#include <boost/math/tools/roots.hpp>
#include <cmath>
#include <utility>

#include "rehearse/core/expect.hpp"
#include "rehearse/core/normal.hpp"
#include "rehearse/endpoint/event_time_model.hpp"

namespace rehearse {

double reference_hazard(double survival, std::span<const HazardGroup> arm,
                        const FrailtyMixture& frailty) {
  expect(survival > 0.0 && survival < 1.0, "survival must be in (0, 1)");
  expect(!arm.empty(), "an arm needs a group");
  double total = 0.0;
  double lowest = arm.front().hazard_ratio;
  double highest = lowest;
  for (const auto& [share, ratio] : arm) {
    total += share;
    lowest = std::min(lowest, ratio);
    highest = std::max(highest, ratio);
  }
  const double needed = -std::log(survival);
  if (lowest == highest && frailty.none()) return needed / lowest;
  const auto excess = [&](double h) {
    double sum = 0.0;
    for (const auto& [share, ratio] : arm)
      sum += share * frailty.survival(ratio * h);
    return sum / total - survival;
  };
  constexpr double margin = 1e-9;  // the ends may be roots, but for rounding
  std::uintmax_t iterations = 200;
  // By Jensen's inequality a frailty needs more hazard.
  double most = needed / lowest * (1 + margin);
  while (!frailty.none() && excess(most) > 0.0) most *= 2.0;
  const auto [low, high] = boost::math::tools::toms748_solve(
      excess, needed / highest * (1 - margin), most,
      boost::math::tools::eps_tolerance<double>(52), iterations);
  return 0.5 * (low + high);
}

namespace {

// What is known of the reference group: H(days) = hazard.
struct Point {
  double days;
  double hazard;
};

// Scale such that (days / scale)^shape = hazard.
double scale_through(const Point& point, double shape) {
  return point.days * std::pow(point.hazard, -1.0 / shape);
}

EventTimeModel piecewise(const ModelSpec& spec) {
  std::vector<LinearPiece> pieces;
  double start = 0.0;
  for (const auto& [until, hazard] : spec.periods) {
    pieces.push_back({start, hazard});
    start = until;
  }
  EventTimeModel model;
  model.family = Family::piecewise_exponential;
  model.pieces = PiecewiseLinear{pieces};
  return model;
}

// The family through points of the reference group, or from its own
// parameters where there are none.
EventTimeModel through(const ModelSpec& spec,
                       const std::vector<Point>& points) {
  if (spec.family == Family::piecewise_exponential) return piecewise(spec);
  EventTimeModel model;
  model.family = spec.family;
  model.shape = spec.sigma ? 1.0 / *spec.sigma : spec.shape.value_or(1.0);
  if (points.empty()) {
    expect(spec.scale || spec.hazard, "an event-time model needs a parameter");
    model.scale = spec.scale ? *spec.scale : 1.0 / *spec.hazard;
  } else if (spec.family == Family::log_logistic) {
    const Point& point = points.front();
    model.scale =
        scale_through({point.days, std::expm1(point.hazard)}, model.shape);
  } else if (spec.family == Family::log_normal) {
    const Point& point = points.front();
    const double z = normal_upper_quantile(std::exp(-point.hazard));
    model.scale = point.days * std::exp(-z / model.shape);
  } else {
    if (points.size() == 2)
      model.shape = std::log(points[0].hazard / points[1].hazard) /
                    std::log(points[0].days / points[1].days);
    model.scale = scale_through(points.front(), model.shape);
  }
  return model;
}

std::vector<Point> stated_points(const ModelSpec& spec,
                                 std::span<const HazardGroup> arm,
                                 const FrailtyMixture& frailty) {
  std::vector<Point> points;
  if (spec.median)
    points.push_back({*spec.median, reference_hazard(0.5, arm, frailty)});
  for (const auto& [at, probability] : spec.survival)
    points.push_back({at, reference_hazard(probability, arm, frailty)});
  return points;
}

EventTimeModel mixture_cure(const ModelSpec& spec,
                            std::span<const HazardGroup> arm,
                            const FrailtyMixture& frailty) {
  expect(spec.cured && spec.uncured.size() == 1,
         "a cure model needs its cured share and the model of the others");
  const ModelSpec& uncured = spec.uncured.front();
  const double cured =
      *spec.cured > 0.0 ? std::exp(-reference_hazard(*spec.cured, arm, frailty))
                        : 0.0;
  // The whole arm's points, seen from the uncured of the reference group;
  // points stated inside `uncured` are that group's own.
  std::vector<Point> points = stated_points(spec, arm, frailty);
  for (Point& point : points)
    point.hazard = -std::log((std::exp(-point.hazard) - cured) / (1.0 - cured));
  if (points.empty())
    points = stated_points(uncured, std::vector<HazardGroup>{{1.0, 1.0}}, {});
  EventTimeModel model = through(uncured, points);
  model.cured = cured;
  return model;
}

}  // namespace

EventTimeModel reference_model(const ModelSpec& spec,
                               std::span<const HazardGroup> arm,
                               const FrailtyMixture& frailty) {
  if (spec.family == Family::cure) return mixture_cure(spec, arm, frailty);
  return through(spec, stated_points(spec, arm, frailty));
}

}  // namespace rehearse
