#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "support/reference_trial.hpp"

namespace reference {

using namespace rehearse;

namespace {
constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr double longest = 1048576.0;  // 2^20 days: never
}  // namespace

namespace {

const std::vector<std::size_t>& levels_of(const Participant& p,
                                          StratumLevels levels) {
  return levels == StratumLevels::corrected ? p.levels : p.recorded;
}

bool is_of(const Comparison& comparison, StratumLevels levels,
           const Participant& p) {
  if (p.ineligible) return false;
  for (const auto& [factor, level] : comparison.population)
    if (levels_of(p, levels)[factor] != level) return false;
  return p.arm == 0 || p.arm == static_cast<int>(comparison.arm);
}

double event_of(const Comparison& comparison, const Participant& p) {
  if (!comparison.overall_survival) return p.event_time;
  return comparison.switchers == Switchers::without_switch
             ? p.death_without_switch
             : p.death;
}

// The last day on which an event would be known.
double known_until(const Comparison& comparison, const Participant& p) {
  return comparison.switchers == Switchers::censored
             ? std::min(p.dropout_time, p.switched)
             : p.dropout_time;
}

}  // namespace

Cut cut_of(const Look& look, const std::vector<Participant>& people,
           double previous) {
  return cut_of(look, Comparison{}, people, previous);
}

Cut cut_of(const Look& look, const Comparison& comparison,
           const std::vector<Participant>& people, double previous,
           StratumLevels levels) {
  std::vector<double> events;
  double first = infinite;
  double last = 0.0;
  double last_seen = 0.0;
  for (const Participant& p : people) {
    first = std::min(first, p.entry);
    last = std::max(last, p.entry);
    last_seen = std::max(last_seen, p.entry);
    if (!is_of(comparison, levels, p)) continue;
    const double event = event_of(comparison, p);
    const double until = known_until(comparison, p);
    if (event <= until && event < longest) events.push_back(p.entry + event);
    const double end = std::min(event, until);
    if (end < longest) last_seen = std::max(last_seen, p.entry + end);
  }
  std::ranges::sort(events);
  std::vector<double> triggers;
  if (look.calendar) triggers.push_back(first + *look.calendar);
  if (look.follow_up) triggers.push_back(last + *look.follow_up);
  if (look.events) {
    const auto k = static_cast<std::size_t>(*look.events);
    double at = k <= events.size() ? events[k - 1] : infinite;
    if (look.wait_at_most) {
      const double from = look.calendar ? first + *look.calendar : previous;
      at = std::min(at, from + *look.wait_at_most);
    }
    triggers.push_back(at);
  }
  const double time = look.at == TriggerRule::latest
                          ? *std::ranges::max_element(triggers)
                          : *std::ranges::min_element(triggers);
  if (time == infinite) return {std::max(previous, last_seen), false};
  const double on_grid = std::ldexp(std::nearbyint(std::ldexp(time, 24)), -24);
  return {std::max(previous, on_grid), true};
}

std::vector<Observation> observe(const Scenario& s,
                                 const std::vector<Participant>& people,
                                 double cut) {
  return observe(s, s.analysis, people, cut);
}

std::vector<Observation> observe(const Scenario& s, const AnalysisPlan& plan,
                                 const std::vector<Participant>& people,
                                 double cut) {
  std::vector<Observation> data;
  for (const Participant& p : people) {
    if (p.entry >= cut || !is_of(plan.comparison, plan.levels, p)) continue;
    // Whole steps of 2^-14 day.
    const double exposure =
        std::ldexp(std::floor(std::ldexp(cut - p.entry, 14)), -14);
    Observation o{exposure, false, p.arm == 0 ? 0 : 1, 0};
    o.time = std::min(o.time, known_until(plan.comparison, p));
    const double event = event_of(plan.comparison, p);
    if (event <= o.time && event < longest) {
      o.time = event;
      o.event = true;
    }
    for (const std::size_t f : plan.stratify_by)
      o.stratum =
          o.stratum * s.factors[f].levels.size() + levels_of(p, plan.levels)[f];
    data.push_back(o);
  }
  return data;
}

namespace {

// The distinct (stratum, time) at which events happen.
std::set<std::pair<std::size_t, double>> event_times(
    const std::vector<Observation>& data) {
  std::set<std::pair<std::size_t, double>> times;
  for (const Observation& o : data)
    if (o.event) times.insert({o.stratum, o.time});
  return times;
}

struct RiskSet {
  double at_risk[2] = {0, 0};
  double events[2] = {0, 0};
};

RiskSet risk_set(const std::vector<Observation>& data, std::size_t stratum,
                 double time) {
  RiskSet r;
  for (const Observation& o : data) {
    if (o.stratum != stratum) continue;
    if (o.time >= time) r.at_risk[o.arm] += 1;
    if (o.time == time && o.event) r.events[o.arm] += 1;
  }
  return r;
}

// Mean of the noncentral hypergeometric: x of the d events are experimental in
// proportion to C(n1, x) C(n0, d - x) e^(beta x).
double exact_mean(const RiskSet& r, double beta) {
  const double d = r.events[0] + r.events[1];
  const auto log_weight = [&](double x) {
    const auto log_choose = [](double n, double k) {
      return std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1);
    };
    return log_choose(r.at_risk[1], x) + log_choose(r.at_risk[0], d - x) +
           beta * x;
  };
  const double first = std::max(0.0, d - r.at_risk[0]);
  const double last = std::min(d, r.at_risk[1]);
  double largest = -infinite;
  for (double x = first; x <= last; ++x)
    largest = std::max(largest, log_weight(x));
  double total = 0.0;
  double sum = 0.0;
  for (double x = first; x <= last; ++x) {
    const double weight = std::exp(log_weight(x) - largest);
    total += weight;
    sum += x * weight;
  }
  return sum / total;
}

// Derivative of the log partial likelihood: sum over risk sets of observed
// minus expected experimental events (Efron 1977; Breslow 1974; exact: Cox
// 1972).
double score(const std::vector<RiskSet>& sets, Ties ties, double beta) {
  double u = 0.0;
  for (const RiskSet& r : sets) {
    const int d = static_cast<int>(r.events[0] + r.events[1]);
    u += r.events[1];
    if (ties == Ties::exact) {
      u -= exact_mean(r, beta);
      continue;
    }
    for (int l = 0; l < d; ++l) {
      const double done = ties == Ties::efron ? static_cast<double>(l) / d : 0;
      const double e = (r.at_risk[1] - done * r.events[1]) * std::exp(beta);
      u -= e / (e + r.at_risk[0] - done * r.events[0]);
    }
  }
  return u;
}

}  // namespace

LogRank logrank(const std::vector<Observation>& data) {
  LogRank sum;
  for (const auto& [stratum, time] : event_times(data)) {
    const RiskSet r = risk_set(data, stratum, time);
    const double n = r.at_risk[0] + r.at_risk[1];
    const double d = r.events[0] + r.events[1];
    const double share = r.at_risk[1] / n;
    sum.score += d * share - r.events[1];
    if (n > 1) sum.variance += d * share * (1 - share) * (n - d) / (n - 1);
  }
  return sum;
}

double logrank_z(const std::vector<Observation>& data) {
  const auto [score, variance] = logrank(data);
  return variance > 0.0 ? score / std::sqrt(variance) : 0.0;
}

double cox_log_hazard_ratio(const std::vector<Observation>& data, Ties ties) {
  std::vector<RiskSet> sets;
  for (const auto& [stratum, time] : event_times(data))
    sets.push_back(risk_set(data, stratum, time));
  constexpr double far = 40.0;  // e^40: beyond any finite estimate here
  constexpr double flat = 1e-9;
  const double at_top = score(sets, ties, far);
  const double at_bottom = score(sets, ties, -far);
  if (std::abs(at_top) < flat && std::abs(at_bottom) < flat)
    return std::numeric_limits<double>::quiet_NaN();
  if (at_top > -flat) return infinite;
  if (at_bottom < flat) return -infinite;
  double low = -far;
  double high = far;
  for (int i = 0; i < 200; ++i) {
    const double middle = 0.5 * (low + high);
    (score(sets, ties, middle) > 0.0 ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

double kaplan_meier_median(const std::vector<Observation>& data, int arm) {
  std::set<double> times;
  for (const Observation& o : data)
    if (o.event && o.arm == arm) times.insert(o.time);
  double survival = 1.0;
  for (auto t = times.begin(); t != times.end(); ++t) {
    double at_risk = 0;
    double events = 0;
    for (const Observation& o : data) {
      if (o.arm != arm) continue;
      at_risk += o.time >= *t ? 1 : 0;
      events += o.time == *t && o.event ? 1 : 0;
    }
    survival *= 1.0 - events / at_risk;
    if (std::abs(survival - 0.5) < 1.5e-8) {
      const auto next = std::next(t);
      if (next != times.end()) return 0.5 * (*t + *next);
      return *t;  // as R's survfit: no later drop, no midpoint
    }
    if (survival < 0.5) return *t;
  }
  return infinite;
}

}  // namespace reference
