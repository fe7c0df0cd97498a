#include "rehearse/report/scenario_summary.hpp"

#include <fmt/format.h>

#include "estimate_json.hpp"
#include "hypothesis_words.hpp"
#include "rehearse/design/analysis_design.hpp"
#include "rehearse/design/analytic_power.hpp"
#include "rehearse/design/trial_design.hpp"
#include "rehearse/report/scenario_words.hpp"
#include "rehearse/text/number_text.hpp"
#include "rehearse/trial/hypothesis_view.hpp"

namespace rehearse {
namespace {

using Facts = std::vector<Document::Fact>;

void add_review(const Scenario& scenario, Facts& facts) {
  const ReviewPlan& plan = *scenario.review;
  facts.push_back({"Scans", scan_words(scenario)});
  if (plan.readers == Readers::perfect) {
    facts.push_back({"Readers", "one, perfect"});
  } else {
    facts.push_back({"Readers", fmt::format("the analysis counts {} events",
                                            plan.primary == Reviewer::committee
                                                ? "IRC's"
                                                : "the investigator's")});
    facts.push_back(
        {"  investigator", reader_words(scenario, Reviewer::investigator)});
    facts.push_back({"  IRC", reader_words(scenario, Reviewer::committee)});
    facts.push_back({"  both", reading_words(plan)});
  }
  facts.push_back({"Rules", rules_words(plan)});
}

void add_trial(const Scenario& scenario, const TrialPlan& plan, Facts& facts) {
  facts.push_back({"Trial", scenario.title.empty()
                                ? scenario.id
                                : scenario.id + ", " + scenario.title});
  facts.push_back({"Participants", arms_words(scenario)});
  facts.push_back({"Factors", factors_words(scenario)});
  if (!scenario.sites.empty())
    facts.push_back({"Sites", fmt::format("{}", scenario.sites.size())});
  if (scenario.frailty)
    facts.push_back({"Frailty", frailty_words(*scenario.frailty)});
  facts.push_back({"Randomization", randomization_words(scenario)});
  if (scenario.conduct) facts.push_back({"Conduct", conduct_words(scenario)});
  facts.push_back({"Enrolment", enrolment_words(scenario, plan)});
}

// Arms in which death differs are parts of it.
void add_death(const Scenario& scenario, Facts& facts) {
  const DeathModel& death = scenario.endpoint.death;
  if (death == DeathModel{}) return;
  facts.push_back({"Death", death_words(death)});
  for (std::size_t arm = 0; arm < death.arms.size(); ++arm)
    if (std::string words = death_words(death.arms[arm]); !words.empty())
      facts.push_back({"  " + scenario.arms[arm].id, std::move(words)});
}

// Survival is that of the whole arms: with factors and an effect over time it
// is none of the config's own numbers, and the one that can be compared with a
// paper.
void add_endpoint(const Scenario& scenario, const TrialPlan& plan,
                  Facts& facts) {
  facts.push_back({"Endpoint", scenario.endpoint.name +
                                   ", event-free survival of the whole arms:"});
  facts.push_back({"  control", survival_words(plan, 0)});
  for (std::size_t arm = 1; arm < scenario.arms.size(); ++arm)
    facts.push_back({scenario.arms.size() > arm_count
                         ? "  " + scenario.arms[arm].id
                         : "  experimental",
                     survival_words(plan, arm)});
  facts.push_back({"Effect", effect_words(scenario)});
  for (std::size_t arm = arm_count; arm < scenario.arms.size(); ++arm)
    facts.push_back(
        {"  " + scenario.arms[arm].id, effect_words(scenario, arm)});
  if (scenario.stated == StatedEffect::observed_by_committee)
    facts.push_back({"Calibration",
                     "the control median and the hazard ratio are as IRC "
                     "observes them; power solves for the disease's"});
  add_death(scenario, facts);
  facts.push_back({"Dropout", dropout_words(scenario)});
  if (scenario.review) add_review(scenario, facts);
}

// At the planned information, of looks by time at that which theory expects.
// Those of MaxCombo depend on how its tests are correlated, for which there
// must be a course: theory's.
std::vector<std::optional<LookBounds>> bounds_of(const Scenario& scenario) {
  auto bounds = planned_bounds(scenario.analysis, experimental_share(scenario));
  const auto& plan = scenario.analysis.looks;
  const bool by_time = std::ranges::any_of(plan, [](const Look& look) {
    return !look.events && !look.events_in && !look.with;
  });
  const bool by_another = std::ranges::any_of(
      plan, [](const Look& look) { return look.with.has_value(); });
  if (plan.size() > 1 && by_time && !by_another &&
      scenario.analysis.comparison == Comparison{}) {
    const auto looks = expected_looks(scenario, trial_process(scenario));
    for (std::size_t k = 0; k < looks.size(); ++k) bounds[k] = looks[k].bounds;
  }
  const auto* test = std::get_if<WeightedLogRankTest>(&scenario.analysis.test);
  if (test == nullptr || test->weights.size() == 1) return bounds;
  const std::vector<double> z = analytic_power(scenario).efficacy_z;
  for (std::size_t look = 0; look < bounds.size(); ++look)
    if (bounds[look] && look < z.size())
      bounds[look]->efficacy_z = z[look];
    else
      bounds[look].reset();
  return bounds;
}

// Bounds as numbers, not only the rule's name: the config's author knows them
// from the protocol, and sees here whether they were understood.
void add_analysis(const Scenario& scenario, Facts& facts) {
  const AnalysisPlan& plan = scenario.analysis;
  facts.push_back({"Test", tests_words(scenario)});
  facts.push_back({"Efficacy", efficacy_words(plan)});
  if (stops_for_futility(plan))
    facts.push_back({"Futility", futility_words(plan)});
  if (plan.harm) facts.push_back({"Harm", harm_words(plan)});
  const auto bounds = bounds_of(scenario);
  for (std::size_t look = 0; look < bounds.size(); ++look)
    facts.push_back({"Look " + plan.looks[look].name,
                     look_words(scenario, plan.looks[look], bounds[look])});
}

void add_hypotheses(const Scenario& scenario, Facts& facts) {
  for (std::size_t h = 0; h < scenario.hypotheses.size(); ++h) {
    const Hypothesis& hypothesis = scenario.hypotheses[h];
    facts.push_back({"Hypothesis", hypothesis.name + ", " +
                                       hypothesis_words(scenario, hypothesis)});
    if (hypothesis.analysis.looks.empty()) continue;
    Facts own;
    add_analysis(hypothesis_view(scenario, h), own);
    for (auto& [name, text] : own)
      facts.push_back({"  " + name, std::move(text)});
  }
  for (const Transition& transition : scenario.multiplicity.transitions)
    facts.push_back({"Rejected", transition_words(scenario, transition)});
  if (scenario.multiplicity.parametric)
    facts.push_back({"Tests", parametric_words()});
}

// Parts stand below what they are part of: "Readers, IRC".
std::vector<Json> rows_of(const Facts& facts) {
  std::vector<Json> rows;
  std::string whole;
  for (const auto& [name, text] : facts) {
    const bool is_part = name.starts_with("  ");
    if (!is_part) whole = name;
    rows.push_back({{"part", is_part ? whole + ", " + name.substr(2) : name},
                    {"words", text}});
  }
  return rows;
}

}  // namespace

std::vector<Diagnostic> theory_warnings(const Scenario& scenario) {
  std::vector<Diagnostic> warnings;
  if (scenario.conduct)
    warnings.push_back(
        {"",
         "theory is of the trial without the errors of [conduct] (no formula "
         "has them; participants who are left out, a share p, need N / (1 - "
         "p)): simulate with `rehearse power`",
         "", 0});
  if (!scenario.review) return warnings;
  if (scenario.stated == StatedEffect::observed_by_committee)
    warnings.push_back(
        {"",
         "the stated median and hazard ratio are taken for the disease's, "
         "whose events are seen when they happen (calibration, scans, "
         "readers and rules are not in it): simulate with `rehearse power`",
         "", 0});
  else
    warnings.push_back(
        {"",
         "theory takes events as seen when they happen (scans, readers and "
         "rules are not in it): simulate with `rehearse power`",
         "", 0});
  return warnings;
}

Report scenario_summary(const TrialConfig& config) {
  constexpr std::size_t width = 16;
  const Scenario& scenario = config.scenario;
  const TrialPlan plan{scenario};
  Facts facts;
  add_trial(scenario, plan, facts);
  add_endpoint(scenario, plan, facts);
  if (scenario.hypotheses.empty())
    add_analysis(scenario, facts);
  else
    add_hypotheses(scenario, facts);
  for (const StatedSource& source : config.sources)
    facts.push_back({"Source", source.table + ": " + source.text});
  facts.push_back({"Simulation",
                   fmt::format("{} replicates, seed {}, config {}",
                               grouped_text(scenario.replicates),
                               config.seed_text, config.sha256.substr(0, 12))});
  Report report{head_json("check", config), rows_of(facts), {}};
  report.json["scenario"] = report.rows;
  report.document.add(Document::Heading{scenario.id, "Scenario of "},
                      Document::Medium::paper);
  report.document.add(
      Document::Facts{std::move(facts), Document::Setting::notes, width});
  return report;
}

}  // namespace rehearse
