#include "rehearse/design/trial_process.hpp"

#include <algorithm>
#include <boost/math/tools/roots.hpp>
#include <cmath>
#include <numbers>

#include "follow_up.hpp"
#include "rehearse/core/expect.hpp"

namespace rehearse {

namespace {

// Event rate of both arms times their log hazard ratio.
double log_ratio_events(const AtRisk& control, const AtRisk& experimental) {
  if (!(control.event_rate > 0.0 && experimental.event_rate > 0.0)) return 0.0;
  return (control.event_rate + experimental.event_rate) *
         std::log(experimental.event_rate / experimental.participants /
                  (control.event_rate / control.participants));
}

void add_moments(const TrialProcess& trial, double cut, double time,
                 double weight, LogrankMoments& sum) {
  const double entered = trial.participants * trial.entered_share(cut - time);
  for (const StratumProcess& stratum : trial.strata) {
    const double here = stratum.share * entered;
    const AtRisk control =
        at_risk(stratum.arms[0], here * trial.allocation[0], time);
    const AtRisk experimental =
        at_risk(stratum.arms[1], here * trial.allocation[1], time);
    const double weighted = trial.null_hazard_ratio * experimental.participants;
    const double all = control.participants + weighted;
    if (!(all > 0.0)) continue;
    const double share = weighted / all;
    sum.events[0] += weight * control.event_rate;
    sum.events[1] += weight * experimental.event_rate;
    sum.score += weight * (share * control.event_rate -
                           (1.0 - share) * experimental.event_rate);
    sum.information += weight * share * (1.0 - share) *
                       (control.event_rate + experimental.event_rate);
    sum.log_hazard_ratio += weight * log_ratio_events(control, experimental);
  }
}

}  // namespace

const std::vector<Node>& double_exponential_nodes() {
  static const std::vector<Node> all = [] {
    constexpr double step = 1.0 / 8.0;
    constexpr int most = 32;  // on either side
    std::vector<Node> nodes;
    for (int k = -most; k <= most; ++k) {
      const double x = std::numbers::pi * std::sinh(k * step);
      const double below = 1.0 / (1.0 + std::exp(-x));
      const double above = 1.0 / (1.0 + std::exp(x));
      const double slope =
          std::numbers::pi * std::cosh(k * step) * below * above;
      nodes.push_back({below, slope * step});
    }
    return nodes;
  }();
  return all;
}

std::vector<double> follow_up_pieces(const TrialProcess& trial, double cut,
                                     double end,
                                     std::span<const double> kinks) {
  std::vector<double> times{0.0, end};
  const auto add = [&](double time) {
    if (time > 0.0 && time < end) times.push_back(time);
  };
  for (const double entry : trial.entry_breakpoints) add(cut - entry);
  for (const double time : trial.hazard_breakpoints) add(time);
  for (const double time : kinks) add(time);
  // The nodes of a piece would miss a curve that falls in its first thousandth.
  constexpr double long_follow_up = 8192.0;
  if (end > long_follow_up)
    for (double time = 1024.0; time < end; time *= 4.0) add(time);
  std::ranges::sort(times);
  times.erase(std::unique(times.begin(), times.end()), times.end());
  return times;
}

LogrankMoments logrank_moments(const TrialProcess& trial, double cut) {
  expect(std::isfinite(cut), "a data cut has a time");
  LogrankMoments sum;
  if (cut <= 0.0) return sum;
  integrate(follow_up_pieces(trial, cut, cut), [&](double time, double weight) {
    add_moments(trial, cut, time, weight, sum);
  });
  const double events = sum.events[0] + sum.events[1];
  if (events > 0.0) sum.log_hazard_ratio /= events;
  return sum;
}

double event_density(const TrialProcess& trial, std::size_t arm, double time) {
  if (trial.everybody)
    return at_risk((*trial.everybody)[arm], 1.0, time).event_rate;
  double density = 0.0;
  for (const StratumProcess& stratum : trial.strata)
    density += at_risk(stratum.arms[arm], stratum.share, time).event_rate;
  return density;
}

std::array<double, arm_count> expected_events(const TrialProcess& trial,
                                              double cut) {
  expect(std::isfinite(cut), "a data cut has a time");
  std::array<double, arm_count> events{};
  if (cut <= 0.0) return events;
  integrate(follow_up_pieces(trial, cut, cut), [&](double time, double weight) {
    const double entered = trial.participants * trial.entered_share(cut - time);
    for (std::size_t arm = 0; arm < arm_count; ++arm)
      events[arm] += weight * entered * trial.allocation[arm] *
                     event_density(trial, arm, time);
  });
  return events;
}

double end_of_enrolment(const TrialProcess& trial) {
  return trial.random_pace ? trial.random_pace->full_at
                           : *std::ranges::max_element(trial.entry_breakpoints);
}

std::optional<double> time_of_events(const TrialProcess& trial, double events) {
  expect(events > 0.0, "the time is of a positive number of events");
  const auto missing = [&](double cut) {
    const auto by_arm = expected_events(trial, cut);
    return by_arm[0] + by_arm[1] - events;
  };
  double low = 0.0;
  double high = 32.0;
  for (; missing(high) < 0.0; high *= 2.0) {
    if (high > for_ever) return std::nullopt;
    low = high;
  }
  std::uintmax_t iterations = 100;
  const auto [before, after] = boost::math::tools::toms748_solve(
      missing, low, high, boost::math::tools::eps_tolerance<double>(40),
      iterations);
  return 0.5 * (before + after);
}

}  // namespace rehearse
