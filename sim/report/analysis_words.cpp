#include <fmt/format.h>

#include <cmath>
#include <string_view>

#include "rehearse/report/scenario_words.hpp"
#include "rehearse/text/test_text.hpp"
#include "rehearse/trial/hypothesis_view.hpp"
#include "word_parts.hpp"

namespace rehearse {
namespace {

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
                       joined_words(points, ", "));
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

}  // namespace

std::string statistic_words(const Scenario& scenario) {
  const AnalysisPlan& plan = scenario.analysis;
  const std::string by = factor_names(scenario, plan.stratify_by);
  const bool log_rank = plan.test == SurvivalTest{};
  std::string words =
      log_rank ? "log-rank" : test_text(plan.test, TestTimes::durations);
  if (plan.null_hazard_ratio != 1.0)
    words +=
        fmt::format(" against hazard ratio {:.6g}", plan.null_hazard_ratio);
  return words + (by.empty() ? " unstratified" : " stratified by " + by);
}

std::string test_words(const Scenario& scenario) {
  return fmt::format("{}, {}", statistic_words(scenario),
                     level_words(scenario.analysis));
}

std::string tests_words(const Scenario& scenario) {
  const AnalysisPlan& plan = scenario.analysis;
  const std::string words = fmt::format("{}; Cox ties {}", test_words(scenario),
                                        ties_word(plan.ties));
  if (plan.also_tests.empty()) return words;
  std::vector<std::string> others;
  for (const SurvivalTest& test : plan.also_tests)
    others.push_back(test_text(test, TestTimes::durations));
  return words + "; also " + joined_words(others, ", ");
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

std::string trigger_words(const Scenario& scenario, const Look& look) {
  std::vector<std::string> triggers;
  if (look.with) triggers.push_back("at that of the first hypothesis");
  if (look.events || look.events_in) {
    std::string events = fmt::format(
        "event {}", look.events ? *look.events : look.events_in->events);
    if (look.events_in)
      events += " in " + population_text(scenario, look.events_in->population);
    if (look.wait_at_most)
      events +=
          " (or " + months_words(*look.wait_at_most) + " of waiting for it)";
    triggers.push_back(events);
  }
  if (look.calendar)
    triggers.push_back(months_words(*look.calendar) + " after the first entry");
  if (look.follow_up)
    triggers.push_back(months_words(*look.follow_up) + " after the last entry");
  std::string words = joined_words(triggers, " and ");
  if (triggers.size() > 1)
    words += look.at == TriggerRule::latest ? ", the latest of these"
                                            : ", the earliest of these";
  return words;
}

std::string look_words(const Scenario& scenario, const Look& look,
                       const std::optional<LookBounds>& bounds) {
  std::string words = trigger_words(scenario, look);
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
