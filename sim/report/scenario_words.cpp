#include "rehearse/report/scenario_words.hpp"

#include <fmt/format.h>

#include <cmath>
#include <string_view>

#include "heading.hpp"
#include "rehearse/core/units.hpp"
#include "rehearse/text/test_text.hpp"

namespace rehearse {
namespace {

constexpr double latest_median = 1e5 * days_per_month;

std::string months(double days) {
  return fmt::format("{:.6g} months", days / days_per_month);
}

std::string joined(const std::vector<std::string>& words,
                   std::string_view separator) {
  std::string text;
  for (const std::string& word : words) {
    if (!text.empty()) text += separator;
    text += word;
  }
  return text;
}

std::string percent(double share) {
  return fmt::format("{:.4g}%", 100.0 * share);
}

std::string factor_names(const Scenario& scenario,
                         const std::vector<std::size_t>& factors) {
  std::vector<std::string> names;
  names.reserve(factors.size());
  for (const std::size_t factor : factors)
    names.push_back(scenario.factors[factor].name);
  return joined(names, ", ");
}

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

const char* spending_words(Spending spending) {
  switch (spending) {
    case Spending::none:
      return "none";
    case Spending::lan_demets_obrien_fleming:
      return "Lan-DeMets, of the O'Brien-Fleming type";
    case Spending::lan_demets_pocock:
      return "Lan-DeMets, of the Pocock type";
    case Spending::hwang_shih_decani:
      return "Hwang-Shih-DeCani";
    case Spending::kim_demets:
      return "Kim-DeMets power";
  }
  return "";
}

struct RuleWords {
  std::string_view spent;  // "alpha"

  std::string operator()(const FunctionSpending& rule) const {
    std::string words =
        fmt::format("{} spending: {}", spent, spending_words(rule.family));
    if (rule.family == Spending::hwang_shih_decani ||
        rule.family == Spending::kim_demets)
      words += fmt::format(" with parameter {:.6g}", rule.parameter);
    return words;
  }
  std::string operator()(const PointSpending& rule) const {
    std::vector<std::string> points;
    for (const double point : rule.cumulative)
      points.push_back(fmt::format("{:.6g}", point));
    return fmt::format("{} spent up to each look: {}", spent,
                       joined(points, ", "));
  }
  std::string operator()(const WangTsiatis& rule) const {
    if (rule.delta == 0.0) return "O'Brien-Fleming bounds";
    if (rule.delta == 0.5) return "Pocock bounds";
    return fmt::format("Wang-Tsiatis bounds with Delta {:.6g}", rule.delta);
  }
  std::string operator()(const HaybittlePeto& rule) const {
    return fmt::format("Haybittle-Peto bounds of {:.6g}", rule.z);
  }
};

std::string rule_words(const RejectionRule& rule, std::string_view spent) {
  return std::visit(RuleWords{spent}, rule);
}

std::string periods_words(const std::vector<EffectPeriod>& periods) {
  std::vector<std::string> words;
  words.reserve(periods.size());
  for (const EffectPeriod& period : periods)
    words.push_back(std::isfinite(period.until)
                        ? fmt::format("{:.6g} until {}", period.hazard_ratio,
                                      months(period.until))
                        : fmt::format("{:.6g}", period.hazard_ratio));
  return joined(words, ", then ");
}

std::string by_level_words(const Scenario& scenario, const EffectByLevel& by) {
  const Factor& factor = scenario.factors[by.factor];
  std::vector<std::string> words;
  for (std::size_t level = 0; level < factor.levels.size(); ++level)
    words.push_back(fmt::format("{:.6g} where {} is {}", by.hazard_ratio[level],
                                factor.name, factor.levels[level]));
  return "hazard ratio " + joined(words, ", ");
}

std::string rates_words(const std::vector<RatePeriod>& rates) {
  std::vector<std::string> words;
  for (const RatePeriod& period : rates) {
    const std::string rate =
        fmt::format("{:.6g} a month", period.rate * days_per_month);
    words.push_back(std::isfinite(period.until)
                        ? rate + " until " + months(period.until)
                        : rate);
  }
  return joined(words, ", then ");
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
                     ratio, joined(words, "; "));
}

std::string factors_words(const Scenario& scenario) {
  std::vector<std::string> words;
  for (const Factor& factor : scenario.factors) {
    std::vector<std::string> levels;
    for (std::size_t level = 0; level < factor.levels.size(); ++level)
      levels.push_back(fmt::format("{} {} HR {:.6g}", factor.levels[level],
                                   percent(factor.prevalence[level]),
                                   factor.hazard_ratio[level]));
    words.push_back(fmt::format("{} ({})", factor.name, joined(levels, ", ")));
  }
  return words.empty() ? "none" : joined(words, "; ");
}

namespace {

std::string block_words(const ProcedureSpec& spec) {
  std::vector<std::string> sizes;
  for (const int size : spec.block_sizes)
    sizes.push_back(fmt::format("{}", size));
  return fmt::format("permuted blocks of {}", joined(sizes, " or "));
}

std::string margin_words(const Scenario& scenario) {
  std::vector<std::string> margins;
  for (const MinimizedMargin& margin : scenario.randomization.minimize_over)
    margins.push_back(fmt::format(
        "{} (weight {:.6g})",
        margin.factor ? scenario.factors[*margin.factor].name : "site",
        margin.weight));
  return joined(margins, ", ");
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
  if (enrolment.duration > 0.0) words += " over " + months(enrolment.duration);
  if (enrolment.ramp_up > 0.0)
    words += ", rising to its plateau for " + months(enrolment.ramp_up);
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

// The hazard is said where it is a single number: who states a median checks it
// against programs that want a rate.
std::string survival_words(const TrialPlan& plan, std::size_t arm) {
  const double median = median_of(plan.arms, arm);
  const std::string half =
      std::isfinite(median)
          ? fmt::format("median {:.2f} months", median / days_per_month)
          : "median never reached";
  std::string words =
      fmt::format("{}, {:.1f}% event-free at 12 months", half,
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
  std::vector<std::string> words;
  for (const std::size_t arm : shown_arms(scenario)) {
    const double hazard =
        arm < arm_count ? scenario.dropout_hazard[arm]
                        : scenario.further_dropout_hazard[arm - arm_count];
    words.push_back(fmt::format("{} {} a year", scenario.arms[arm].id,
                                percent(-std::expm1(-hazard * days_per_year))));
  }
  return joined(words, ", ");
}

std::string_view ties_word(Ties ties) {
  if (ties == Ties::interval) return "left to the intervals between scans";
  if (ties == Ties::exact) return "exact";
  return ties == Ties::efron ? "Efron" : "Breslow";
}

// The config states one tail's alpha; protocols often both: say both, or a
// trial is planned at half or twice its level.
std::string level_words(const AnalysisPlan& plan) {
  if (plan.tails == Tails::one)
    return fmt::format("one-sided alpha {:.6g}", plan.alpha);
  return fmt::format(
      "two-sided alpha {:.6g} ({:.6g} in each tail, power in that which "
      "favours "
      "the experimental arm)",
      2.0 * plan.alpha, plan.alpha);
}

std::string test_words(const Scenario& scenario) {
  const AnalysisPlan& plan = scenario.analysis;
  const std::string by = factor_names(scenario, plan.stratify_by);
  const bool log_rank = plan.test == SurvivalTest{};
  std::string words =
      log_rank ? "log-rank" : test_text(plan.test, TestTimes::durations);
  if (plan.null_hazard_ratio != 1.0)
    words +=
        fmt::format(" against hazard ratio {:.6g}", plan.null_hazard_ratio);
  words += fmt::format(" {}, {}; Cox ties {}",
                       by.empty() ? "unstratified" : "stratified by " + by,
                       level_words(plan), ties_word(plan.ties));
  if (plan.also_tests.empty()) return words;
  std::vector<std::string> others;
  for (const SurvivalTest& test : plan.also_tests)
    others.push_back(test_text(test, TestTimes::durations));
  return words + "; also " + joined(others, ", ");
}

std::string efficacy_words(const AnalysisPlan& plan) {
  if (plan.looks.size() == 1) return "one look, all of alpha at it";
  std::string words = rule_words(plan.efficacy.rule, "alpha");
  switch (plan.efficacy.information) {
    case Information::actual:
      return words + ", at the actual events";
    case Information::planned:
      return words + ", at the planned information";
    case Information::calendar:
      return words + ", at the planned calendar times";
  }
  return words;
}

std::string futility_words(const AnalysisPlan& plan) {
  const FutilityPlan& futility = plan.futility;
  std::string words =
      futility.rule == FutilityRule::binding ? "binding" : "non-binding";
  if (futility.spending)
    words +=
        "; " +
        std::visit([](const auto& rule) { return rule_words(rule, "beta"); },
                   *futility.spending) +
        fmt::format(" to {:.6g}", 1.0 - futility.power);
  return words;
}

std::string harm_words(const AnalysisPlan& plan) {
  return fmt::format("{}, to {:.6g}", rule_words(plan.harm->rule, "error"),
                     plan.harm->alpha);
}

std::string look_words(const Look& look,
                       const std::optional<LookBounds>& bounds) {
  std::vector<std::string> triggers;
  if (look.with) triggers.push_back("at that of the first hypothesis");
  if (look.events) {
    std::string events = fmt::format("event {}", *look.events);
    if (look.wait_at_most)
      events += " (or " + months(*look.wait_at_most) + " of waiting for it)";
    triggers.push_back(events);
  }
  if (look.calendar)
    triggers.push_back(months(*look.calendar) + " after the first entry");
  if (look.follow_up)
    triggers.push_back(months(*look.follow_up) + " after the last entry");
  std::string words = joined(triggers, " and ");
  if (triggers.size() > 1)
    words += look.at == TriggerRule::latest ? ", the latest of these"
                                            : ", the earliest of these";
  if (bounds && std::isfinite(bounds->efficacy_z))
    words += fmt::format("; rejects at z {:.4f}", bounds->efficacy_z);
  else if (bounds || !look.efficacy)
    words += "; cannot reject";
  if (const auto* at = std::get_if<FutilityAtHazardRatio>(&look.futility))
    words += fmt::format("; futile at hazard ratio {:.6g}", at->hazard_ratio);
  else if (bounds && std::isfinite(bounds->futility_z))
    words += fmt::format("; futile at z {:.4f}", bounds->futility_z);
  if (bounds && std::isfinite(bounds->harm_z))
    words += fmt::format("; harm at z {:.4f}", bounds->harm_z);
  return words;
}

}  // namespace rehearse
