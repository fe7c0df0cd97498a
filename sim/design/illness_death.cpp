#include "rehearse/design/illness_death.hpp"

#include <boost/math/quadrature/exp_sinh.hpp>
#include <boost/math/tools/roots.hpp>
#include <cmath>
#include <memory>
#include <span>
#include <utility>

#include "follow_up.hpp"

namespace rehearse {
namespace {

constexpr double tolerance = 1e-11;

// (0, end) in pieces between these times.
std::vector<double> pieces(std::span<const double> times, double end) {
  static const TrialProcess no_trial;
  return follow_up_pieces(no_trial, end, end, times);
}

// Times of progression at which the course up to `time` changes its form.
std::vector<double> progression_pieces(const IllnessDeath& model, double time) {
  std::vector<double> kinks = model.breakpoints;
  for (const double after : model.after_breakpoints)
    kinks.push_back(model.clock == DeathClock::progression ? time - after
                                                           : after);
  return pieces(kinks, time);
}

// ∫ f over (from, infinity).
template <class Function>
double tail_integral(double from, const Function& f) {
  // Its tables grow when they are used; Boost 1.74 has no constant rule.
  static thread_local boost::math::quadrature::exp_sinh<double> rule;
  return rule.integrate([&](double t) { return f(from + t); }, tolerance);
}

// ∫ f over (0, infinity), with kinks at these times.
template <class Function>
double whole_integral(std::span<const double> breakpoints, const Function& f) {
  const double last = breakpoints.empty() ? 0.0 : breakpoints.back();
  double sum = tail_integral(last, f);
  integrate(pieces(breakpoints, last),
            [&](double time, double weight) { sum += weight * f(time); });
  return sum;
}

// Density of progression [1/time].
double progression_density(const IllnessDeath& model, double time) {
  const double survival = pfs_survival(model, time);
  return survival > 0.0 ? survival * model.progression.hazard(time) : 0.0;
}

// Mean time from progression to death, and mean square.
struct AfterProgression {
  double mean;
  double square;
};

AfterProgression after_progression(const IllnessDeath& model,
                                   double progressed) {
  const auto survival = [&](double t) {
    return model.survival_after(progressed, progressed + t);
  };
  return {tail_integral(0.0, survival),
          tail_integral(0.0, [&](double t) { return 2.0 * t * survival(t); })};
}

}  // namespace

TransitionHazard constant_hazard(double rate) {
  return {[rate](double) { return rate; },
          [rate](double time) { return rate > 0.0 ? rate * time : 0.0; }};
}

double IllnessDeath::survival_after(double progressed, double time) const {
  return std::exp(clock == DeathClock::progression
                      ? -death_after.cumulative(time - progressed)
                      : death_after.cumulative(progressed) -
                            death_after.cumulative(time));
}

double IllnessDeath::hazard_after(double progressed, double time) const {
  const double now = death_after.hazard(
      clock == DeathClock::progression ? time - progressed : time);
  return std::isfinite(now) ? now : 0.0;
}

double pfs_survival(const IllnessDeath& model, double time) {
  return std::exp(-model.progression.cumulative(time) -
                  model.death_first.cumulative(time));
}

double pfs_hazard(const IllnessDeath& model, double time) {
  return model.progression.hazard(time) + model.death_first.hazard(time);
}

double OverallSurvival::hazard() const {
  return survival > 0.0 ? density / survival : 0.0;
}

OverallSurvival overall_survival(const IllnessDeath& model, double time) {
  const double progression_free = pfs_survival(model, time);
  if (time <= 0.0) return {progression_free, model.death_first.hazard(0.0)};
  OverallSurvival at{progression_free,
                     progression_free * model.death_first.hazard(time)};
  integrate(progression_pieces(model, time), [&](double s, double weight) {
    const double alive =
        weight * progression_density(model, s) * model.survival_after(s, time);
    if (!(alive > 0.0)) return;
    at.survival += alive;
    at.density += alive * model.hazard_after(s, time);
  });
  return at;
}

ArmProcess pfs_process(IllnessDeath model, double dropout_hazard) {
  const auto shared = std::make_shared<const IllnessDeath>(std::move(model));
  return {
      [shared](double time) {
        return EventAt{pfs_hazard(*shared, time), pfs_survival(*shared, time)};
      },
      dropout_hazard};
}

ArmProcess os_process(IllnessDeath model, double dropout_hazard) {
  const auto shared = std::make_shared<const IllnessDeath>(std::move(model));
  return {[shared](double time) {
            const OverallSurvival os = overall_survival(*shared, time);
            return EventAt{os.hazard(), os.survival};
          },
          dropout_hazard};
}

double median_time(const ArmProcess& arm) {
  const auto excess = [&](double time) { return arm.survival(time) - 0.5; };
  double high = 1.0;
  while (excess(high) > 0.0) {
    high *= 2.0;
    if (high > for_ever) return std::numeric_limits<double>::infinity();
  }
  std::uintmax_t iterations = 100;
  const auto [low, up] = boost::math::tools::toms748_solve(
      excess, 0.0, high, 0.5, excess(high),
      boost::math::tools::eps_tolerance<double>(48), iterations);
  return 0.5 * (low + up);
}

double EventTimeMoments::correlation() const {
  return covariance / std::sqrt(pfs_variance * os_variance);
}

EventTimeMoments event_time_moments(const IllnessDeath& model) {
  const auto mean = [&](const auto& f) {
    return whole_integral(model.breakpoints, f);
  };
  const auto of_progressed = [&](const auto& f) {
    return mean([&](double s) {
      const double density = progression_density(model, s);
      return density > 0.0 ? density * f(s) : 0.0;
    });
  };
  const double pfs = mean([&](double t) { return pfs_survival(model, t); });
  const double pfs_square =
      mean([&](double t) { return 2.0 * t * pfs_survival(model, t); });
  const double after =
      of_progressed([&](double s) { return after_progression(model, s).mean; });
  const double after_square = of_progressed(
      [&](double s) { return after_progression(model, s).square; });
  const double product = of_progressed(
      [&](double s) { return s * after_progression(model, s).mean; });
  // OS is PFS and the time after it, which is 0 for those who didn't progress.
  const double pfs_variance = pfs_square - pfs * pfs;
  const double shared = product - pfs * after;
  return {pfs, pfs_variance, pfs + after,
          pfs_variance + 2.0 * shared + after_square - after * after,
          pfs_variance + shared};
}

double average_hazard_ratio(const ArmProcess& control,
                            const ArmProcess& experimental, double until) {
  const auto weighted = [&](const ArmProcess& arm) {
    const auto integrand = [&](double time) {
      const double weight =
          std::sqrt(control.survival(time) * experimental.survival(time));
      return weight > 0.0 ? weight * arm.hazard(time) : 0.0;
    };
    if (std::isinf(until)) return tail_integral(0.0, integrand);
    double sum = 0.0;
    integrate(pieces({}, until), [&](double time, double weight) {
      sum += weight * integrand(time);
    });
    return sum;
  };
  return weighted(experimental) / weighted(control);
}

}  // namespace rehearse
