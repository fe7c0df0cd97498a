#include "rehearse/design/trial_assurance.hpp"

#include <cmath>
#include <map>

#include "rehearse/design/trial_design.hpp"

namespace rehearse {

namespace {

constexpr double patience = 36'525.0;  // a century [days]

}  // namespace

TrialAssurance trial_assurance(const Scenario& scenario) {
  Scenario known = scenario;
  known.endpoint.experimental.reset();
  // Events that never come are waited for until hardly anybody is left, as the
  // simulator does.
  for (Look& look : known.analysis.looks)
    if (look.events && !look.wait_at_most) look.wait_at_most = patience;
  std::map<double, double> found;  // the quadratures ask again
  const PowerByEffect power = [&](double log_hazard_ratio) {
    const auto [at, is_new] = found.try_emplace(log_hazard_ratio, 0.0);
    if (!is_new) return at->second;
    known.endpoint.effect = {{unbounded, std::exp(log_hazard_ratio)}};
    const auto looks = expected_looks(known, trial_process(known));
    if (looks.size() == known.analysis.looks.size())
      at->second = cumulative_reject(expected_stopping(looks)).back();
    return at->second;
  };
  // P(the effect is favourable) is that of a test without error.
  const double null = std::log(scenario.analysis.null_hazard_ratio);
  const PowerByEffect favourable = [null](double log_hazard_ratio) {
    return log_hazard_ratio < null ? 1.0 : 0.0;
  };
  return {assurance(*scenario.prior, power),
          probability_of_power(*scenario.prior, power, 0.8),
          probability_of_power(*scenario.prior, favourable, 0.5)};
}

}  // namespace rehearse
