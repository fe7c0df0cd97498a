#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "rehearse/design/bound_recursion.hpp"
#include "rehearse/trial/scenario.hpp"
#include "rehearse/trial/trial_plan.hpp"

namespace rehearse {

// One part of a scenario in words each, with units.
[[nodiscard]] std::string arms_words(const Scenario& scenario);
[[nodiscard]] std::string factors_words(const Scenario& scenario);
/// The allocation procedure with its parameters.
[[nodiscard]] std::string procedure_words(const Scenario& scenario);
[[nodiscard]] std::string randomization_words(const Scenario& scenario);
/// The same of enrolment by sites.
[[nodiscard]] std::string site_enrolment_words(const Scenario& scenario,
                                               const SiteEnrolment& enrolment);
[[nodiscard]] std::string frailty_words(const Frailty& frailty);
/// Of a scenario with errors of conduct.
[[nodiscard]] std::string conduct_words(const Scenario& scenario);
[[nodiscard]] std::string enrolment_words(const Scenario& scenario,
                                          const TrialPlan& plan);
/// Of an experimental arm.
[[nodiscard]] std::string effect_words(const Scenario& scenario,
                                       std::size_t arm = 1);
/// The arms in the order in which they are told.
[[nodiscard]] std::vector<std::size_t> shown_arms(const Scenario& scenario);
/// The whole arm's median.
[[nodiscard]] std::string median_words(const TrialPlan& plan, std::size_t arm);
/// The whole arm's median and its survival at 12 months; for the control also
/// the hazard that was solved for.
[[nodiscard]] std::string survival_words(const TrialPlan& plan,
                                         std::size_t arm);
[[nodiscard]] std::string death_words(const DeathModel& death);
/// What of it differs in one arm; empty: nothing.
[[nodiscard]] std::string death_words(const ArmDeath& arm);
// Of a scenario with scans: when they are, how they are read, what counts.
[[nodiscard]] std::string scan_words(const Scenario& scenario);
[[nodiscard]] std::string reader_words(const Scenario& scenario,
                                       Reviewer reviewer);
[[nodiscard]] std::string reading_words(const ReviewPlan& plan);
[[nodiscard]] std::string rules_words(const ReviewPlan& plan);
[[nodiscard]] std::string dropout_words(const Scenario& scenario);
/// The test and its strata.
[[nodiscard]] std::string statistic_words(const Scenario& scenario);
/// The test, its strata and its level.
[[nodiscard]] std::string test_words(const Scenario& scenario);
/// The same with its ties, and the tests beside it.
[[nodiscard]] std::string tests_words(const Scenario& scenario);
[[nodiscard]] std::string efficacy_words(const AnalysisPlan& plan);
/// Of a plan with futility bounds; with a harm rule.
[[nodiscard]] std::string futility_words(const AnalysisPlan& plan);
[[nodiscard]] std::string harm_words(const AnalysisPlan& plan);
/// When a look is.
[[nodiscard]] std::string trigger_words(const Scenario& scenario,
                                        const Look& look);
/// The same with its bounds.
[[nodiscard]] std::string look_words(const Scenario& scenario, const Look& look,
                                     const std::optional<LookBounds>& bounds);

}  // namespace rehearse
