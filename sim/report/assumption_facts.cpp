#include "assumption_facts.hpp"

#include <fmt/format.h>

#include "hypothesis_words.hpp"
#include "rehearse/report/scenario_words.hpp"
#include "rehearse/trial/hypothesis_view.hpp"

namespace rehearse {
namespace {

// What is external has no test of its own.
void add_hypotheses(const Scenario& scenario, Document::Facts& facts) {
  for (std::size_t h = 0; h < scenario.hypotheses.size(); ++h) {
    const Hypothesis& hypothesis = scenario.hypotheses[h];
    std::string words = hypothesis_words(scenario, hypothesis);
    if (!hypothesis.analysis.looks.empty())
      words +=
          fmt::format("; {}; {}", statistic_words(hypothesis_view(scenario, h)),
                      efficacy_words(hypothesis.analysis));
    facts.facts.push_back({"Test", hypothesis.name + ": " + words});
  }
}

std::string effects_words(const Scenario& scenario) {
  std::string words = effect_words(scenario);
  for (std::size_t arm = arm_count; arm < scenario.arms.size(); ++arm)
    words += fmt::format("; {}: {}", scenario.arms[arm].id,
                         effect_words(scenario, arm));
  return words;
}

}  // namespace

Document::Facts assumption_facts(const Scenario& scenario, bool calibrated) {
  const TrialPlan plan{scenario};
  Document::Facts facts;
  if (scenario.hypotheses.empty())
    facts.facts.push_back(
        {"Test", fmt::format("{}; {}", test_words(scenario),
                             efficacy_words(scenario.analysis))});
  else
    add_hypotheses(scenario, facts);
  const std::string by_arm = dropout_words(scenario);
  const std::string dropout =
      by_arm == "none" ? "no dropout" : "dropout " + by_arm;
  facts.facts.push_back(
      {"Assumed",
       fmt::format("control {}{}; {}; enrolment {}; {}", median_words(plan, 0),
                   calibrated ? " (the disease's, solved for)" : "",
                   effects_words(scenario), enrolment_words(scenario, plan),
                   dropout)});
  return facts;
}

}  // namespace rehearse
