#include "rehearse/design/explain_bound.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <tuple>

#include "bound_rules.hpp"
#include "probit_root.hpp"
#include "rehearse/core/expect.hpp"
#include "rehearse/core/normal.hpp"
#include "rehearse/design/group_sequential_design.hpp"

namespace rehearse {
namespace {

using Candidates = std::vector<BoundCandidate>;

// One-sided; two-sided .05, .04, .02 and .01.
constexpr std::array usual{0.025, 0.02, 0.01, 0.005};

// Bounds beyond this are none.
constexpr double far_z = 40.0;

GroupSequentialPlan plan_of(const PrintedBound& bound) {
  GroupSequentialPlan plan;
  for (const double information : bound.looks)
    plan.looks.push_back({information});
  plan.unit_information = bound.allocation * (1.0 - bound.allocation);
  return plan;
}

double information_of(const PrintedBound& bound) {
  return bound.looks[bound.look];
}

bool is_last(const PrintedBound& bound) {
  return bound.look + 1 == bound.looks.size();
}

// A z or a hazard ratio says nothing of sides.
std::vector<int> sides_of(const PrintedBound& bound) {
  if (bound.scale == BoundScale::p) return {2, 1};
  return {2};
}

// What the rule gives at the printed bound's look.
LookBounds bounds_by(const PrintedBound& bound, const StatedRule& stated,
                     double alpha) {
  GroupSequentialPlan plan = plan_of(bound);
  plan.efficacy = rule_of(stated);
  const SolvedPlan solved = efficacy_at_level(plan, alpha);
  BoundRecursion recursion;
  LookBounds bounds;
  for (std::size_t k = 0; k <= bound.look; ++k)
    bounds = recursion.next(solved, bound.looks[k]);
  return bounds;
}

DigitMatch match_of(const PrintedBound& bound, double difference) {
  constexpr double rounding = 1e-9;  // of doubles that were read from digits
  const double digits = difference / bound.digit;
  if (std::abs(digits) <= 0.5 + rounding) return DigitMatch::rounded;
  if (digits > 0.0 && digits < 1.0 - rounding) return DigitMatch::cut;
  return DigitMatch::none;
}

// ---- rules as they are ----

void add(const PrintedBound& bound, BoundCandidate candidate,
         Candidates& found) {
  const double value = value_at(bound, candidate.sides, candidate.z);
  candidate.difference = value - bound.value;
  candidate.digits = match_of(bound, candidate.difference);
  found.push_back(candidate);
}

void try_rule(const PrintedBound& bound, const StatedRule& rule, double alpha,
              Candidates& found) {
  const LookBounds bounds = bounds_by(bound, rule, alpha);
  if (!std::isfinite(bounds.efficacy_z)) return;
  for (const int sides : sides_of(bound)) {
    if (bound.scale == BoundScale::p && !is_customary(rule, sides)) continue;
    add(bound,
        {rule.family, rule.parameter, ChosenToFit::nothing, sides, alpha,
         information_of(bound), bounds.efficacy_z, bounds.alpha_spent},
        found);
  }
}

// One bound whatever the alpha, unless it would overspend it.
void try_stated_bound(const PrintedBound& bound, const StatedRule& rule,
                      double alpha, Candidates& found) {
  Candidates at_alpha;
  try_rule(bound, rule, alpha, at_alpha);
  for (BoundCandidate& candidate : at_alpha) {
    if (candidate.z != *rule.parameter) continue;
    candidate.alpha.reset();
    found.push_back(candidate);
  }
}

Candidates try_rules(const PrintedBound& bound,
                     std::span<const double> alphas) {
  Candidates found;
  for (const StatedRule& rule : stated_rules()) {
    if (rule.family == BoundFamily::haybittle_peto && !is_last(bound)) {
      try_stated_bound(bound, rule, alphas.front(), found);
      continue;
    }
    for (const double alpha : alphas) try_rule(bound, rule, alpha, found);
  }
  return found;
}

// ---- rules made to fit ----

// From `low` to `high` in even steps.
std::vector<double> even_grid(double low, double high, int steps) {
  std::vector<double> grid;
  for (int i = 0; i <= steps; ++i)
    grid.push_back(low + (high - low) * i / steps);
  return grid;
}

std::vector<double> even_ratios(double low, double high, int steps) {
  std::vector<double> grid = even_grid(std::log(low), std::log(high), steps);
  for (double& each : grid) each = std::exp(each);
  return grid;
}

// Where bounds that depend on a number are `z`. Between neighbours of the grid
// they rise or fall.
std::vector<double> where_bound_is(
    double z, const std::vector<double>& grid,
    const std::function<LookBounds(double)>& bounds) {
  constexpr int bits = 44;
  const auto excess = [&](double at) {
    return std::min(bounds(at).efficacy_z, far_z) - z;
  };
  std::vector<double> found;
  double before = excess(grid.front());
  for (std::size_t i = 1; i < grid.size(); ++i) {
    const double now = excess(grid[i]);
    if ((before < 0.0) != (now < 0.0)) {
      const double at = root(excess, grid[i - 1], grid[i], bits);
      if (std::abs(excess(at)) < 1e-6) found.push_back(at);  // no leap
    }
    before = now;
  }
  return found;
}

void fit_parameter(const PrintedBound& bound, BoundFamily family, double alpha,
                   const std::vector<double>& grid, Candidates& found) {
  const auto bounds = [&](double parameter) {
    return bounds_by(bound, {family, parameter}, alpha);
  };
  for (const int sides : sides_of(bound)) {
    const double z = printed_z(bound, sides);
    for (const double parameter : where_bound_is(z, grid, bounds))
      add(bound,
          {family, parameter, ChosenToFit::parameter, sides, alpha,
           information_of(bound), z, bounds(parameter).alpha_spent},
          found);
  }
}

void fit_information(const PrintedBound& bound, double alpha,
                     Candidates& found) {
  constexpr auto family = BoundFamily::lan_demets_obrien_fleming;
  const double before = bound.look == 0 ? 0.0 : bound.looks[bound.look - 1];
  const double after = bound.looks[bound.look + 1];
  PrintedBound moved = bound;
  const auto bounds = [&](double information) {
    moved.looks[bound.look] = information;
    return bounds_by(moved, {family}, alpha);
  };
  const double margin = (after - before) / 100.0;
  const auto grid = even_grid(before + margin, after - margin, 49);
  for (const int sides : sides_of(bound)) {
    const double z = printed_z(bound, sides);
    for (const double information : where_bound_is(z, grid, bounds))
      add(bound,
          {family, std::nullopt, ChosenToFit::information, sides, alpha,
           information, z, bounds(information).alpha_spent},
          found);
  }
}

void fit_alpha(const PrintedBound& bound, double alpha, Candidates& found) {
  for (const int sides : sides_of(bound)) {
    const double z = printed_z(bound, sides);
    const double p = normal_upper_tail(z);
    if (p < alpha)
      add(bound,
          {BoundFamily::user, p, ChosenToFit::alpha, sides, alpha,
           information_of(bound), z, p},
          found);
  }
}

void fit_rules(const PrintedBound& bound, double alpha, Candidates& found) {
  using enum BoundFamily;
  fit_parameter(bound, hwang_shih_decani, alpha, even_grid(-40.0, 20.0, 60),
                found);
  fit_parameter(bound, kim_demets, alpha, even_ratios(0.05, 50.0, 40), found);
  fit_parameter(bound, wang_tsiatis, alpha, even_grid(-1.0, 1.0, 20), found);
  if (is_last(bound)) return;
  fit_information(bound, alpha, found);
  // With looks before, what they spent isn't known.
  if (bound.look == 0) fit_alpha(bound, alpha, found);
}

// ---- the best first ----

// 1 to 3, as `explain_bound` says.
int group_of(const BoundCandidate& candidate) {
  if (candidate.digits == DigitMatch::none) return 3;
  return candidate.chosen == ChosenToFit::nothing ? 1 : 2;
}

// How much of a rule as it is isn't what most trials and publications do.
int unusual(const BoundCandidate& candidate, double usual_alpha) {
  if (candidate.chosen != ChosenToFit::nothing) return 0;
  return (candidate.alpha.value_or(usual_alpha) != usual_alpha) +
         (candidate.digits == DigitMatch::cut) +
         (candidate.family >= BoundFamily::hwang_shih_decani);
}

auto rank_of(const BoundCandidate& candidate, const PrintedBound& bound,
             double usual_alpha) {
  const int group = group_of(candidate);
  const double distance = std::abs(candidate.difference);
  const bool chosen = candidate.chosen != ChosenToFit::nothing;
  // A number that the rule states, as Haybittle and Peto's.
  const bool stated = candidate.family == BoundFamily::haybittle_peto &&
                      !candidate.alpha && distance < 1e-6 * bound.digit;
  // Information far from the look's is an unlikely reason.
  const double moved = std::abs(candidate.information - information_of(bound));
  return std::tuple{group,
                    group < 3 ? 0.0 : distance,
                    unusual(candidate, usual_alpha),
                    candidate.digits,
                    !stated,
                    candidate.chosen == ChosenToFit::alpha,
                    moved > 0.05 * bound.looks.back(),
                    candidate.family,
                    chosen || stated ? -candidate.sides : 0,
                    chosen ? candidate.alpha_spent : distance,
                    -candidate.sides};
}

}  // namespace

std::span<const double> usual_alphas() { return usual; }

bool within_alpha(const PrintedBound& bound, double alpha) {
  const double most = value_at(bound, 2, normal_upper_quantile(alpha));
  const double beyond =
      bound.scale == BoundScale::z ? most - bound.value : bound.value - most;
  return beyond <= 0.5 * bound.digit;
}

double printed_z(const PrintedBound& bound, int sides) {
  switch (bound.scale) {
    case BoundScale::p:
      return normal_upper_quantile(bound.value / sides);
    case BoundScale::z:
      return bound.value;
    case BoundScale::hazard_ratio:
      break;
  }
  return z_at_hazard_ratio(plan_of(bound), information_of(bound), bound.value);
}

double value_at(const PrintedBound& bound, int sides, double z) {
  switch (bound.scale) {
    case BoundScale::p:
      return sides * normal_upper_tail(z);
    case BoundScale::z:
      return z;
    case BoundScale::hazard_ratio:
      break;
  }
  return hazard_ratio_at_z(plan_of(bound), information_of(bound), z);
}

std::vector<BoundCandidate> explain_bound(const PrintedBound& bound,
                                          std::span<const double> alphas) {
  expect(!alphas.empty(), "bounds have a level");
  expect(bound.look < bound.looks.size() && bound.digit > 0.0,
         "a printed bound has a look and digits");
  expect(bound.scale != BoundScale::hazard_ratio || has_events(bound),
         "a hazard ratio has events");
  Candidates found = try_rules(bound, alphas);
  fit_rules(bound, alphas.front(), found);
  std::ranges::stable_sort(found, {}, [&](const BoundCandidate& candidate) {
    return rank_of(candidate, bound, alphas.front());
  });
  return found;
}

}  // namespace rehearse
