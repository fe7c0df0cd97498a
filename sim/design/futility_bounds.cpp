#include "rehearse/design/futility_bounds.hpp"

#include <boost/math/tools/roots.hpp>
#include <cmath>
#include <limits>

#include "rehearse/core/expect.hpp"
#include "rehearse/design/group_sequential.hpp"
#include "rehearse/design/normal.hpp"
#include "rehearse/design/ongoing_trials.hpp"
#include "rehearse/design/spending.hpp"

namespace rehearse {

namespace {

double spent_at(const ErrorSpending& error, double fraction) {
  if (fraction >= 1.0) return error.total;
  return cumulative_spending(error.family, error.parameter, error.total,
                             fraction);
}

struct Attempt {
  DesignBounds bounds;
  double gap;  // last futility bound minus efficacy bound; rises with drift
};

// Bounds with beta spent under `drift`.
Attempt bounds_under(double drift, std::span<const double> information,
                     const ErrorSpending& alpha, const ErrorSpending& beta,
                     FutilityRule rule) {
  const double whole = information.back();
  OngoingTrials null;
  OngoingTrials alternative;
  Attempt attempt{{{}, {}, {}, drift}, 0.0};
  double alpha_spent = 0.0;
  double beta_spent = 0.0;
  for (const double here : information) {
    null.go_to({here});
    alternative.go_to({here, drift * here / std::sqrt(whole)});
    const auto spend = [&](const ErrorSpending& error, double& spent) {
      const double before = spent;
      spent = spent_at(error, here / whole);
      return spent - before;
    };
    const double to_alpha = spend(alpha, alpha_spent);
    const double to_beta = spend(beta, beta_spent);
    constexpr double nobody = std::numeric_limits<double>::infinity();
    const double efficacy =
        to_alpha > 0.0 ? null.upper_quantile(to_alpha) : nobody;
    const double futility =
        to_beta > 0.0 ? alternative.lower_quantile(to_beta) : -nobody;
    attempt.bounds.efficacy_z.push_back(efficacy);
    attempt.bounds.futility_z.push_back(futility);
    attempt.bounds.alpha_spent.push_back(alpha_spent);
    attempt.gap = futility - efficacy;
    if (attempt.gap >= 0.0) break;  // they met too early: too much drift
    null.stop_above(efficacy);
    alternative.stop_above(efficacy);
    alternative.stop_below(futility);
    if (rule == FutilityRule::binding) null.stop_below(futility);
  }
  return attempt;
}

// Root of a function that rises from below 0 at the drift of a fixed design:
// no other design of this level has its power at less.
template <class Excess>
double solve_drift(double alpha, double power, const Excess& excess) {
  const double fixed =
      normal_upper_quantile(alpha) - normal_upper_quantile(power);
  double low = fixed * (1.0 - 1e-9);
  double high = 1.1 * fixed;
  for (; excess(high) < 0.0; high *= 1.2) low = high;
  std::uintmax_t iterations = 200;
  const auto [below, above] = boost::math::tools::toms748_solve(
      excess, low, high, boost::math::tools::eps_tolerance<double>(42),
      iterations);
  return 0.5 * (below + above);
}

}  // namespace

DesignBounds design_bounds(std::span<const double> information,
                           const ErrorSpending& alpha,
                           const ErrorSpending& beta, FutilityRule rule) {
  expect(!information.empty(), "a design has a look");
  expect(1.0 - beta.total > alpha.total, "power must exceed alpha");
  const auto attempt = [&](double drift) {
    return bounds_under(drift, information, alpha, beta, rule);
  };
  const double drift =
      solve_drift(alpha.total, 1.0 - beta.total,
                  [&](double trial) { return attempt(trial).gap; });
  DesignBounds bounds = attempt(drift).bounds;
  // They meet to rounding; print one number.
  bounds.futility_z.back() = bounds.efficacy_z.back();
  return bounds;
}

double drift_for_power(std::span<const double> information,
                       std::span<const double> efficacy_z, double power) {
  expect(information.size() == efficacy_z.size(), "every look has a bound");
  const auto rejects = [&](double drift) {
    std::vector<ScoreMoments> looks;
    for (const double here : information)
      looks.push_back({here, drift * here / std::sqrt(information.back())});
    double sum = 0.0;
    for (const double reject : rejection_by_look(looks, efficacy_z))
      sum += reject;
    return sum;
  };
  return solve_drift(rejects(0.0), power,
                     [&](double drift) { return rejects(drift) - power; });
}

}  // namespace rehearse
