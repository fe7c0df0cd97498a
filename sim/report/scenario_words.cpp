#include "rehearse/report/scenario_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <string_view>

#include "heading.hpp"
#include "rehearse/core/units.hpp"
#include "word_parts.hpp"

namespace rehearse {
namespace {

constexpr double latest_median = 1e5 * days_per_month;

// A mixture over factor levels has no closed median: bisection, to far below
// what is printed.
//
// When half of a whole arm has had the event [days]; +inf if never.
double median_of(const ArmModels& arms, std::size_t arm) {
  double low = 0.0;
  double high = latest_median;
  if (arms.survival(arm, high) > 0.5) return unbounded;
  while (high - low > 1e-6) {
    const double middle = 0.5 * (low + high);
    (arms.survival(arm, middle) > 0.5 ? low : high) = middle;
  }
  return high;
}

std::string periods_words(const std::vector<EffectPeriod>& periods) {
  std::vector<std::string> words;
  words.reserve(periods.size());
  for (const EffectPeriod& period : periods)
    words.push_back(std::isfinite(period.until)
                        ? fmt::format("{:.6g} until {}", period.hazard_ratio,
                                      months_words(period.until))
                        : fmt::format("{:.6g}", period.hazard_ratio));
  return joined_words(words, ", then ");
}

std::string by_level_words(const Scenario& scenario, const EffectByLevel& by) {
  const Factor& factor = scenario.factors[by.factor];
  std::vector<std::string> words;
  for (std::size_t level = 0; level < factor.levels.size(); ++level)
    words.push_back(fmt::format("{:.6g} where {} is {}", by.hazard_ratio[level],
                                factor.name, factor.levels[level]));
  return "hazard ratio " + joined_words(words, ", ");
}

std::string rates_words(const std::vector<RatePeriod>& rates) {
  std::vector<std::string> words;
  for (const RatePeriod& period : rates) {
    const std::string rate =
        fmt::format("{:.6g} a month", period.rate * days_per_month);
    words.push_back(std::isfinite(period.until)
                        ? rate + " until " + months_words(period.until)
                        : rate);
  }
  return joined_words(words, ", then ");
}

}  // namespace

std::vector<std::size_t> shown_arms(const Scenario& scenario) {
  const auto [first, second] = printed_arms(scenario);
  std::vector<std::size_t> arms{first, second};
  for (std::size_t arm = arm_count; arm < scenario.arms.size(); ++arm)
    arms.push_back(arm);
  return arms;
}

std::string arms_words(const Scenario& scenario) {
  std::vector<std::string> words;
  std::string ratio;  // in the order of the words
  for (const std::size_t index : shown_arms(scenario)) {
    const Arm& arm = scenario.arms[index];
    std::string one = arm.id;
    if (!arm.dose.empty()) one += ' ' + arm.dose;
    if (!arm.cycle.empty()) one += " every " + arm.cycle;
    words.push_back(fmt::format(
        "{} {}", arm.role == Role::experimental ? "experimental" : "control",
        one));
    ratio += fmt::format("{}{}", ratio.empty() ? "" : ":", arm.allocation);
  }
  return fmt::format("{}, allocation ratio {}; {}", scenario.participants,
                     ratio, joined_words(words, "; "));
}

std::string factors_words(const Scenario& scenario) {
  std::vector<std::string> words;
  for (const Factor& factor : scenario.factors) {
    std::vector<std::string> levels;
    for (std::size_t level = 0; level < factor.levels.size(); ++level)
      levels.push_back(fmt::format("{} {} HR {:.6g}", factor.levels[level],
                                   percent_words(factor.prevalence[level]),
                                   factor.hazard_ratio[level]));
    words.push_back(
        fmt::format("{} ({})", factor.name, joined_words(levels, ", ")));
  }
  return words.empty() ? "none" : joined_words(words, "; ");
}

namespace {

std::string block_words(const ProcedureSpec& spec) {
  std::vector<std::string> sizes;
  for (const int size : spec.block_sizes)
    sizes.push_back(fmt::format("{}", size));
  return fmt::format("permuted blocks of {}", joined_words(sizes, " or "));
}

std::string margin_words(const Scenario& scenario) {
  std::vector<std::string> margins;
  for (const MinimizedMargin& margin : scenario.randomization.minimize_over)
    margins.push_back(fmt::format(
        "{} (weight {:.6g})",
        margin.factor ? scenario.factors[*margin.factor].name : "site",
        margin.weight));
  return joined_words(margins, ", ");
}

}  // namespace

std::string procedure_words(const Scenario& scenario) {
  const ProcedureSpec& spec = scenario.randomization.procedure;
  switch (spec.kind) {
    case ProcedureKind::complete:
      return "complete randomization";
    case ProcedureKind::random_allocation:
      return "random allocation rule";
    case ProcedureKind::permuted_block:
      return block_words(spec);
    case ProcedureKind::biased_coin:
      return fmt::format("Efron's biased coin of {:.6g}", spec.probability);
    case ProcedureKind::urn:
      return fmt::format("Wei's urn UD({},{})", spec.initial_balls,
                         spec.added_balls);
    case ProcedureKind::big_stick:
      return fmt::format("big stick, imbalance up to {}", spec.mti);
    case ProcedureKind::chen:
      return fmt::format("Chen's coin of {:.6g}, imbalance up to {}",
                         spec.probability, spec.mti);
    case ProcedureKind::block_urn:
      return fmt::format("block urn of {} balanced sets", spec.lambda);
    case ProcedureKind::maximal:
      return fmt::format("maximal procedure, imbalance up to {}", spec.mti);
    case ProcedureKind::minimization:
      return fmt::format("minimization over {}, probability {:.6g}",
                         margin_words(scenario), spec.probability);
  }
  return "";
}

std::string randomization_words(const Scenario& scenario) {
  const RandomizationPlan& randomization = scenario.randomization;
  const std::string words = procedure_words(scenario);
  if (randomization.procedure.kind == ProcedureKind::minimization) return words;
  std::string by = factor_names(scenario, randomization.stratify_by);
  if (randomization.by_site) by += by.empty() ? "site" : ", site";
  if (by.empty()) return words + ", one list";
  return words + fmt::format(", a list for each of {} strata ({})",
                             scenario.stratum_streams.size(), by);
}

std::string enrolment_words(const Scenario& scenario, const TrialPlan& plan) {
  if (plan.site_enrolment)
    return site_enrolment_words(scenario, *plan.site_enrolment);
  const EnrolmentPlan& enrolment = scenario.enrolment;
  std::string words = enrolment.model == EnrolmentModel::poisson ? "Poisson"
                      : enrolment.model == EnrolmentModel::even  ? "even"
                                                                 : "uniform";
  if (!enrolment.rates.empty()) words += ", " + rates_words(enrolment.rates);
  if (enrolment.duration > 0.0)
    words += " over " + months_words(enrolment.duration);
  if (enrolment.ramp_up > 0.0)
    words += ", rising to its plateau for " + months_words(enrolment.ramp_up);
  if (enrolment.duration > 0.0 && enrolment.model != EnrolmentModel::poisson)
    return words;
  return words + fmt::format("; full at {:.1f} months in expectation",
                             plan.enrolment.expected_end() / days_per_month);
}

std::string effect_words(const Scenario& scenario, std::size_t arm) {
  const EndpointPlan& endpoint = scenario.endpoint;
  const TreatmentEffect effect =
      arm < arm_count ? TreatmentEffect{endpoint.effect, endpoint.experimental,
                                        endpoint.by_level}
                      : endpoint.further[arm - arm_count];
  if (effect.model) return "the experimental arm has a model of its own";
  if (effect.by_level) return by_level_words(scenario, *effect.by_level);
  return "hazard ratio " + periods_words(effect.periods) +
         (scenario.factors.empty() ? "" : ", within factor levels");
}

std::string median_words(const TrialPlan& plan, std::size_t arm) {
  const double median = median_of(plan.arms, arm);
  return std::isfinite(median)
             ? fmt::format("median {:.4g} months", median / days_per_month)
             : "median never reached";
}

// The hazard is said where it is a single number: who states a median checks it
// against programs that want a rate.
std::string survival_words(const TrialPlan& plan, std::size_t arm) {
  std::string words = fmt::format(
      "{}, {:.1f}% event-free at 12 months", median_words(plan, arm),
      100.0 * plan.arms.survival(arm, 12.0 * days_per_month));
  const EventTimeModel& control = plan.arms.control();
  const bool constant =
      control.family == Family::exponential && control.cured == 0.0;
  if (arm == 0 && constant)
    words += fmt::format("; hazard {:.5f} a month at hazard ratio 1",
                         control.hazard(1.0) * days_per_month);
  return words;
}

std::string dropout_words(const Scenario& scenario) {
  const auto by_year = [](double hazard) {
    return percent_words(-std::expm1(-hazard * days_per_year)) + " a year";
  };
  std::vector<double> hazards{scenario.dropout_hazard.begin(),
                              scenario.dropout_hazard.end()};
  hazards.insert(hazards.end(), scenario.further_dropout_hazard.begin(),
                 scenario.further_dropout_hazard.end());
  if (std::ranges::adjacent_find(hazards, std::ranges::not_equal_to{}) ==
      hazards.end())
    return hazards[0] > 0.0 ? by_year(hazards[0]) + " in each arm" : "none";
  std::vector<std::string> words;
  for (const std::size_t arm : shown_arms(scenario))
    words.push_back(scenario.arms[arm].id + ' ' + by_year(hazards[arm]));
  return joined_words(words, ", ");
}

}  // namespace rehearse
