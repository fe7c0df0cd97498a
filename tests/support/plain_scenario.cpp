#include <algorithm>
#include <string>

#include "support/plain_trial.hpp"

namespace plain {
namespace {

using namespace rehearse;

void add_factors(const Design& design, Scenario& s) {
  std::size_t strata = 1;
  for (const Factor& factor : design.factors) {
    const std::size_t f = s.factors.size();
    rehearse::Factor stated{"factor" + std::to_string(f),
                            {},
                            factor.prevalence,
                            factor.hazard_ratio};
    for (std::size_t j = 0; j < factor.prevalence.size(); ++j)
      stated.levels.push_back(std::to_string(j));
    s.factors.push_back(stated);
    if (!design.stratified) continue;
    s.randomization.stratify_by.push_back(f);
    s.analysis.stratify_by.push_back(f);
    strata *= factor.prevalence.size();
  }
  for (std::uint64_t k = 0; k < strata; ++k)
    s.stratum_streams.push_back(k << 40);
}

void add_times(const Design& design, Scenario& s) {
  const auto model = [](const Weibull& of) {
    ModelSpec spec;
    spec.family = Family::weibull;
    spec.shape = of.shape;
    spec.scale = of.scale;
    return spec;
  };
  s.endpoint.control = model(design.event[0]);
  if (design.delay > 0.0)
    s.endpoint.effect = {
        {design.delay, 1.0},
        {unbounded, design.event[0].scale / design.event[1].scale}};
  else
    s.endpoint.experimental = model(design.event[1]);
  s.dropout_hazard = design.dropout_hazard;
}

void add_looks(const Design& design, Scenario& s) {
  s.analysis.planned_events = design.participants / 2;
  for (const Look& stated : design.looks) {
    rehearse::Look look;
    look.name = std::to_string(s.analysis.looks.size());
    look.events = stated.events;
    look.calendar = stated.calendar;
    look.efficacy = &stated == &design.looks.back();
    if (stated.futility_z) look.futility = FutilityAtZ{*stated.futility_z};
    s.analysis.looks.push_back(look);
  }
}

void add_conduct(const Design& design, Scenario& s) {
  if (std::max({design.recorded_wrong, design.ineligible, design.forced}) ==
      0.0)
    return;
  Conduct& conduct = s.conduct.emplace();
  for (std::size_t f = 0; f < s.factors.size(); ++f)
    conduct.misstratified.push_back({f, design.recorded_wrong});
  conduct.ineligible = design.ineligible;
  conduct.forced_allocation = design.forced;
  if (design.corrected) s.analysis.levels = StratumLevels::corrected;
}

}  // namespace

Scenario scenario_of(const Design& design) {
  Scenario s;
  s.id = "plain";
  s.participants = design.participants;
  s.arms[0] = {"control", Role::control, design.allocation[0], "", ""};
  s.arms[1] = {"experimental", Role::experimental, design.allocation[1], "",
               ""};
  s.randomization.procedure.block_sizes = design.block_sizes;
  for (const double weight : design.block_weights)
    s.randomization.procedure.block_weights.push_back(static_cast<int>(weight));
  if (design.duration > 0.0)
    s.enrolment.duration = design.duration;
  else
    s.enrolment = {
        EnrolmentModel::poisson,
        0.0,
        0.0,
        {{design.change, design.rate}, {unbounded, design.late_rate}}};
  add_factors(design, s);
  add_times(design, s);
  add_looks(design, s);
  add_conduct(design, s);
  return s;
}

}  // namespace plain
