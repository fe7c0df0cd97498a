#include "rehearse/analysis/baseline_hazard.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace rehearse {
namespace {

using Ratios = std::array<double, arm_count>;

double total(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

void sum_jumps(const std::vector<double>& jump, std::vector<double>& sums) {
  sums.resize(jump.size() + 1);
  sums[0] = 0.0;
  for (std::size_t k = 0; k < jump.size(); ++k) sums[k + 1] = sums[k] + jump[k];
}

// Weight of -cumulative at each node: everybody who was event-free there last.
void weigh_leaving(const IntervalCounts& counts, const Ratios& ratio,
                   std::vector<double>& leaving) {
  leaving.resize(counts.intervals);
  for (std::size_t k = 0; k < counts.intervals; ++k)
    leaving[k] =
        ratio[0] * counts.survivors[0][k] + ratio[1] * counts.survivors[1][k];
  for (const IntervalCount& event : counts.events)
    leaving[event.first] += ratio[event.arm] * event.count;
}

double log_likelihood(const IntervalCounts& counts, const Ratios& ratio,
                      const std::vector<double>& leaving,
                      const std::vector<double>& cumulative) {
  double sum = 0.0;
  for (std::size_t k = 0; k < leaving.size(); ++k)
    sum -= leaving[k] * cumulative[k];
  for (const IntervalCount& event : counts.events) {
    const double hazard =
        ratio[event.arm] * (cumulative[event.last] - cumulative[event.first]);
    sum += event.count * std::log(-std::expm1(-hazard));
  }
  return sum;
}

// The quadratic model at the present jumps, as a sum over events of
// pull * d - curve d^2 / 2, d the cumulative hazard between an event's ends,
// less leaving * cumulative. Also its slope at each node, at cumulative 0.
void expand(const IntervalCounts& counts, const Ratios& ratio,
            BaselineHazard& hazard) {
  hazard.pull.clear();
  hazard.curve.clear();
  hazard.slope.resize(counts.intervals);
  for (std::size_t k = 0; k < counts.intervals; ++k)
    hazard.slope[k] = -hazard.leaving[k];
  for (const IntervalCount& event : counts.events) {
    const double r = ratio[event.arm];
    const double between =
        hazard.cumulative[event.last] - hazard.cumulative[event.first];
    const double happened = -std::expm1(-r * between);
    const double odds = (1.0 - happened) / happened;
    const double curve = event.count * r * r * odds / happened;
    const double pull = event.count * r * odds + curve * between;
    hazard.pull.push_back(pull);
    hazard.curve.push_back(curve);
    hazard.slope[event.last] += pull;
    hazard.slope[event.first] -= pull;
  }
}

void free_what_jumps(BaselineHazard& hazard) {
  hazard.free.resize(hazard.jump.size());
  for (std::size_t k = 0; k < hazard.jump.size(); ++k)
    hazard.free[k] = hazard.jump[k] > 0.0 ? 1 : 0;
}

// Numbers the free jumps: `group` up to each node, `reach` of each its own.
void count_groups(BaselineHazard& hazard) {
  std::uint32_t groups = 0;
  hazard.group.assign(1, 0);
  hazard.reach.clear();
  for (const std::uint8_t free : hazard.free) {
    if (free != 0) hazard.reach.push_back(groups++);
    hazard.group.push_back(groups);
  }
}

// Factors the matrix of the model in the sums of the free jumps.
void factorize_model(const IntervalCounts& counts, BaselineHazard& hazard) {
  count_groups(hazard);
  for (const IntervalCount& event : counts.events) {
    const std::uint32_t a = hazard.group[event.first];
    const std::uint32_t b = hazard.group[event.last];
    if (a > 0 && b > a)
      hazard.reach[b - 1] = std::min(hazard.reach[b - 1], a - 1);
  }
  hazard.matrix.reset(hazard.reach);
  for (std::size_t i = 0; i < counts.events.size(); ++i) {
    const std::uint32_t a = hazard.group[counts.events[i].first];
    const std::uint32_t b = hazard.group[counts.events[i].last];
    if (a == b) continue;
    hazard.matrix.add(b - 1, b - 1, hazard.curve[i]);
    if (a == 0) continue;
    hazard.matrix.add(a - 1, a - 1, hazard.curve[i]);
    hazard.matrix.add(b - 1, a - 1, -hazard.curve[i]);
  }
  hazard.matrix.factorize();
}

// A slope by node as one by the sums of the free jumps.
void sum_groups(const std::vector<double>& slope, BaselineHazard& hazard) {
  hazard.solution.assign(hazard.reach.size(), 0.0);
  for (std::size_t k = 1; k < slope.size(); ++k)
    if (hazard.group[k] > 0) hazard.solution[hazard.group[k] - 1] += slope[k];
}

// The model's maximum over the free jumps: `proposal` and its sums.
void propose(const IntervalCounts& counts, BaselineHazard& hazard) {
  factorize_model(counts, hazard);
  sum_groups(hazard.slope, hazard);
  hazard.matrix.solve(hazard.solution);
  hazard.proposal.assign(hazard.jump.size(), 0.0);
  for (std::size_t k = 0; k < hazard.jump.size(); ++k) {
    if (hazard.free[k] == 0) continue;
    const std::size_t group = hazard.group[k];
    hazard.proposal[k] =
        hazard.solution[group] - (group > 0 ? hazard.solution[group - 1] : 0.0);
  }
  sum_jumps(hazard.proposal, hazard.reached);
}

// `ascent`: the model's slope at the proposal.
void slope_at_proposal(const IntervalCounts& counts, BaselineHazard& hazard) {
  auto& slope = hazard.ascent;
  slope.assign(hazard.slope.begin(), hazard.slope.end());
  for (std::size_t i = 0; i < counts.events.size(); ++i) {
    const IntervalCount& event = counts.events[i];
    const double back = hazard.curve[i] * (hazard.reached[event.last] -
                                           hazard.reached[event.first]);
    slope[event.last] -= back;
    slope[event.first] += back;
  }
  for (std::size_t k = slope.size() - 1; k-- > 1;) slope[k] += slope[k + 1];
}

// Fixes jumps that would be negative; frees, of each run of absent ones that
// would raise the likelihood, the one that does so most. How many moved.
std::size_t exchange(double tolerance, BaselineHazard& hazard) {
  std::size_t moved = 0;
  std::size_t best = 0;  // of the run, from 1; 0: none
  const auto& slope = hazard.ascent;
  const auto release = [&] {
    if (best == 0) return;
    hazard.free[best - 1] = 1;
    ++moved;
    best = 0;
  };
  for (std::size_t k = 1; k <= hazard.free.size(); ++k) {
    if (hazard.free[k - 1] == 0 && slope[k] > tolerance) {
      if (best == 0 || slope[k] > slope[best]) best = k;
      continue;
    }
    release();
    if (hazard.free[k - 1] == 0 || hazard.proposal[k - 1] > 0.0) continue;
    hazard.free[k - 1] = 0;
    hazard.proposal[k - 1] = 0.0;
    ++moved;
  }
  release();
  return moved;
}

// Maximum of the quadratic model over jumps of at least 0, or, where the
// pivoting does not end, its last proposal without what is negative.
void solve_model(const IntervalCounts& counts, double tolerance,
                 BaselineHazard& hazard) {
  constexpr int enough = 50;
  for (int i = 0; i < enough; ++i) {
    propose(counts, hazard);
    slope_at_proposal(counts, hazard);
    if (exchange(tolerance, hazard) == 0) return;
  }
}

// How fast the log-likelihood rises at first on the way to the proposal.
double rise(const IntervalCounts& counts, const BaselineHazard& hazard) {
  double sum = 0.0;
  for (std::size_t k = 0; k < hazard.leaving.size(); ++k)
    sum -= hazard.leaving[k] * (hazard.reached[k] - hazard.cumulative[k]);
  for (std::size_t i = 0; i < counts.events.size(); ++i) {
    const auto [first, last, count, arm] = counts.events[i];
    const double now = hazard.cumulative[last] - hazard.cumulative[first];
    const double then = hazard.reached[last] - hazard.reached[first];
    sum += (hazard.pull[i] - hazard.curve[i] * now) * (then - now);
  }
  return sum;
}

// Goes to the proposal, or as near as the log-likelihood, from `from`, rises.
double climb(const IntervalCounts& counts, const Ratios& ratio, double from,
             double slope, BaselineHazard& hazard) {
  constexpr double least = 1e-4;  // share of what the slope promises: Armijo
  constexpr int enough = 60;
  auto& step = hazard.step;
  auto& candidate = hazard.candidate;
  step.resize(hazard.jump.size());
  candidate.resize(hazard.jump.size());
  for (std::size_t k = 0; k < step.size(); ++k)
    step[k] = hazard.proposal[k] - hazard.jump[k];
  double share = 1.0;
  for (int i = 0; i < enough; ++i, share *= 0.5) {
    for (std::size_t k = 0; k < step.size(); ++k)
      candidate[k] = std::max(0.0, hazard.jump[k] + share * step[k]);
    sum_jumps(candidate, hazard.reached);
    const double at =
        log_likelihood(counts, ratio, hazard.leaving, hazard.reached);
    if (!(at >= from + least * share * slope)) continue;
    hazard.jump.swap(candidate);
    hazard.cumulative.swap(hazard.reached);
    return at;
  }
  return from;
}

// Derivatives in the log hazard ratio at a fixed baseline; `mixed` by node.
ProfilePoint differentiate(const IntervalCounts& counts, double ratio,
                           BaselineHazard& hazard) {
  constexpr auto experimental = static_cast<std::size_t>(Role::experimental);
  ProfilePoint point;
  auto& mixed = hazard.mixed;
  mixed.resize(counts.intervals);
  for (std::size_t k = 0; k < counts.intervals; ++k) {
    mixed[k] = -ratio * counts.survivors[experimental][k];
    point.score += mixed[k] * hazard.cumulative[k];
  }
  double curve = 0.0;
  for (std::size_t i = 0; i < counts.events.size(); ++i) {
    const auto [first, last, count, arm] = counts.events[i];
    if (arm != experimental) continue;
    const double between = hazard.cumulative[last] - hazard.cumulative[first];
    const double bend = hazard.curve[i] * between;
    const double pull = hazard.pull[i] - bend;
    mixed[last] += pull - bend;
    mixed[first] -= pull - bend + count * ratio;
    point.score += pull * between - count * ratio * hazard.cumulative[first];
    curve += bend * between;
  }
  point.information = curve - point.score;
  return point;
}

// The profile's derivatives at the maximum: as the ratio's log moves, the free
// jumps move with it so that their slopes stay 0.
ProfilePoint profile(const IntervalCounts& counts, const Ratios& ratio,
                     BaselineHazard& hazard) {
  expand(counts, ratio, hazard);
  free_what_jumps(hazard);
  factorize_model(counts, hazard);
  ProfilePoint point = differentiate(counts, ratio[1], hazard);
  sum_groups(hazard.mixed, hazard);
  auto& moved = hazard.moved;
  moved = hazard.solution;
  hazard.matrix.solve(moved);
  point.information -= std::inner_product(moved.begin(), moved.end(),
                                          hazard.solution.begin(), 0.0);
  point.log_likelihood =
      log_likelihood(counts, ratio, hazard.leaving, hazard.cumulative);
  return point;
}

// The last of the chosen jumps by which the events of each end have happened,
// so that `free` holds one in every event: each time the first end that none
// is in is chosen.
void choose_fewest(const IntervalCounts& counts, BaselineHazard& hazard) {
  const std::size_t jumps = counts.intervals - 1;
  auto& latest_begin = hazard.latest_begin;  // from 1; 0: none
  latest_begin.assign(jumps + 1, 0);
  for (const IntervalCount& event : counts.events)
    latest_begin[event.last] =
        std::max(latest_begin[event.last], event.first + 1);
  hazard.free.assign(jumps, 0);
  std::size_t chosen = 0;
  for (std::size_t k = 1; k <= jumps; ++k)
    if (latest_begin[k] > chosen) {
      hazard.free[k - 1] = 1;
      chosen = k;
    }
}

}  // namespace

void begin_search(const IntervalCounts& counts, BaselineHazard& hazard) {
  choose_fewest(counts, hazard);
  count_groups(hazard);
  // Events are taken to be of the last chosen jump that they may be of.
  auto& events = hazard.group_events;
  auto& leaving = hazard.group_leaving;
  events.assign(hazard.reach.size() + 1, 0.0);
  leaving.assign(hazard.reach.size() + 1, 0.0);
  for (const IntervalCount& event : counts.events)
    events[hazard.group[event.last]] += event.count;
  for (std::size_t k = 0; k < counts.intervals; ++k)
    leaving[hazard.group[k]] += counts.survivors[0][k] + counts.survivors[1][k];
  hazard.jump.assign(hazard.free.size(), 0.0);
  double at_risk = 0.0;
  for (std::size_t k = hazard.jump.size(); k-- > 0;) {
    if (hazard.free[k] == 0) continue;
    const std::size_t group = hazard.group[k + 1];
    at_risk += events[group] + leaving[group];
    hazard.jump[k] = events[group] / at_risk;
  }
}

ProfilePoint maximize_baseline(const IntervalCounts& counts,
                               double log_hazard_ratio,
                               BaselineHazard& hazard) {
  constexpr int enough = 200;
  constexpr double done = 1e-13;    // rise left: its root is the step's size
  constexpr double certain = 1e-9;  // below it rounding hides the rise
  const Ratios ratio{1.0, std::exp(log_hazard_ratio)};
  weigh_leaving(counts, ratio, hazard.leaving);
  sum_jumps(hazard.jump, hazard.cumulative);
  free_what_jumps(hazard);
  const double tolerance = 1e-10 * total(hazard.leaving);
  double at = log_likelihood(counts, ratio, hazard.leaving, hazard.cumulative);
  for (int i = 0; i < enough; ++i) {
    expand(counts, ratio, hazard);
    solve_model(counts, tolerance, hazard);
    const double slope = rise(counts, hazard);
    if (slope < certain) {
      hazard.jump.swap(hazard.proposal);
      hazard.cumulative.swap(hazard.reached);
      if (slope < done) break;
      continue;
    }
    at = climb(counts, ratio, at, slope, hazard);
    free_what_jumps(hazard);
  }
  return profile(counts, ratio, hazard);
}

}  // namespace rehearse
