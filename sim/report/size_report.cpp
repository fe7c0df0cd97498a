#include "rehearse/report/size_report.hpp"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "rehearse/design/analytic_power.hpp"
#include "rehearse/design/event_count.hpp"
#include "rehearse/design/group_sequential.hpp"
#include "rehearse/trial/trial_plan.hpp"

namespace rehearse {
namespace {

// Up to the next multiple; what only rounding puts above one is that one.
int up_to_multiple(double value, int of) {
  return of * static_cast<int>(std::ceil(value / of - 1e-7));
}

std::optional<FormulaSizes> formulas_of(const Scenario& scenario, double power,
                                        const TrialSize& size) {
  const auto ratio = proportional_hazard_ratio(scenario.endpoint);
  if (!ratio) return std::nullopt;
  const AnalysisPlan& plan = scenario.analysis;
  const double margin = plan.null_hazard_ratio;
  const double share = experimental_share(scenario);
  TrialProcess trial = trial_process(scenario);
  trial.participants = size.participants;
  return FormulaSizes{
      size.inflation *
          schoenfeld_events(*ratio / margin, share, plan.alpha, power),
      size.inflation *
          freedman_events(*ratio, share, plan.alpha, power, margin),
      size.inflation * lachin_foulkes_participants(
                           trial, *ratio, size.last_look, plan.alpha, power)};
}

}  // namespace

RoundedSize rounded_size(const Scenario& scenario, double power,
                         const TrialSize& size) {
  int set = 0;
  for (const std::uint32_t share : reduced_ratio(scenario))
    set += static_cast<int>(share);
  RoundedSize rounded{up_to_multiple(size.participants, set),
                      up_to_multiple(size.events, 1), 0.0};
  rounded.power = size_power(scenario, rounded.participants, size.entry_pace,
                             rounded.events, power);
  return rounded;
}

SizeReport size_report(TrialConfig config, double power, SolveFor solve,
                       const TrialSize& size) {
  const Scenario& scenario = config.scenario;
  const RoundedSize rounded = rounded_size(scenario, power, size);
  auto formulas = formulas_of(scenario, power, size);
  return {std::move(config), power, solve, size, rounded, formulas, {}, {}};
}

std::string reaching_power(SolveFor solve) {
  switch (solve) {
    case SolveFor::participants:
      return "move the last look in analysis.looks, or state a greater effect "
             "in endpoint.effect";
    case SolveFor::rate:
      return "raise trial.participants or use --solve participants";
    case SolveFor::events:
    case SolveFor::follow_up:
      break;
  }
  return "raise trial.participants or use --solve participants (there are no "
         "more events in these)";
}

std::string describe(const NoSize& fault, double power,
                     const Scenario& scenario, SolveFor solve) {
  switch (fault.fault) {
    case SizeFault::power_range:
      return fmt::format(
          "the power {} isn't above alpha {} and below 1 (alpha is had without "
          "any effect): ask for one such as --power 0.9",
          power, scenario.analysis.alpha);
    case SizeFault::no_effect:
      return "no effect in favour of the experimental arm is to be expected at "
             "the last look (its hazard ratio is 1 or more there, and no size "
             "gives power): state an effect below the null hypothesis, in "
             "endpoint.effect";
    case SizeFault::look_information:
      return "less than one event is expected at a look (whose share of the "
             "last look's is needed): plan it later in analysis.looks";
    case SizeFault::last_look_never:
      return fmt::format(
          "the last look is not to be expected (its events exceed what the "
          "participants give): lower analysis.looks[{}].events, raise "
          "trial.participants, or use --solve events",
          scenario.analysis.looks.size() - 1);
    case SizeFault::out_of_reach:
      return fmt::format(
          "the power {} is out of reach ({} gives at most {:.4f}): {}, or ask "
          "for a lower --power",
          power, "--solve " + solve_name(solve), fault.highest_power,
          reaching_power(solve));
    case SizeFault::always_reached:
      return fmt::format(
          "the power {} is had at any enrolment rate (the follow-up after the "
          "last entry alone gives {:.4f}): ask for a higher --power, or use "
          "--solve participants or --solve follow-up",
          power, fault.highest_power);
    case SizeFault::infeasible:
      return describe(*fault.design);
    case SizeFault::enrolment_by_sites:
      return fmt::format(
          "--solve {} would change how fast participants enter, and enrolment "
          "by sites isn't solved for (its rates are the sites'): use --solve "
          "events or follow-up, or a duration instead of enrolment.model "
          "\"sites\"",
          solve_name(solve));
  }
  return "";
}

std::string solve_name(SolveFor solve) {
  switch (solve) {
    case SolveFor::events:
      return "events";
    case SolveFor::participants:
      return "participants";
    case SolveFor::rate:
      return "rate";
    case SolveFor::follow_up:
      return "follow-up";
  }
  return "";
}

}  // namespace rehearse
