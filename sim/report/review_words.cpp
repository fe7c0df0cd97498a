#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "rehearse/core/units.hpp"
#include "rehearse/report/scenario_words.hpp"
#include "word_parts.hpp"

namespace rehearse {
namespace {

std::string schedule_words(const ArmAssessment& arm) {
  const ScanSchedule& schedule = arm.schedule;
  std::string words;
  for (const ScanInterval& interval : schedule.intervals()) {
    if (!words.empty()) words += ", then ";
    words += fmt::format("every {} days", interval.every);
    if (interval.until < unbounded)
      words += fmt::format(" until day {:.6g}", interval.until);
  }
  if (schedule.window() > 0)
    words += fmt::format(", ±{} days", schedule.window());
  if (arm.missed_probability > 0.0)
    words += fmt::format(", {:.3g}% missed", 100.0 * arm.missed_probability);
  return words;
}

std::string accuracy_words(const ReaderAccuracy& accuracy) {
  return fmt::format("sensitivity {:.6g}, false positive {:.6g} a scan",
                     accuracy.sensitivity, accuracy.false_positive);
}

std::string committee_words(const Committee& committee) {
  std::string words = accuracy_words(committee.reader);
  if (committee.adjudication)
    words += "; second reader " +
             accuracy_words(committee.adjudication->second) + "; adjudicator " +
             accuracy_words(committee.adjudication->adjudicator);
  return words;
}

// What both arms have, or each arm its own.
template <class Words>
std::string by_arm(const Scenario& scenario, const Words& words) {
  const std::vector<ArmAssessment>& arms = scenario.review->assessment.arms;
  const std::string control = words(arms[0]);
  const std::string experimental = words(arms[1]);
  const bool alike = std::ranges::all_of(
      arms, [&](const ArmAssessment& arm) { return words(arm) == control; });
  if (alike) return control;
  std::string all =
      fmt::format("control {}; experimental {}", control, experimental);
  for (std::size_t arm = arm_count; arm < arms.size(); ++arm)
    all += fmt::format("; {} {}", scenario.arms[arm].id, words(arms[arm]));
  return all;
}

}  // namespace

std::string death_words(const DeathModel& death) {
  std::string words = fmt::format("{:.6g}% of the PFS hazard",
                                  100.0 * death.first_event_fraction);
  if (death.after_progression_hazard > 0.0)
    words += fmt::format(
        "; after progression with a median of {:.6g} months",
        std::log(2.0) / death.after_progression_hazard / days_per_month);
  if (death.after_progression)
    words += "; after progression by a model of its own";
  if (death.after_progression_hazard_ratio != 1.0)
    words += fmt::format(", hazard ratio {:.6g}",
                         death.after_progression_hazard_ratio);
  if (!death.switching) return words;
  const Switching& of = *death.switching;
  words += fmt::format(
      "; {:.6g}% of the control arm switch {:.6g} months after progression",
      100.0 * of.probability, of.delay_mean / days_per_month);
  if (of.available_from > 0.0)
    words += fmt::format(", from {:.6g} months after enrolment opened",
                         of.available_from / days_per_month);
  words += of.acceleration != 1.0
               ? fmt::format(", life left times {:.6g}", of.acceleration)
               : fmt::format(", hazard ratio {:.6g}", of.hazard_ratio);
  return words;
}

std::string death_words(const ArmDeath& arm) {
  std::vector<std::string> words;
  if (arm.first_event_fraction)
    words.push_back(fmt::format("{:.6g}% of the PFS hazard",
                                100.0 * *arm.first_event_fraction));
  if (arm.after_progression_hazard_ratio)
    words.push_back(fmt::format("hazard ratio {:.6g} after progression",
                                *arm.after_progression_hazard_ratio));
  return joined_words(words, "; ");
}

std::string scan_words(const Scenario& scenario) {
  return by_arm(scenario, schedule_words);
}

std::string reader_words(const Scenario& scenario, Reviewer reviewer) {
  return by_arm(scenario, [reviewer](const ArmAssessment& arm) {
    return reviewer == Reviewer::committee ? committee_words(arm.committee)
                                           : accuracy_words(arm.investigator);
  });
}

std::string reading_words(const ReviewPlan& plan) {
  const AssessmentSpec& spec = plan.assessment;
  std::string words = fmt::format(
      "correlation {:.6g}; scans end at the investigator's progression with "
      "probability {:.6g}",
      spec.correlation, spec.stop_after_investigator);
  if (spec.committee_lag > 0.0)
    words +=
        fmt::format("; IRC reads known after {:.6g} days", spec.committee_lag);
  const Discontinuation& stop = spec.discontinuation;
  if (stop.hazard > 0.0)
    words += fmt::format(
        "; toxicity stops {:.6g} a month, then new therapy in {:.6g}% after "
        "{:.6g} months on average",
        stop.hazard * days_per_month, 100.0 * stop.new_therapy_probability,
        stop.new_therapy_delay_mean / days_per_month);
  return words;
}

std::string rules_words(const ReviewPlan& plan) {
  std::string words = plan.rules.name;
  for (const NamedRules& also : plan.also_rules)
    words += (&also == plan.also_rules.data() ? "; also " : ", ") + also.name;
  return words;
}

}  // namespace rehearse
