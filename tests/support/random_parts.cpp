#include "support/random_parts.hpp"

#include <string>

using namespace rehearse;

namespace random_parts {

ModelSpec random_model(Dice& dice, bool may_be_cure) {
  ModelSpec spec;
  spec.family = static_cast<Family>(dice.whole(0, may_be_cure ? 5 : 4));
  switch (spec.family) {
    case Family::exponential:
      if (dice.one_in(3))
        spec.hazard = dice.real(0.001, 0.01);
      else if (dice.one_in(2))
        spec.survival = {{dice.real(100, 400), dice.real(0.2, 0.8)}};
      else
        spec.median = dice.real(50, 400);
      break;
    case Family::weibull:
      spec.shape = dice.real(0.6, 2.0);
      (dice.one_in(2) ? spec.median : spec.scale) = dice.real(50, 400);
      break;
    case Family::log_logistic:
      spec.shape = dice.real(0.8, 2.5);
      spec.median = dice.real(50, 400);
      break;
    case Family::log_normal:
      spec.sigma = dice.real(0.6, 2.0);
      spec.median = dice.real(50, 400);
      break;
    case Family::piecewise_exponential:
      spec.periods = {{dice.real(30, 90), dice.real(0.001, 0.01)},
                      {dice.real(100, 200), dice.one_in(3) ? 0.0 : 0.004},
                      {unbounded, dice.real(0.001, 0.01)}};
      break;
    case Family::cure:
      spec.cured = dice.real(0.05, 0.4);
      spec.uncured = {random_model(dice, false)};
      break;
  }
  return spec;
}

void add_blocks(Dice& dice, Scenario& s) {
  int ratio = 0;
  for (const Arm& arm : s.arms) ratio += arm.allocation;
  const int sizes = dice.whole(1, 3);
  for (int i = 1; i <= sizes; ++i) {
    s.randomization.procedure.block_sizes.push_back(i * ratio);
    s.randomization.procedure.block_weights.push_back(dice.whole(1, 3));
  }
}

void add_factors(Dice& dice, Scenario& s) {
  const int factors = dice.whole(0, 3);
  for (int f = 0; f < factors; ++f) {
    Factor factor;
    factor.name = "factor" + std::to_string(f);
    const int levels = dice.whole(2, 3);
    double total = 0.0;
    for (int j = 0; j < levels; ++j) {
      factor.levels.push_back(std::to_string(j));
      factor.prevalence.push_back(dice.real(0.2, 1.0));
      factor.hazard_ratio.push_back(j == 0 ? 1.0 : dice.real(0.5, 2.0));
      total += factor.prevalence.back();
    }
    for (double& p : factor.prevalence) p /= total;
    s.factors.push_back(factor);
    const auto index = static_cast<std::size_t>(f);
    if (dice.one_in(2)) s.randomization.stratify_by.push_back(index);
    if (dice.one_in(2)) s.analysis.stratify_by.push_back(index);
  }
  const int sites = dice.one_in(2) ? dice.whole(1, 8) : 0;
  for (int site = 0; site < sites; ++site)
    s.sites.push_back({std::to_string(site), dice.real(0.5, 3.0)});
  s.randomization.by_site = sites > 0 && dice.one_in(2);
}

void add_streams(Scenario& s) {
  std::size_t strata = s.randomization.by_site ? s.sites.size() : 1;
  for (const std::size_t f : s.randomization.stratify_by)
    strata *= s.factors[f].levels.size();
  for (std::size_t k = 0; k < strata; ++k)
    s.stratum_streams.push_back((k * 0x9E3779B97F4A7C15ULL) & ~0xFFFFFULL);
}

void add_enrolment(Dice& dice, Scenario& s) {
  s.enrolment.model = static_cast<EnrolmentModel>(dice.whole(0, 2));
  const bool rates =
      s.enrolment.model == EnrolmentModel::poisson || dice.one_in(3);
  if (rates)
    s.enrolment.rates = {{dice.real(50, 200), dice.real(0.2, 1.0)},
                         {dice.real(210, 300), dice.real(0.0, 1.0)},
                         {unbounded, dice.real(0.3, 2.0)}};
  else
    s.enrolment.duration = dice.real(100, 600);
  if (dice.one_in(2)) s.enrolment.ramp_up = dice.real(20, 99);
}

std::vector<EffectPeriod> random_effect(Dice& dice) {
  if (dice.one_in(2)) return {{unbounded, dice.real(0.4, 1.2)}};
  return {{dice.real(20, 80), dice.real(0.8, 1.5)},
          {dice.real(90, 200), dice.real(0.4, 1.0)},
          {unbounded, dice.real(0.5, 1.1)}};
}

}  // namespace random_parts
