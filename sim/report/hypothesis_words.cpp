#include "hypothesis_words.hpp"

#include <fmt/format.h>

#include <string>
#include <vector>

#include "rehearse/trial/hypothesis_view.hpp"
#include "rehearse/trial/words.hpp"

namespace rehearse {

std::string endpoint_word(const Hypothesis& hypothesis) {
  return std::string{word_of(hypothesis.endpoint)};
}

std::string hypothesis_words(const Scenario& scenario,
                             const Hypothesis& hypothesis) {
  const Comparison& comparison = hypothesis.analysis.comparison;
  return fmt::format(
      "{}, {}, {} against {}, alpha {:.6g}{}{}", endpoint_word(hypothesis),
      population_text(scenario, comparison.population),
      scenario.arms[comparison.arm].id, scenario.arms[0].id, hypothesis.alpha,
      hypothesis.alpha > 0.0 ? "" : " until others pass theirs on",
      hypothesis.look_back ? ", with look-back" : "");
}

Json hypothesis_head(const Scenario& scenario, const Hypothesis& hypothesis) {
  const Comparison& comparison = hypothesis.analysis.comparison;
  return {{"name", hypothesis.name},
          {"endpoint", endpoint_word(hypothesis)},
          {"population", population_text(scenario, comparison.population)},
          {"arm", scenario.arms[comparison.arm].id},
          {"alpha", hypothesis.alpha}};
}

std::string transition_words(const Scenario& scenario,
                             const Transition& transition) {
  return fmt::format("{} passes {:.6g}% of its alpha to {}",
                     scenario.hypotheses[transition.from].name,
                     100.0 * transition.weight,
                     scenario.hypotheses[transition.to].name);
}

std::string parametric_words() {
  return "all intersections, levels raised by the correlation of tests of one "
         "endpoint at the same looks (weighted parametric)";
}

std::string trial_heading(const Scenario& scenario) {
  std::vector<std::string> arms;
  std::vector<std::string> ratio;
  for (std::size_t arm = 0; arm < scenario.arms.size(); ++arm) {
    arms.push_back(scenario.arms[arm].id);
    ratio.push_back(fmt::format("{}", scenario.arms[arm].allocation));
  }
  return fmt::format("{}: {} participants, {} {}, {} hypotheses", scenario.id,
                     scenario.participants, fmt::join(arms, ", "),
                     fmt::join(ratio, ":"), scenario.hypotheses.size());
}

}  // namespace rehearse
