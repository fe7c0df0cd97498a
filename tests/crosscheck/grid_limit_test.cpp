// What scans do to a hazard ratio: population limits of Cox estimates where
// progression is seen on a grid of scans (P1-P3). The limiting score equation
// is solved for exponential times, visits as the schedule says, everybody
// followed for 24 months.
#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <vector>

#include "rehearse/core/units.hpp"
#include "rehearse/endpoint/scan_schedule.hpp"
#include "support/catch.hpp"

using rehearse::days_per_month;
using rehearse::ScanInterval;
using rehearse::ScanSchedule;
using rehearse::unbounded;

namespace {

constexpr double follow_up = 24 * days_per_month;  // 730.5 days
const double control_hazard = std::log(2.0) / (6.8 * days_per_month);

// An arm: half of the participants, at its visits.
struct ScannedArm {
  double hazard;  // [1/day]
  const ScanSchedule* schedule;
  double censored_at;  // if no progression was seen: last scan or cut [days]

  // P(progression is seen on `day`).
  [[nodiscard]] double events(int day) const {
    const int visit = schedule->last_visit_by(day);
    if (visit == 0 || schedule->nominal_day(visit) != day) return 0.0;
    const double before = schedule->nominal_day(visit - 1);
    return 0.5 * (std::exp(-hazard * before) - std::exp(-hazard * day));
  }
  // P(at risk on `day`): not yet seen to progress, nor censored.
  [[nodiscard]] double at_risk(int day) const {
    if (day > censored_at) return 0.0;
    const int visit = schedule->last_visit_by(day - 0.5);
    return 0.5 * std::exp(-hazard * schedule->nominal_day(visit));
  }
  [[nodiscard]] double median() const {
    int visit = 1;
    while (std::exp(-hazard * schedule->nominal_day(visit)) > 0.5) ++visit;
    return schedule->nominal_day(visit) / days_per_month;
  }
};

double last_scan(const ScanSchedule& schedule) {
  return schedule.nominal_day(schedule.last_visit_by(follow_up));
}

// One day with events, experimental e, control c: masses d of events and n at
// risk.
struct RiskSet {
  double de, dc, ne, nc;
};

std::vector<RiskSet> risk_sets(const ScannedArm& control,
                               const ScannedArm& experimental) {
  std::vector<RiskSet> sets;
  for (int day = 1; day <= follow_up; ++day) {
    const RiskSet set{experimental.events(day), control.events(day),
                      experimental.at_risk(day), control.at_risk(day)};
    if (set.de + set.dc > 0.0) sets.push_back(set);
  }
  return sets;
}

// Expected experimental share of the events of a set, by the ways to treat
// ties, at hazard ratio r.
double breslow(const RiskSet& s, double r) {
  return (s.de + s.dc) * r * s.ne / (s.nc + r * s.ne);
}

// The sum over l of d tied events becomes an integral over u = l/d (midpoints,
// error 1e-9).
double efron(const RiskSet& s, double r) {
  constexpr int steps = 2000;
  double sum = 0.0;
  for (int i = 0; i < steps; ++i) {
    const double u = (i + 0.5) / steps;
    const double e = r * (s.ne - u * s.de);
    sum += e / (s.nc - u * s.dc + e);
  }
  return (s.de + s.dc) * sum / steps;
}

// The exact method conditions on d events; in the limit the experimental ones
// x solve x (nc - d + x) = r (ne - x) (d - x), the mode of the noncentral
// hypergeometric distribution.
double exact(const RiskSet& s, double r) {
  const double d = s.de + s.dc;
  double low = std::max(0.0, d - s.nc);
  double high = std::min(s.ne, d);
  for (int i = 0; i < 100; ++i) {
    const double x = 0.5 * (low + high);
    const bool below = x * (s.nc - d + x) < r * (s.ne - x) * (d - x);
    (below ? low : high) = x;
  }
  return low;
}

// The root of the score, by bisection of log HR.
double limit(const std::vector<RiskSet>& sets,
             const std::function<double(const RiskSet&, double)>& expected) {
  double low = -3.0;
  double high = 3.0;
  for (int i = 0; i < 60; ++i) {
    const double middle = 0.5 * (low + high);
    double score = 0.0;
    for (const RiskSet& set : sets)
      score += set.de - expected(set, std::exp(middle));
    (score > 0.0 ? low : high) = middle;
  }
  return std::exp(low);
}

struct Limits {
  double breslow, efron, exact;
};

void check_limits(const ScanSchedule& schedule, const Limits& published,
                  const std::array<double, 2>& medians) {
  const ScannedArm control{control_hazard, &schedule, last_scan(schedule)};
  const ScannedArm experimental{0.6 * control_hazard, &schedule,
                                last_scan(schedule)};
  const auto sets = risk_sets(control, experimental);
  CHECK(limit(sets, breslow) == Approx(published.breslow).margin(5e-4));
  CHECK(limit(sets, efron) == Approx(published.efron).margin(5e-4));
  CHECK(limit(sets, exact) == Approx(published.exact).margin(5e-4));
  CHECK(control.median() == Approx(medians[0]).margin(5e-4));
  CHECK(experimental.median() == Approx(medians[1]).margin(5e-4));
}

}  // namespace

TEST_CASE("scans every 6 weeks move HR 0.60 (P1)",
          "[crosscheck][exact][IRC-01]") {
  const ScanSchedule schedule{std::array{ScanInterval{42, unbounded}}, 0};
  check_limits(schedule, {0.6168, 0.6003, 0.5830}, {6.899, 12.419});
}

TEST_CASE("scans every 12 weeks after week 48 move it more (P2)",
          "[crosscheck][exact]") {
  const ScanSchedule schedule{
      std::array{ScanInterval{42, 336.0}, ScanInterval{84, unbounded}}, 0};
  check_limits(schedule, {0.6216, 0.6006, 0.5784}, {6.899, 13.799});
}

TEST_CASE("schedules that differ by arm make an effect of none (P3)",
          "[crosscheck][exact]") {
  const ScanSchedule six{std::array{ScanInterval{42, unbounded}}, 0};
  const ScanSchedule seven{std::array{ScanInterval{49, unbounded}}, 0};
  const auto efron_limit = [&](double six_until, double seven_until) {
    return limit(risk_sets({control_hazard, &six, six_until},
                           {control_hazard, &seven, seven_until}),
                 efron);
  };
  CHECK(efron_limit(last_scan(six), last_scan(seven)) ==
        Approx(0.9844).margin(1e-3));
  CHECK(efron_limit(follow_up, follow_up) == Approx(0.9694).margin(1e-3));
}
