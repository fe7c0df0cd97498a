#include "rehearse/design/weighted_process.hpp"

#include <algorithm>
#include <cmath>

#include "follow_up.hpp"
#include "rehearse/core/expect.hpp"

namespace rehearse {

namespace {

// A stratum some time after entry.
struct StratumAtRisk {
  std::array<AtRisk, arm_count> arms;
  double survival;  // pooled Kaplan-Meier's limit

  [[nodiscard]] double participants() const {
    return arms[0].participants + arms[1].participants;
  }
};

// The pooled curve falls by events only, while those at risk also drop out:
// S = n(s) / n(0) exp(∫ mean dropout hazard of those at risk). At times that
// ascend in short steps.
class PooledSurvival {
 public:
  PooledSurvival(const TrialProcess& trial, const StratumProcess& stratum)
      : trial_(trial), stratum_(stratum) {}

  [[nodiscard]] double operator()(double time) {
    const double dropout = stratum_.arms[0].dropout_hazard;
    const double more = stratum_.arms[1].dropout_hazard - dropout;
    const auto [control, experimental] = staying(time);
    const double gone =
        more == 0.0 ? 0.0 : more * experimental_time_.to(time, [&](double s) {
          const auto [c, e] = staying(s);
          return c + e > 0.0 ? e / (c + e) : 0.0;
        });
    return std::min(1.0,
                    (control + experimental) * std::exp(dropout * time + gone));
  }

 private:
  // Shares of all of the stratum, by arm.
  [[nodiscard]] std::array<double, arm_count> staying(double time) const {
    std::array<double, arm_count> shares{};
    for (std::size_t a = 0; a < arm_count; ++a)
      shares[a] =
          at_risk(stratum_.arms[a], trial_.allocation[a], time).participants;
    return shares;
  }

  const TrialProcess& trial_;
  const StratumProcess& stratum_;
  RunningIntegral experimental_time_;  // of participants' time, its share
};

double pooled_survival(const TrialProcess& trial, const StratumProcess& stratum,
                       double time) {
  PooledSurvival survival{trial, stratum};
  integrate(follow_up_pieces(trial, time, time),
            [&](double s, double) { (void)survival(s); });
  return survival(time);
}

// A weight of events; `delay_survival` is that of ModestlyWeighted.
struct WeightOf {
  const StratumAtRisk& at;
  double delay_survival;

  double operator()(const FlemingHarrington& fh) const {
    return std::pow(at.survival, fh.rho) *
           std::pow(1.0 - at.survival, fh.gamma);
  }
  double operator()(const ModestlyWeighted&) const {
    return 1.0 / std::max(at.survival, delay_survival);
  }
  double operator()(Gehan) const { return at.participants(); }
  double operator()(TaroneWare) const { return std::sqrt(at.participants()); }
};

std::vector<double> delays(std::span<const EventWeight> weights) {
  std::vector<double> times;
  for (const EventWeight& weight : weights) {
    const auto* modest = std::get_if<ModestlyWeighted>(&weight);
    times.push_back(modest ? modest->delay : 0.0);
  }
  return times;
}

// Adds a stratum's events during `length` of follow-up.
void add_events(const StratumAtRisk& at, double length, double null_ratio,
                const ScoreVector& weights, WeightedScores& sum) {
  const auto& [control, experimental] = at.arms;
  const double weighted = null_ratio * experimental.participants;
  const double all = control.participants + weighted;
  if (!(all > 0.0)) return;
  const double share = weighted / all;
  const double excess =
      share * control.event_rate - (1.0 - share) * experimental.event_rate;
  const double variance =
      share * (1.0 - share) * (control.event_rate + experimental.event_rate);
  sum.score += length * excess * weights;
  sum.covariance += length * variance * weights * weights.transpose();
}

void add_stratum(const TrialProcess& trial, const StratumProcess& stratum,
                 double cut, std::span<const EventWeight> weights,
                 WeightedScores& sum) {
  const std::vector<double> delay = delays(weights);
  std::vector<double> delay_survival;
  delay_survival.reserve(delay.size());
  for (const double time : delay)
    delay_survival.push_back(pooled_survival(trial, stratum, time));
  PooledSurvival survival{trial, stratum};
  ScoreVector value(sum.score.size());
  integrate(
      follow_up_pieces(trial, cut, cut, delay), [&](double time, double step) {
        const double entered = trial.participants * stratum.share *
                               trial.entered_share(cut - time);
        StratumAtRisk at{{}, survival(time)};
        for (std::size_t a = 0; a < arm_count; ++a)
          at.arms[a] =
              at_risk(stratum.arms[a], entered * trial.allocation[a], time);
        for (std::size_t i = 0; i < weights.size(); ++i)
          value[i] = std::visit(WeightOf{at, delay_survival[i]}, weights[i]);
        add_events(at, step, trial.null_hazard_ratio, value, sum);
      });
}

}  // namespace

WeightedScores weighted_moments(const TrialProcess& trial, double cut,
                                std::span<const EventWeight> weights) {
  expect(std::isfinite(cut), "a data cut has a time");
  expect(!weights.empty() && weights.size() <= max_combined_weights,
         "one to eight tests are combined");
  WeightedScores sum{weights.size()};
  if (cut <= 0.0) return sum;
  for (const StratumProcess& stratum : trial.strata)
    add_stratum(trial, stratum, cut, weights, sum);
  return sum;
}

MaxComboPower max_combo_power(std::span<const WeightedScores> looks,
                              std::span<const double> cumulative_alpha,
                              const IntegrationEffort& effort) {
  std::vector<MaxComboLook> tests;
  std::vector<double> mean_z;
  for (const WeightedScores& look : looks) {
    tests.push_back({look.covariance, {}});
    for (std::size_t a = 0; a < look.weights(); ++a) {
      tests.back().tests.push_back(a);
      mean_z.push_back(look.z(a));
    }
  }
  MaxComboPower result;
  result.bounds = max_combo_bounds(tests, cumulative_alpha, effort);
  std::vector<double> z;
  for (const IntegratedBound& bound : result.bounds) z.push_back(bound.z);
  result.rejection = max_combo_rejection_by_look(tests, z, mean_z, effort);
  return result;
}

}  // namespace rehearse
