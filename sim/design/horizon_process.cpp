#include "rehearse/design/horizon_process.hpp"

#include <cmath>
#include <vector>

#include "follow_up.hpp"
#include "rehearse/core/expect.hpp"

namespace rehearse {

namespace {

// A node of the quadrature.
struct Instant {
  double area;       // under the survival, up to here
  double greenwood;  // h / Y ds here
};

struct ArmAtHorizon {
  Estimate survival;
  Estimate rmst;
};

// `entered`: the expected participants of the arm who entered by a time.
template <class Entered>
ArmAtHorizon at_horizon(const ArmProcess& arm, const Entered& entered,
                        std::span<const double> pieces, double cut) {
  std::vector<Instant> instants;
  RunningIntegral area;
  const auto survival_at = [&](double time) { return arm.survival(time); };
  integrate(pieces, [&](double time, double step) {
    const AtRisk at = at_risk(arm, entered(cut - time), time);
    const double hazard =
        at.participants > 0.0 ? at.event_rate / at.participants : 0.0;
    instants.push_back({area.to(time, survival_at),
                        hazard > 0.0 ? step * hazard / at.participants : 0.0});
  });
  const double horizon = pieces.back();
  const double survival = arm.survival(horizon);
  ArmAtHorizon at{{survival, 0.0}, {area.to(horizon, survival_at), 0.0}};
  for (const auto& [so_far, greenwood] : instants) {
    const double left = at.rmst.value - so_far;
    at.survival.variance += survival * survival * greenwood;
    at.rmst.variance += left * left * greenwood;
  }
  return at;
}

void add(Estimate& mean, const Estimate& stratum, double share) {
  mean.value += share * stratum.value;
  mean.variance += share * share * stratum.variance;
}

}  // namespace

std::optional<HorizonSurvival> expected_horizon_survival(
    const TrialProcess& trial, double cut, double horizon) {
  expect(std::isfinite(cut), "a data cut has a time");
  expect(horizon > 0.0, "survival is restricted to a time after entry");
  if (!(cut > horizon && trial.entered_share(cut - horizon) > 0.0))
    return std::nullopt;
  const std::vector<double> pieces = follow_up_pieces(trial, cut, horizon);
  HorizonSurvival sum;
  for (const StratumProcess& stratum : trial.strata) {
    for (std::size_t a = 0; a < arm_count; ++a) {
      const double participants =
          trial.participants * stratum.share * trial.allocation[a];
      const ArmAtHorizon arm = at_horizon(
          stratum.arms[a],
          [&](double time) { return participants * trial.entered_share(time); },
          pieces, cut);
      add(sum.survival[a], arm.survival, stratum.share);
      add(sum.rmst[a], arm.rmst, stratum.share);
    }
  }
  return sum;
}

}  // namespace rehearse
